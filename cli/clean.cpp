// kelp clean: shows and removes what can be made again: build trees, and each kind of thing in the cache.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/lock.h"
#include "base/paths.h"
#include "cli/command.h"

namespace kelp::cli {

namespace {

namespace fs = std::filesystem;

struct clean_options {
  std::vector<std::string> kinds;
  bool all = false, dry_run = false;
};

struct kind {
  std::string name;
  fs::path path;
  std::string what;
};

std::string describe(const std::string& cache_folder) {
  static const std::map<std::string, std::string> known{
      {"artefacts", "packages built here; built again or taken from channel/"},
      {"logs", "logs of package builds"},
      {"node", "Node.js for systems whose own is too old; installed again"},
      {"sources", "downloaded sources; downloaded again"},
      {"work", "package builds that were not finished"},
      {"toolchain", "the cross compiler; installed again in some minutes"},
  };
  auto found = known.find(cache_folder);
  return found == known.end() ? "kept between runs" : found->second;
}

// Whatever folders the cache has are kinds, so that nothing in it is forgotten here.
std::vector<kind> all_kinds(const fs::path& root) {
  std::vector<kind> kinds{
      {"build", root / "build", "build trees and the program; built again at the next start"},
      {"dist", root / "dist", "what pages load; made again by kelp dist"},
  };
  std::map<std::string, fs::path> cached;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(base::cache_dir(), none)) {
    std::string name = item.path().filename().string();
    if (name == "locks") continue;
    if (item.is_directory(none))
      cached.emplace(name == "build" || name == "dist" ? "cache-" + name : name, item.path());
  }
  for (const auto& [name, path] : cached) kinds.push_back({name, path, describe(name)});
  return kinds;
}

base::result<std::vector<kind>> choose(const std::vector<kind>& kinds, const clean_options& options) {
  if (options.all) return kinds;
  std::set<std::string> wanted(options.kinds.begin(), options.kinds.end());
  std::vector<kind> chosen;
  for (const auto& kind : kinds)
    if (wanted.erase(kind.name) > 0) chosen.push_back(kind);
  if (wanted.empty()) return chosen;
  std::vector<std::string> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  return base::fail("there is nothing called \"{}\" to clean: the kinds are {}", *wanted.begin(),
                    fmt::join(names, ", "));
}

// Nothing is taken away from under another kelp: each holds locks in these places while it makes things.
base::status refuse_if_busy(const fs::path& root) {
  std::vector<fs::path> locks{root / "build/setup.lock", base::cache_dir() / "toolchain/lock"};
  std::error_code none;
  for (const auto& item : fs::directory_iterator(base::cache_dir() / "locks", none))
    locks.push_back(item.path());
  for (const auto& path : locks) {
    if (!fs::is_regular_file(path, none)) continue;
    auto lock = base::file_lock::try_acquire(path);
    if (!lock) return std::unexpected(lock.error());
    if (!*lock)
      return base::fail("another kelp is building ({} is locked): wait until it has ended", path.string());
  }
  return {};
}

base::result<int> clean(const clean_options& options) {
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  auto kinds = all_kinds(*root);
  auto chosen = choose(kinds, options);
  if (!chosen) return std::unexpected(chosen.error());
  bool only_show = options.dry_run || chosen->empty();
  if (!only_show)
    if (auto idle = refuse_if_busy(*root); !idle) return std::unexpected(idle.error());
  std::uint64_t total = 0;
  for (const auto& kind : chosen->empty() ? kinds : *chosen) {
    auto size = base::disk_usage(kind.path);
    if (!size) return std::unexpected(size.error());
    if (!only_show)
      if (auto removed = base::remove_tree(kind.path); !removed) return std::unexpected(removed.error());
    total += *size;
    fmt::print("{:<12} {:>9}  {}{}\n", kind.name, base::human_size(*size), kind.path.string(),
               only_show ? ": " + kind.what : "");
  }
  if (chosen->empty())
    fmt::print("Name the kinds to remove, as in: kelp clean build\n");
  else
    fmt::print("{} {}\n", options.dry_run ? "would free" : "freed", base::human_size(total));
  return ok;
}

}  // namespace

void add_clean(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("clean", "Show or remove build trees and caches");
  auto options = std::make_shared<clean_options>();
  command->add_option("kind", options->kinds,
                      "What to remove; without any, what there is and how large is shown");
  command->add_flag("--all", options->all, "Remove all of it (notebooks are kept elsewhere and stay)");
  command->add_flag("-n,--dry-run", options->dry_run, "Only show what would be removed");
  command->callback([&context, options] { context.run([options] { return clean(*options); }); });
}

}  // namespace kelp::cli
