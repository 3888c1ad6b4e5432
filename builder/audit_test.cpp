#include "builder/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <deque>
#include <random>

#include "wasm/dylink.h"
#include "wasm/encode.h"
#include "wasm/expression.h"

namespace kelp::builder {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

module_symbols main_module() {
  return *module_symbols::from_text(
      "the main module",
      "PyFloat_FromDouble (f64) -> i32\nPyList_New (i32) -> i32\n_Py_NoneStruct global i32\n"
      "__cpp_exception tag (i32)\n__stack_pointer global mut i32\nmemory memory 320..65536\n"
      "wasi_snapshot_preview1.fd_write (i32, i32, i32, i32) -> i32\n");
}

// A side module under construction.
struct side {
  wasm::module content;
  wasm::dylink_section dylink;
  std::vector<std::byte> text;  // of a data segment

  side() {
    using enum wasm::value_type;
    content.types = {{{}, {i32}}, {{f64}, {i32}}, {{i32}, {i32}}, {{i32}, {}}};
    content.imports = {{"env", "memory", wasm::memory_type{{1, {}, false, false}}}};
    content.functions = {0};
    static const std::vector<std::byte> body{std::byte{0}, std::byte{0}, std::byte{0x0b}};
    content.code = {{body, 0}};
    content.exports = {{"PyInit_x", wasm::external_kind::function, 0}};
  }
  side& import(std::string_view name, std::uint32_t type) {
    content.imports.push_back({"env", name, wasm::function_import{type}});
    ++content.exports[0].index;
    return *this;
  }
  side& offset(std::string_view table, std::string_view name) {
    content.imports.push_back({table, name, wasm::global_type{wasm::value_type::i32, true}});
    return *this;
  }
  std::vector<std::byte> bytes() {
    const auto section = wasm::write_dylink(dylink);
    const auto place = wasm::i32_constant(0);
    content.customs = {{"dylink.0", section, 0}};
    if (!text.empty()) content.data = {{0, 0, {place}, text}};
    return wasm::encode(content);
  }
};

struct artefact {
  std::deque<std::vector<std::byte>> contents;
  std::vector<audit_file> files;
  audit_options options{.package = "pack"};
  std::vector<module_symbols> libraries;

  artefact& add(std::string path, std::vector<std::byte> bytes) {
    files.push_back({std::move(path), contents.emplace_back(std::move(bytes))});
    return *this;
  }
  artefact& add(std::string path, std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return add(std::move(path), std::vector<std::byte>(bytes.begin(), bytes.end()));
  }
  audit_report run() const { return audit(files, main_module(), libraries, options); }
  std::vector<std::string> rules() const {
    std::vector<std::string> found;
    for (const auto& finding : run().findings)
      found.push_back((finding.level == audit_level::error ? "" : "warning ") + finding.rule);
    return found;
  }
};

const std::string name = "p/x.cpython-314-wasm32-emscripten.so";

TEST(audit, a_module_that_finds_everything_passes) {
  artefact made;
  made.add(name, side()
                     .import("PyFloat_FromDouble", 1)
                     .offset("GOT.mem", "_Py_NoneStruct")
                     .offset("GOT.func", "PyList_New")
                     .bytes());
  const auto report = made.run();
  EXPECT_TRUE(report.passed()) << report.summary();
  EXPECT_THAT(report.findings, IsEmpty());
  ASSERT_EQ(report.modules.size(), 1u);
  EXPECT_THAT(report.modules[0].exports, ElementsAre("PyInit_x"));
}

TEST(audit, a_missing_function_is_named_with_type_and_cure) {
  const auto report = artefact().add(name, side().import("PyUnicode_New2", 1).bytes()).run();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "import");
  EXPECT_EQ(report.findings[0].symbol, "PyUnicode_New2");
  EXPECT_THAT(report.findings[0].message,
              AllOf(HasSubstr(name + " imports PyUnicode_New2 ((f64) -> i32), which neither the main module"),
                    HasSubstr("runtime/main/exports")));
  EXPECT_FALSE(report.passed());
}

TEST(audit, a_function_of_another_type_is_refused_with_both_types) {
  const auto report = artefact().add(name, side().import("PyList_New", 1).bytes()).run();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "type");
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("imports PyList_New as (f64) -> i32, but the main module has it as (i32) -> i32"));
}

TEST(audit, offsets_need_data_and_functions_of_their_kind) {
  EXPECT_THAT(artefact().add(name, side().offset("GOT.mem", "PyList_New").bytes()).rules(),
              ElementsAre("type"));
  EXPECT_THAT(artefact().add(name, side().offset("GOT.func", "_Py_NoneStruct").bytes()).rules(),
              ElementsAre("type"));
  EXPECT_THAT(artefact().add(name, side().offset("GOT.mem", "nowhere").bytes()).rules(),
              ElementsAre("import"));
}

TEST(audit, weak_imports_may_be_missing) {
  side module;
  module.dylink.imports = {{"env", "optional", wasm::symbol_flags::weak}};
  module.import("optional", 1);
  EXPECT_THAT(artefact().add(name, module.bytes()).rules(), ElementsAre("warning import"));
}

TEST(audit, symbols_come_from_libraries_of_the_package_or_declared_ones) {
  side user, library;
  user.import("solve", 2);
  user.dylink.needed = {"libsolve.so"};
  library.content.types[0] = {{wasm::value_type::i32}, {wasm::value_type::i32}};
  library.content.exports = {{"solve", wasm::external_kind::function, 0}};
  EXPECT_TRUE(
      artefact().add(name, user.bytes()).add("pack.libs/libsolve.so", library.bytes()).run().passed());
  EXPECT_THAT(artefact().add(name, user.bytes()).rules(),
              ElementsAre("import", "import"));  // library and symbol
  artefact declared;
  declared.libraries.push_back(*module_symbols::from_text("libsolve.so", "solve (i32) -> i32\n"));
  EXPECT_TRUE(declared.add(name, user.bytes()).run().passed());
}

TEST(audit, a_modules_own_exports_meet_its_imports) {
  side module;
  module.import("twice", 0);
  module.content.exports.push_back({"twice", wasm::external_kind::function, 1});
  EXPECT_THAT(artefact().add(name, module.bytes()).rules(), IsEmpty());
}

TEST(audit, excess_exports_are_refused_unless_declared_or_published) {
  side module;
  for (const char* symbol : {"helper", "__wasm_call_ctors"})
    module.content.exports.push_back({symbol, wasm::external_kind::function, 0});
  const auto bytes = module.bytes();
  EXPECT_THAT(artefact().add(name, bytes).rules(), ElementsAre("export"));
  EXPECT_THAT(artefact().add(name, bytes).run().summary(), HasSubstr("exports helper besides PyInit_*"));
  artefact declared, published;
  declared.options.exports = {"helper"};
  EXPECT_THAT(declared.add(name, bytes).rules(), IsEmpty());
  published.options.published = true;
  EXPECT_THAT(published.add(name, bytes).rules(), ElementsAre("warning export"));
  EXPECT_THAT(artefact().add("libhelp.so", bytes).rules(), ElementsAre("export"));
}

TEST(audit, exceptions_through_javascript_are_refused) {
  const auto report =
      artefact().add(name, side().import("invoke_vii", 3).import("emscripten_longjmp", 3).bytes()).run();
  ASSERT_EQ(report.findings.size(), 2u);
  for (const auto& finding : report.findings) {
    EXPECT_EQ(finding.rule, "exceptions");
    EXPECT_THAT(finding.message, HasSubstr("-fwasm-exceptions -sSUPPORT_LONGJMP=wasm"));
  }
}

TEST(audit, shared_memory_is_refused) {
  side module;
  module.content.imports[0].what = wasm::memory_type{{1, 10, true, false}};
  const auto report = artefact().add(name, module.bytes()).run();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "memory");
  EXPECT_THAT(report.findings[0].message, HasSubstr("compile it without -pthread"));
}

TEST(audit, imports_from_strange_modules_are_refused) {
  side module;
  module.content.imports.push_back({"bindings", "x", wasm::function_import{0}});
  ++module.content.exports[0].index;
  EXPECT_THAT(artefact().add(name, module.bytes()).run().summary(),
              HasSubstr("from the module \"bindings\""));
}

TEST(audit, system_calls_are_those_of_the_main_module) {
  side module;
  using enum wasm::value_type;
  module.content.types.push_back({{i32, i32, i32, i32}, {i32}});
  module.content.imports.push_back({"wasi_snapshot_preview1", "fd_write", wasm::function_import{4}});
  module.content.exports[0].index = 1;
  EXPECT_THAT(artefact().add(name, module.bytes()).rules(), IsEmpty());
  module.content.imports[1].name = "fd_sync";
  EXPECT_THAT(artefact().add(name, module.bytes()).rules(), ElementsAre("import"));
}

TEST(audit, paths_of_the_building_machine_are_found) {
  side module;
  for (char c : std::string_view("see https://x.org/src/a and /src/numpy/core/a.c\0", 48))
    module.text.push_back(std::byte(c));
  const auto report = artefact().add(name, module.bytes()).run();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "path");
  EXPECT_EQ(report.findings[0].symbol, "/src/numpy/core/a.c");
  EXPECT_THAT(report.findings[0].message, HasSubstr("-ffile-prefix-map=/src/=."));
  EXPECT_THAT(artefact().add("p/config.py", "cc = '/tools/bin/clang'; t = '/tmp/x'").rules(),
              ElementsAre("warning path"));
}

TEST(audit, test_code_is_refused) {
  EXPECT_THAT(artefact().add("p/tests/test_a.py", "").add("p/tests/data/b.csv", "").run().summary(),
              HasSubstr("p/tests is test code (2 files)"));
  EXPECT_THAT(artefact().add("p/testing/a.py", "").rules(), IsEmpty());
  artefact dropped;
  dropped.options.drop = {"**/data/*.bin"};
  EXPECT_THAT(dropped.add("p/data/x.bin", "").add("p/data/y.txt", "").rules(), ElementsAre("test"));
}

TEST(audit, other_platforms_are_refused) {
  const std::string head = "Wheel-Version: 1.0\nTag: cp314-cp314-";
  for (const char* good : {"emscripten_3_1_69_wasm32", "pyemscripten_2026_0_wasm32"})
    EXPECT_THAT(artefact().add("p-1.dist-info/WHEEL", head + good + "\r\n").rules(), IsEmpty());
  EXPECT_THAT(artefact().add("p-1.dist-info/WHEEL", head + "manylinux_2_17_x86_64\n").rules(),
              ElementsAre("tag"));
  EXPECT_THAT(artefact().add("p/x.cpython-313-wasm32-emscripten.so", side().bytes()).rules(),
              ElementsAre("tag"));
}

TEST(audit, broken_and_foreign_modules_are_refused) {
  auto cut = side().bytes();
  cut.resize(cut.size() - 1);
  EXPECT_THAT(artefact().add(name, cut).run().summary(),
              HasSubstr("is no valid WebAssembly module: at byte 0x"));
  EXPECT_THAT(artefact()
                  .add(name,
                       "\x7f"
                       "ELF1234")
                  .run()
                  .summary(),
              HasSubstr("found 7f 45 4c 46"));
  side module;
  EXPECT_THAT(artefact().add(name, wasm::encode(module.content)).run().summary(),
              HasSubstr("-sSIDE_MODULE=2"));
}

TEST(audit, many_errors_are_summed_up_and_all_are_in_the_json) {
  std::deque<std::string> names;
  side module;
  for (int i = 0; i < 14; ++i) module.import(names.emplace_back("missing_" + std::to_string(i)), 0);
  const auto report = artefact().add(name, module.bytes()).run();
  EXPECT_THAT(report.summary(), HasSubstr("and 4 more errors"));
  const auto json = report.json();
  EXPECT_FALSE(json.at("passed").as_bool());
  EXPECT_EQ(json.at("findings").as_array().size(), 14u);
  EXPECT_EQ(json.at("modules").at(0).at("path").as_string(), name);
}

// A module with every kind of import, changed at random places: refused or read, never a crash.
TEST(audit, hostile_modules_become_findings) {
  side module;
  module.import("PyList_New", 2)
      .import("lost", 1)
      .offset("GOT.mem", "_Py_NoneStruct")
      .offset("GOT.func", "PyList_New");
  module.dylink.needed = {"libx.so"};
  module.text = std::vector<std::byte>(20, std::byte{'/'});
  const auto original = module.bytes();
  std::size_t broken = 0;
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    std::mt19937 random(seed);
    auto bytes = original;
    for (unsigned n = 1 + random() % 3; n > 0; --n)
      bytes[8 + random() % (bytes.size() - 8)] = std::byte(random());
    if (random() % 8 == 0) bytes.resize(random() % bytes.size());
    const auto report = artefact().add(name, bytes).run();
    broken += report.modules.empty();
    EXPECT_FALSE(report.findings.empty()) << seed;
  }
  EXPECT_GT(broken, 500u);
  EXPECT_LT(broken, 2'900u);
}

TEST(module_symbols, text_and_wasm_give_the_same) {
  wasm::module main;
  using enum wasm::value_type;
  main.types = {{{i32, f64}, {i64}}, {{i32}, {}}};
  main.imports = {{"env", "getentropy", wasm::function_import{0}},
                  {"wasi_snapshot_preview1", "fd_write", wasm::function_import{0}}};
  main.tags = {{1}};
  main.memories = {{{1, 2, true, false}}};
  const auto zero = wasm::i32_constant(0);
  main.globals = {{{i32, true}, {zero}}};
  main.exports = {{"e", wasm::external_kind::tag, 0},
                  {"memory", wasm::external_kind::memory, 0},
                  {"sp", wasm::external_kind::global, 0},
                  {"again", wasm::external_kind::function, 0}};
  const auto symbols = module_symbols::from_wasm("main", wasm::encode(main));
  ASSERT_TRUE(symbols) << symbols.error().message;
  EXPECT_EQ(symbols->to_text(),
            "again (i32, f64) -> i64\ne tag (i32)\ngetentropy (i32, f64) -> i64\nmemory memory 1..2 shared\n"
            "sp global mut i32\nwasi_snapshot_preview1.fd_write (i32, f64) -> i64\n");
  EXPECT_EQ(module_symbols::from_text("main", symbols->to_text())->types, symbols->types);
  EXPECT_EQ(module_symbols::from_text("main", "x (i32)\nnonsense\n").error().message,
            "line 2 of the symbols of main: expected a name, a space and a type, found \"nonsense\"");
}

TEST(glob, matches_components) {
  EXPECT_TRUE(glob_matches("**/tests/**", "tests/a.py"));
  EXPECT_TRUE(glob_matches("**/tests/**", "a/b/tests/c/d.py"));
  EXPECT_FALSE(glob_matches("**/tests/**", "a/mytests/b.py"));
  EXPECT_FALSE(glob_matches("**/tests/**", "a/tests"));
  EXPECT_TRUE(glob_matches("**/_tkagg*", "m/_tkagg.so"));
  EXPECT_FALSE(glob_matches("**/_tkagg*", "m/_tkagg/x.so"));
  EXPECT_TRUE(glob_matches("*.pyx", "a.pyx"));
  EXPECT_FALSE(glob_matches("*.pyx", "b/a.pyx"));
  EXPECT_TRUE(glob_matches("a/?.txt", "a/b.txt"));
  EXPECT_FALSE(glob_matches("a?b", "a/b"));
}

}  // namespace
}  // namespace kelp::builder
