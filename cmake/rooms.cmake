# Most of a compile is spent on reading the same headers, so each target reads them once. Sources still include what
# they use.
function(kelp_precompile target)
  target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <cstdint> <expected> <filesystem> <functional> <map>
    <memory> <optional> <set> <string> <string_view> <thread> <vector> <fmt/format.h> ${ARGN})
endfunction()

# kelp_add_room(NAME [LIBRARIES …] [PRECOMPILE <HEADER> … | PRECOMPILED_BY TARGET]): a static library kelp_NAME of the
# folder's sources (not those of folders below) and, with BUILD_TESTING, a test program kelp_NAME_test of its *_test.cpp.
# Test data is read from the source folder.
function(kelp_add_room name)
  cmake_parse_arguments(ROOM "" "PRECOMPILED_BY" "LIBRARIES;TEST_LIBRARIES;PRECOMPILE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  add_library(kelp_${name} STATIC ${sources})
  target_include_directories(kelp_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(kelp_${name} PUBLIC ${ROOM_LIBRARIES})
  if(ROOM_PRECOMPILE)
    kelp_precompile(kelp_${name} ${ROOM_PRECOMPILE})
  elseif(ROOM_PRECOMPILED_BY)
    target_precompile_headers(kelp_${name} REUSE_FROM ${ROOM_PRECOMPILED_BY})
  endif()
  if(BUILD_TESTING AND tests)
    add_executable(kelp_${name}_test ${tests})
    target_link_libraries(kelp_${name}_test PRIVATE kelp_${name} ${ROOM_TEST_LIBRARIES} GTest::gtest_main GTest::gmock)
    if(ROOM_PRECOMPILE OR ROOM_PRECOMPILED_BY)
      kelp_precompile(kelp_${name}_test ${ROOM_PRECOMPILE} <gmock/gmock.h>)
    endif()
    gtest_discover_tests(kelp_${name}_test TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 DISCOVERY_MODE PRE_TEST
                         PROPERTIES TIMEOUT 300)
  endif()
endfunction()
