// Says whether a package's files may enter the channel: every WebAssembly module in it must find what it
// imports, with the right type, and nothing may be inside that does not belong there (test code, paths of the
// machine that built it, needless exports). The audit reads the files' bytes only; it runs nothing and
// changes nothing.
//
//   auto main = builder::module_symbols::from_wasm("pyodide.asm.wasm", bytes);   // or from_text of a stored
//   list auto report = builder::audit({{"numpy/_core/x.so", bytes}, …}, *main, {}, {.package = "numpy"}); if
//   (!report.passed()) return base::fail("{}", report.summary());
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

// One file as the artefact holds it. The bytes are borrowed for the duration of the call.
struct audit_file {
  std::string path;  // relative, '/' between components: "numpy/_core/_multiarray_umath.cpython-314-….so"
  std::span<const std::byte> bytes;
};

// What a module offers to others, by name. A type is written as in messages: functions "(i32, i32) -> i32",
// data (addresses) and other globals "global i32" or "global mut i32", tags "tag (i32)", "memory", "table
// funcref".
struct module_symbols {
  std::string name;  // "the main module", "libopenblas.so": how messages call it
  std::map<std::string, std::string, std::less<>> types;

  // The exports of a WebAssembly module and, if it is a main module, the functions it imports, since the
  // loader hands those on to side modules (from env under their name, from other modules as "module.name").
  // Fails, with the byte offset, when `bytes` are not a valid module.
  static base::result<module_symbols> from_wasm(std::string name, std::span<const std::byte> bytes);
  // The stored form: lines "NAME TYPE", sorted; '#' starts a comment. Round trip with to_text().
  static base::result<module_symbols> from_text(std::string name, std::string_view text);
  std::string to_text() const;
};

enum class audit_level { error, warning };

struct audit_finding {
  audit_level level;
  std::string rule;     // "import", "type", "export", "test", "path", "exceptions", "memory", "tag", "format"
  std::string file;     // the path given
  std::string symbol;   // may be empty
  std::string message;  // one sentence: the file, the symbol, and the cure
};

// One WebAssembly module of the artefact, for the artefact's record.
struct audited_module {
  std::string path;
  std::vector<std::string> exports;  // without those that the toolchain adds (__wasm_call_ctors …)
  std::vector<std::string> needed;   // shared libraries named in dylink.0
  std::size_t imports = 0;
  std::size_t size = 0;
};

struct audit_report {
  std::vector<audited_module> modules;  // sorted by path
  std::vector<audit_finding> findings;  // sorted by file, rule, symbol

  bool passed() const;          // no finding of level error
  std::string summary() const;  // the errors, one sentence a line, at most ten and how many more
  boost::json::value json() const;
};

struct audit_options {
  std::string package;                    // in messages
  std::vector<std::string> drop = {};     // the recipe's globs: a file that still matches one is an error
  std::vector<std::string> exports = {};  // symbols that may be exported besides PyInit_*
  bool shared_library = false;            // a library others link to: any export is wanted
  bool published = false;                 // built by others: excess exports, tests and paths are warnings
  std::vector<std::string> host_paths = {"/src/",  "/build/", "/prefix/", "/tools/",
                                         "/home/", "/root/",  "/tmp/"};
};

// `libraries`: shared libraries that the recipe declares (its own `.so` files without PyInit_ are found among
// `files`). Never fails: a file that cannot be read is a finding.
audit_report audit(const std::vector<audit_file>& files, const module_symbols& main,
                   const std::vector<module_symbols>& libraries, const audit_options& options);

// Whether a wheel with this platform tag may be taken: ours, and the ones others publish for the same Python.
bool platform_tag_accepted(std::string_view tag);

// "**/tests/**" and the like against a relative path: `**` any components, `*` and `?` within one.
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace kelp::builder
