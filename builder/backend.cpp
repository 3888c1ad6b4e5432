#include "builder/backend.h"

#include <algorithm>
#include <sstream>

namespace kelp::builder {
namespace {

// Compiled into everything; the module ABI of the whole runtime.
constexpr auto abi_flags = "-fwasm-exceptions -sSUPPORT_LONGJMP=wasm";
// No path of the build shall be seen in its result, however a build system writes it.
constexpr auto path_maps =
    "-ffile-prefix-map=/src/= -ffile-prefix-map=../../src/= -ffile-prefix-map=../src/= "
    "-ffile-prefix-map=/build/= "
    "-ffile-prefix-map=/prefix/= -ffile-prefix-map=/tools/=";

// What goes into the main module is not position independent: it is faster so.
bool is_position_independent(const recipe& recipe) {
  return recipe.kind == package_kind::library || recipe.kind == package_kind::python;
}

std::string joined(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const auto word : words) {
    if (word.empty()) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::string compile_flags(const recipe& recipe) {
  return joined(
      {"-O2 -g0", is_position_independent(recipe) ? "-fPIC" : "", abi_flags, path_maps, recipe.cflags});
}

std::string source_folder(const recipe& recipe) {
  return recipe.directory.empty() ? "/src" : "/src/" + recipe.directory;
}

build_command shell(std::string text, std::string cwd) {
  return {{"bash", "-eu", "-o", "pipefail", "-c", std::move(text)}, std::move(cwd)};
}

// What an installed library does not need to be linked.
constexpr auto collect =
    "cp -a /build/stage/prefix/. /out/ && rm -rf /out/share/man /out/share/doc /out/share/info && "
    "find /out -name '*.la' -delete";

std::vector<build_command> cmake_commands(const recipe& recipe, int jobs) {
  std::vector<std::string> configure{"cmake",
                                     "-S",
                                     source_folder(recipe),
                                     "-B",
                                     "/build/cmake",
                                     "-G",
                                     "Ninja",
                                     "-DCMAKE_TOOLCHAIN_FILE=/kelp/toolchain.cmake",
                                     "-DCMAKE_BUILD_TYPE=Release",
                                     "-DCMAKE_INSTALL_PREFIX=/prefix",
                                     "-DCMAKE_INSTALL_LIBDIR=lib",
                                     "-DBUILD_SHARED_LIBS=OFF"};
  configure.insert(configure.end(), recipe.options.begin(), recipe.options.end());
  return {{configure, "/build"},
          {{"cmake", "--build", "/build/cmake", "-j", std::to_string(jobs)}, "/build"},
          shell("DESTDIR=/build/stage cmake --install /build/cmake && " + std::string(collect), "/build")};
}

std::vector<build_command> configure_commands(const recipe& recipe, int jobs) {
  std::vector<std::string> configure{
      source_folder(recipe) + "/configure", "--prefix=/prefix", "--libdir=/prefix/lib",
      "--host=wasm32-unknown-emscripten",   "--disable-shared", "--enable-static"};
  configure.insert(configure.end(), recipe.options.begin(), recipe.options.end());
  return {{configure, "/build"},
          {{"make", "-j" + std::to_string(jobs)}, "/build"},
          shell("make install DESTDIR=/build/stage && " + std::string(collect), "/build")};
}

std::vector<build_command> pep517_commands(const recipe& recipe, int jobs) {
  std::vector<std::string> argv{"/kelp/bin/cross-python", "-P", "/kelp/build_wheel.py", "/out",
                                std::to_string(jobs)};
  argv.insert(argv.end(), recipe.options.begin(), recipe.options.end());
  return {{argv, source_folder(recipe)}};
}

std::string meson_list(const std::string& flags) {
  std::istringstream words(flags);
  std::string list, word;
  while (words >> word) list += (list.empty() ? "'" : ", '") + word + "'";
  return "[" + list + "]";
}

}  // namespace

std::vector<build_command> backend_commands(const recipe& recipe, int jobs) {
  switch (recipe.backend) {
    case build_backend::pep517:
      return pep517_commands(recipe, jobs);
    case build_backend::cmake:
      return cmake_commands(recipe, jobs);
    case build_backend::configure:
      return configure_commands(recipe, jobs);
    case build_backend::script:
      return {{{"bash", "-eu", "-o", "pipefail", "/recipe/" + recipe.script}, source_folder(recipe)}};
    case build_backend::wheel:
    case build_backend::pure:
      break;
  }
  return {};
}

std::map<std::string, std::string> build_environment(const recipe& recipe, int jobs) {
  std::map<std::string, std::string> env{
      {"JOBS", std::to_string(jobs)},
      {"SOURCE_DATE_EPOCH", "315532800"},
      {"HOST_PYTHON", "/tools/bin/python3.14"},
      {"PYTHONHASHSEED", "0"},
      {"PYTHONDONTWRITEBYTECODE", "1"},
      {"PATH", "/kelp/bin:/tools/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
  };
  if (recipe.kind == package_kind::tool) {
    env.insert({{"CC", "gcc"},
                {"CXX", "g++"},
                {"AR", "ar"},
                {"CFLAGS", joined({"-O2 -g0", recipe.cflags})},
                {"CXXFLAGS", joined({"-O2 -g0", recipe.cflags})},
                {"LDFLAGS", recipe.ldflags}});
  } else {
    const auto flags = compile_flags(recipe);
    env.insert({
        {"CC", "/kelp/bin/kelp-cc"},
        {"CXX", "/kelp/bin/kelp-c++"},
        {"LDSHARED", "/kelp/bin/kelp-cc -shared"},
        {"LDCXXSHARED", "/kelp/bin/kelp-c++ -shared"},
        {"AR", "emar"},
        {"RANLIB", "emranlib"},
        {"NM", "emnm"},
        {"STRIP", "true"},
        {"CFLAGS", flags},
        {"CXXFLAGS", flags},
        {"CPPFLAGS", "-I/prefix/include"},
        {"LDFLAGS", joined({"-L/prefix/lib", recipe.ldflags})},
        {"KELP_PIC", is_position_independent(recipe) ? "-fPIC" : ""},
        {"KELP_SHARED", recipe.shared ? "1" : ""},
        {"CMAKE_TOOLCHAIN_FILE", "/kelp/toolchain.cmake"},
        {"PKG_CONFIG", "/usr/bin/pkg-config"},
        {"PKG_CONFIG_LIBDIR", "/prefix/lib/pkgconfig:/prefix/share/pkgconfig"},
    });
    std::string exports;
    for (const auto& symbol : recipe.exports) exports += symbol + " ";
    env["KELP_EXPORTS"] = exports;
    if (recipe.is_wheel())
      env.insert({{"CROSS_PYTHON", "/kelp/bin/cross-python"}, {"MESON_CROSS", "/kelp/cross.ini"}});
  }
  for (const auto& [name, value] : recipe.env) env[name] = value;
  return env;
}

std::string meson_cross_file(const recipe& recipe) {
  const auto flags = meson_list(joined({compile_flags(recipe), "-DNDEBUG"}));
  const auto link = meson_list(recipe.ldflags);
  return fmt::format(R"([binaries]
c = '/kelp/bin/kelp-cc'
cpp = '/kelp/bin/kelp-c++'
ar = '/usr/bin/emar'
ranlib = '/usr/bin/emranlib'
strip = 'true'
python = '/kelp/bin/cross-python'
cython = '/tools/bin/cython'
pkg-config = '/usr/bin/pkg-config'
pybind11-config = '/tools/bin/pybind11-config'
numpy-config = '/tools/bin/numpy-config'
exe_wrapper = 'node'

[properties]
needs_exe_wrapper = true
skip_sanity_check = true
longdouble_format = 'IEEE_QUAD_LE'
sys_root = '/'
pkg_config_libdir = ['/prefix/lib/pkgconfig', '/prefix/share/pkgconfig', '/prefix/lib/python3.14/site-packages/numpy/_core/lib/pkgconfig']

[built-in options]
c_args = {0}
cpp_args = {0}
c_link_args = {1}
cpp_link_args = {1}

[host_machine]
system = 'emscripten'
cpu_family = 'wasm32'
cpu = 'wasm'
endian = 'little'
)",
                     flags, link);
}

}  // namespace kelp::builder
