// The parts of the audit (builder/audit.h), one rule each. Internal to it.
#pragma once

#include <set>

#include "builder/audit.h"
#include "wasm/dylink.h"
#include "wasm/module.h"

namespace kelp::builder {

// A module of the artefact after reading.
struct side_module {
  const audit_file* file = nullptr;
  wasm::module content;
  wasm::dylink_section dylink;
  module_symbols symbols;     // its own exports
  bool is_extension() const;  // exports PyInit_*; otherwise a shared library
};

// Collects findings about one artefact.
class audit_findings {
 public:
  explicit audit_findings(const audit_options& options) : options_(options) {}

  template <class... Args>
  void add(std::string_view rule, std::string_view file, std::string_view symbol,
           fmt::format_string<Args...> message, Args&&... args) {
    insert(audit_level::error, rule, file, symbol, fmt::format(message, std::forward<Args>(args)...));
  }
  // What the makers of a published wheel chose is theirs: a warning there, an error in what we build.
  template <class... Args>
  void add_ours(std::string_view rule, std::string_view file, std::string_view symbol,
                fmt::format_string<Args...> message, Args&&... args) {
    insert(options_.published ? audit_level::warning : audit_level::error, rule, file, symbol,
           fmt::format(message, std::forward<Args>(args)...));
  }
  template <class... Args>
  void warn(std::string_view rule, std::string_view file, std::string_view symbol,
            fmt::format_string<Args...> message, Args&&... args) {
    insert(audit_level::warning, rule, file, symbol, fmt::format(message, std::forward<Args>(args)...));
  }

  const audit_options& options() const { return options_; }
  std::vector<audit_finding> sorted() &&;

 private:
  void insert(audit_level level, std::string_view rule, std::string_view file, std::string_view symbol,
              std::string message);

  const audit_options& options_;
  std::vector<audit_finding> found_;
};

// Who may meet a module's imports, in the loader's order: the main module, libraries, the module itself.
using offers = std::vector<const module_symbols*>;

std::vector<side_module> read_modules(const std::vector<audit_file>& files, audit_findings& findings);
void check_imports(const side_module& module, const offers& others, audit_findings& findings);
void check_exports(const side_module& module, audit_findings& findings);
void check_names(const audit_file& file, audit_findings& findings);  // what is dropped, tags, file names
void check_tests(const std::vector<audit_file>& files, audit_findings& findings);
void check_paths(const audit_file& file, audit_findings& findings);

module_symbols symbols_of(std::string name, const wasm::module& module);
std::string import_text(const wasm::module& module, const wasm::import_entry& entry);

// Exports that the toolchain adds to every side module.
bool is_toolchain_export(std::string_view name);

}  // namespace kelp::builder
