#include "builder/audit.h"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "builder/audit_rules.h"
#include "wasm/check.h"
#include "wasm/decode.h"

namespace kelp::builder {
namespace {

bool is_module_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".so") || name.ends_with(".wasm") || name.find(".so.") != std::string_view::npos;
}

// Reads one file; a failure becomes a finding.
bool read_module(const audit_file& file, side_module& read, audit_findings& findings) {
  auto content = wasm::decode(file.bytes);
  auto status = content ? wasm::check(*content) : base::status(std::unexpected(content.error()));
  if (!status) {
    findings.add("format", file.path, "", "{} is no valid WebAssembly module: {}", file.path,
                 status.error().message);
    return false;
  }
  const wasm::custom_section* dylink = content->find_custom("dylink.0");
  if (dylink == nullptr) {
    findings.add("format", file.path, "",
                 "{} is no side module (it has no dylink.0 section); link it with -sSIDE_MODULE=2",
                 file.path);
    return false;
  }
  auto info = wasm::read_dylink(dylink->content, std::size_t(dylink->content.data() - file.bytes.data()));
  if (!info) {
    findings.add("format", file.path, "", "{} cannot be loaded: {}", file.path, info.error().message);
    return false;
  }
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  read = {&file, std::move(*content), std::move(*info), {}};
  read.symbols = symbols_of(name, read.content);
  return true;
}

audited_module describe(const side_module& module) {
  audited_module described{.path = module.file->path, .exports = {}, .needed = {}, .imports = 0, .size = 0};
  for (const auto& entry : module.content.exports)
    if (!is_toolchain_export(entry.name)) described.exports.emplace_back(entry.name);
  std::ranges::sort(described.exports);
  for (std::string_view name : module.dylink.needed) described.needed.emplace_back(name);
  described.imports = module.content.imports.size();
  described.size = module.file->bytes.size();
  return described;
}

// The libraries a module named, which must come from the same package or be declared.
void check_needed(const side_module& module, const offers& others, audit_findings& findings) {
  for (std::string_view name : module.dylink.needed)
    if (std::ranges::none_of(others, [&](const module_symbols* other) { return other->name == name; }))
      findings.add(
          "import", module.file->path, name,
          "{} needs the library {}, which is neither in {} nor declared; add the package that has it to "
          "[requires] run",
          module.file->path, name, findings.options().package);
}

}  // namespace

bool side_module::is_extension() const {
  return std::ranges::any_of(symbols.types,
                             [](const auto& symbol) { return symbol.first.starts_with("PyInit"); });
}

void audit_findings::insert(audit_level level, std::string_view rule, std::string_view file,
                            std::string_view symbol, std::string message) {
  found_.push_back({level, std::string(rule), std::string(file), std::string(symbol), std::move(message)});
}

std::vector<audit_finding> audit_findings::sorted() && {
  std::ranges::sort(found_, {}, [](const audit_finding& finding) {
    return std::tie(finding.file, finding.rule, finding.symbol, finding.message);
  });
  return std::move(found_);
}

std::vector<side_module> read_modules(const std::vector<audit_file>& files, audit_findings& findings) {
  std::vector<side_module> modules;
  for (const audit_file& file : files)
    if (side_module read; is_module_name(file.path) && read_module(file, read, findings))
      modules.push_back(std::move(read));
  return modules;
}

audit_report audit(const std::vector<audit_file>& files, const module_symbols& main,
                   const std::vector<module_symbols>& libraries, const audit_options& options) {
  audit_findings findings(options);
  const auto modules = read_modules(files, findings);
  offers others{&main};
  for (const module_symbols& library : libraries) others.push_back(&library);
  for (const side_module& module : modules)
    if (!module.is_extension()) others.push_back(&module.symbols);

  for (const audit_file& file : files) {
    check_names(file, findings);
    check_paths(file, findings);
  }
  check_tests(files, findings);
  audit_report report;
  for (const side_module& module : modules) {
    check_needed(module, others, findings);
    check_imports(module, others, findings);
    check_exports(module, findings);
    report.modules.push_back(describe(module));
  }
  std::ranges::sort(report.modules, {}, &audited_module::path);
  report.findings = std::move(findings).sorted();
  return report;
}

bool audit_report::passed() const {
  return std::ranges::none_of(findings,
                              [](const auto& finding) { return finding.level == audit_level::error; });
}

std::string audit_report::summary() const {
  constexpr std::size_t most = 10;
  std::string text;
  std::size_t errors = 0;
  for (const audit_finding& finding : findings)
    if (finding.level == audit_level::error && ++errors <= most) text += finding.message + "\n";
  if (errors > most) text += fmt::format("and {} more errors\n", errors - most);
  return text;
}

boost::json::value audit_report::json() const {
  boost::json::array module_list, finding_list;
  for (const audited_module& module : modules)
    module_list.push_back({{"path", module.path},
                           {"exports", boost::json::value_from(module.exports)},
                           {"needed", boost::json::value_from(module.needed)},
                           {"imports", module.imports},
                           {"size", module.size}});
  for (const audit_finding& finding : findings)
    finding_list.push_back({{"level", finding.level == audit_level::error ? "error" : "warning"},
                            {"rule", finding.rule},
                            {"file", finding.file},
                            {"symbol", finding.symbol},
                            {"message", finding.message}});
  return {{"passed", passed()}, {"modules", std::move(module_list)}, {"findings", std::move(finding_list)}};
}

}  // namespace kelp::builder
