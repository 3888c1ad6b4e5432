#include "wasm/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wasm/sample.h"

namespace kelp::wasm {
namespace {

using testing::HasSubstr;

// What check() says after `change` was done to the sample module.
template <class Change>
std::string after(Change change) {
  sample made;
  change(made.content(), made);
  const auto status = check(made.content());
  return status ? "" : status.error().message;
}

TEST(check, types_must_exist) {
  EXPECT_EQ(after([](module& m, sample&) { m.functions[0] = 9; }),
            "function 1 has type 9, but there are only 4 types");
  EXPECT_EQ(after([](module& m, sample&) { m.tags[0].type = 8; }),
            "tag 1 has type 8, but there are only 4 types");
  EXPECT_THAT(after([](module& m, sample&) { m.tags[0].type = 1; }),
              HasSubstr("a tag's type has no results"));
}

TEST(check, sizes_must_be_possible) {
  EXPECT_EQ(after([](module& m, sample&) {
              m.imports[0].what = memory_type{{2, 1, false, false}};
            }),
            "memory 0 has a maximum size of 1, below its minimum of 2");
  EXPECT_THAT(after([](module& m, sample&) {
                m.imports[0].what = memory_type{{70000, {}, false, false}};
              }),
              HasSubstr("above the limit of 65536"));
  EXPECT_THAT(after([](module& m, sample&) {
                m.imports[0].what = memory_type{{1, {}, true, false}};
              }),
              HasSubstr("shared but has no maximum"));
}

TEST(check, constant_expressions_have_the_right_type) {
  EXPECT_EQ(after([](module& m, sample& s) { m.globals[1].initial = s.constant(1); }),
            "global 3: expected a value of type i64, found i32");
  EXPECT_THAT(after([](module& m, sample& s) {
                m.globals[0].initial = {s.keep({0x23, 6, 0x0b})};
              }),
              HasSubstr("it reads global 6, but there are only 2 before it"));
  EXPECT_THAT(after([](module& m, sample& s) {
                m.globals[0].initial = {s.keep({0x23, 1, 0x0b})};
              }),
              HasSubstr("it reads global 1, which may change"));
  EXPECT_THAT(after([](module& m, sample& s) {
                m.globals[0].initial = {s.keep({0x6a, 0x0b})};
              }),
              HasSubstr("lacks its two operands"));
  EXPECT_THAT(after([](module& m, sample& s) {
                m.globals[0].initial = {s.keep({0x41, 1, 0x41, 1, 0x0b})};
              }),
              HasSubstr("2 values instead of one"));
}

TEST(check, exports_are_there_and_once) {
  EXPECT_EQ(after([](module& m, sample&) { m.exports[1].name = "thrown"; }), "\"thrown\" is exported twice");
  EXPECT_EQ(after([](module& m, sample&) { m.exports[0].index = 4; }),
            "export \"PyInit_sample\" is function 4, but there are only 4");
}

TEST(check, the_start_function_takes_and_gives_nothing) {
  EXPECT_EQ(after([](module& m, sample&) { m.start = 2; }),
            "the start function has type (i32, i32) -> i32, but it must be () -> ()");
}

TEST(check, segments_refer_to_what_is_there) {
  EXPECT_EQ(after([](module& m, sample&) { m.elements[2].table = 5; }),
            "element segment 2 fills table 5, but there are only 3");
  EXPECT_EQ(after([](module& m, sample&) { m.elements[0].functions[1] = 77; }),
            "element segment 0 names function 77, but there are only 4");
  EXPECT_EQ(after([](module& m, sample&) { m.data_count = 3; }),
            "3 data segments are announced, but there are 2");
  EXPECT_EQ(after([](module& m, sample&) { m.data[0].flags = 2, m.data[0].memory = 1; }),
            "data segment 0 fills memory 1, but there are only 1");
}

TEST(check, bodies_are_complete) {
  EXPECT_EQ(after([](module& m, sample&) { m.code.pop_back(); }),
            "3 functions are declared, but there are 2 bodies");
  EXPECT_THAT(after([](module& m, sample& s) {
                m.code[0].code = s.keep({0, 0x01});
              }),
              HasSubstr("finish with `end`"));
  EXPECT_THAT(after([](module& m, sample& s) {
                m.code[0].code = s.keep({1, 0xff, 0xff, 0x7f, 0x7f, 0x0b});
              }),
              HasSubstr("local variables, above the limit"));
}

}  // namespace
}  // namespace kelp::wasm
