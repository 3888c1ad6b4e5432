#include "builder/audit_step.h"

#include <boost/json.hpp>

#include "base/file.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;

// The audit borrows bytes; these own them.
struct loaded_files {
  std::vector<std::string> contents;
  std::vector<audit_file> files;
};

base::result<loaded_files> load(const fs::path& root) {
  const auto entries = list_tree(root);
  if (!entries) return std::unexpected(entries.error());
  loaded_files loaded;
  loaded.contents.reserve(entries->size());
  for (const auto& entry : *entries) {
    if (entry.kind != entry_kind::file) continue;
    auto content = base::read_file(root / entry.path);
    if (!content) return std::unexpected(content.error());
    loaded.contents.push_back(std::move(*content));
    loaded.files.push_back({entry.path, std::as_bytes(std::span(loaded.contents.back()))});
  }
  return loaded;
}

audit_options options_for(const recipe& recipe) {
  return {.package = recipe.name,
          .drop = recipe.drop,
          .exports = recipe.exports,
          .shared_library = recipe.shared,
          .published = recipe.backend == build_backend::wheel};
}

}  // namespace

bool needs_audit(const recipe& recipe) { return recipe.is_wheel() && recipe.backend != build_backend::pure; }

base::result<module_symbols> read_main_symbols(const fs::path& wasm) {
  const auto bytes = base::read_file(wasm);
  if (!bytes) return std::unexpected(bytes.error());
  return module_symbols::from_wasm("the main module", std::as_bytes(std::span(*bytes)));
}

base::result<boost::json::value> audit_wheel(const recipe& recipe, const fs::path& wheel,
                                             const fs::path& work, const module_symbols& main,
                                             const std::function<void(std::string_view)>& log) {
  if (auto done = base::remove_tree(work); !done) return std::unexpected(done.error());
  if (auto done = unpack_archive(wheel, work); !done) return std::unexpected(done.error());
  const auto loaded = load(work);
  if (!loaded) return std::unexpected(loaded.error());
  const auto report = audit(loaded->files, main, {}, options_for(recipe));
  for (const auto& finding : report.findings)
    log(fmt::format("audit {}: {}: {}", finding.level == audit_level::error ? "error" : "warning",
                    finding.rule, finding.message));
  if (!report.passed()) return base::fail("the audit of {} found:\n{}", recipe.name, report.summary());
  boost::json::array modules;
  for (const auto& module : report.modules)
    modules.push_back({{"path", module.path},
                       {"exports", boost::json::value_from(module.exports)},
                       {"needed", boost::json::value_from(module.needed)},
                       {"imports", module.imports},
                       {"size", module.size}});
  return modules.empty() ? boost::json::value(nullptr) : boost::json::value(std::move(modules));
}

}  // namespace kelp::builder
