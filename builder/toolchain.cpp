#include "builder/toolchain.h"

#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "base/file.h"
#include "base/hash.h"
#include "base/lock.h"
#include "base/paths.h"
#include "builder/debian_root.h"
#include "builder/sandbox.h"

namespace kelp::builder {

using base::fail;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t space_needed = 5'000'000'000;

struct place {
  fs::path folder;
  fs::path root() const { return folder / "root"; }
  fs::path em_cache() const { return folder / "emcache"; }
  fs::path log() const { return folder / "log"; }
  fs::path record() const { return folder / "record.json"; }
};

fs::path toolchains() { return base::cache_dir() / "toolchain"; }

base::result<toolchain_lock> project_lock() {
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  return read_toolchain_lock(*root / "builder/toolchain.lock.toml");
}

// Errors for what must be exact, a line in the log for the rest.
base::status compare_versions(const toolchain_lock& lock,
                              const std::map<std::string, std::string>& installed) {
  for (const auto& [name, version] : lock.exact) {
    auto found = installed.find(name);
    if (found == installed.end()) return fail("the cross compiler's system lacks the package {}", name);
    if (found->second != version)
      return fail(
          "Debian {} now has {} {}, but builder/toolchain.lock.toml asks for {}: change the lock file "
          "(packages are "
          "then built anew) or wait for the mirror to hold that version again",
          lock.suite, name, found->second, version);
  }
  for (const auto& [name, version] : lock.seen) {
    auto found = installed.find(name);
    if (found == installed.end()) return fail("the cross compiler's system lacks the package {}", name);
    if (found->second != version)
      spdlog::debug("toolchain: {} is {}, seen was {}", name, found->second, version);
  }
  return {};
}

// Programs ask who runs them; inside, everybody is user 1000 (sandbox.cpp).
base::status add_user(const fs::path& root) {
  auto users = base::read_file(root / "etc/passwd");
  if (!users) return std::unexpected(users.error());
  auto with_ours = *users + "kelp:x:1000:1000:builder:/tmp:/bin/sh\n";
  return base::write_file_atomic(root / "etc/passwd", with_ours);
}

// emscripten locks its cache and keeps lists of JavaScript symbols there while it links. Builds see the
// libraries read-only, so these go to each sandbox's own /tmp.
base::status move_scratch_out(const fs::path& em_cache) {
  for (std::string name : {"cache.lock", "symbol_lists.lock", "symbol_lists"}) {
    if (auto removed = base::remove_tree(em_cache / name); !removed) return removed;
    std::error_code code;
    fs::create_symlink("/tmp/.emscripten/" + name, em_cache / name, code);
    if (code) return fail("cannot prepare {}: {}", (em_cache / name).string(), code.message());
  }
  return base::remove_tree(em_cache / "build");
}

base::status compile_libraries(const toolchain& toolchain, const std::vector<std::string>& libraries,
                               const fs::path& log, base::progress_task& task, std::stop_token stop) {
  if (auto made = base::make_dirs(toolchain.em_cache); !made) return made;
  sandbox_spec spec;
  spec.em_cache_writable = true;
  spec.argv = {"embuilder", "build"};
  spec.argv.insert(spec.argv.end(), libraries.begin(), libraries.end());
  spec.log_file = log;
  spec.stop = stop;
  std::uint64_t done = 0;
  spec.on_line = [&](std::string_view line) {
    constexpr std::string_view built = "generating system library: ";
    if (auto at = line.find(built); at != std::string_view::npos) {
      task.update(done++, libraries.size());
      task.note(line.substr(at + built.size(), 60));
    }
  };
  auto ended = run_in_sandbox(toolchain, spec);
  if (!ended) return std::unexpected(ended.error());
  if (ended->stopped) return fail("stopped while compiling emscripten's libraries");
  if (!ended->ok())
    return fail("cannot compile emscripten's libraries ({}): see the log {}", ended->reason(), log.string());
  return move_scratch_out(toolchain.em_cache);
}

base::status write_record(const place& place, const toolchain& made) {
  boost::json::object versions;
  for (const auto& [name, version] : made.versions) versions[name] = version;
  boost::json::object record{{"digest", made.digest}, {"versions", std::move(versions)}};
  return base::write_file_atomic(place.record(), boost::json::serialize(record) + "\n");
}

base::result<toolchain> open(const place& place, const std::string& digest) {
  auto text = base::read_file(place.record());
  if (!text) return std::unexpected(text.error());
  boost::system::error_code code;
  auto value = boost::json::parse(*text, code);
  const auto* record = value.if_object();
  const auto* versions =
      record != nullptr && record->contains("versions") ? record->at("versions").if_object() : nullptr;
  if (code || versions == nullptr)
    return fail("{} is damaged: remove the folder {} and start again", place.record().string(),
                place.folder.string());
  toolchain found{place.root(), place.em_cache(), digest, {}};
  for (const auto& [name, version] : *versions)
    if (version.is_string()) found.versions.emplace(name, version.as_string());
  return found;
}

base::result<toolchain> make(const toolchain_lock& lock, const place& final_place, base::progress& progress,
                             std::stop_token stop) {
  place part{final_place.folder.string() + ".part"};
  if (auto cleared = base::remove_tree(part.folder); !cleared) return std::unexpected(cleared.error());
  if (auto made = base::make_dirs(part.folder); !made) return std::unexpected(made.error());
  auto space = base::free_space(part.folder);
  if (!space) return std::unexpected(space.error());
  if (*space < space_needed)
    return fail("the cross compiler needs {} in {}, only {} are free", base::human_size(space_needed),
                base::cache_dir().string(), base::human_size(*space));

  auto task = progress.start("cross compiler: Debian " + lock.suite + " with emscripten");
  debian_root_request request{lock.suite, {}, part.root(), part.log(), stop};
  for (const auto& [name, version] : lock.exact) request.packages.push_back(name);
  for (const auto& [name, version] : lock.seen) request.packages.push_back(name);
  if (auto made = make_debian_root(request, task); !made) return std::unexpected(made.error());
  auto installed = installed_packages(part.root());
  if (!installed) return std::unexpected(installed.error());
  if (auto same = compare_versions(lock, *installed); !same) return std::unexpected(same.error());
  if (auto added = add_user(part.root()); !added) return std::unexpected(added.error());
  task.done("installed");

  auto compile = progress.start("cross compiler: emscripten's libraries");
  toolchain made{part.root(), part.em_cache(), lock.digest, std::move(*installed)};
  if (auto compiled = compile_libraries(made, lock.libraries, part.log(), compile, stop); !compiled)
    return std::unexpected(compiled.error());
  if (auto written = write_record(part, made); !written) return std::unexpected(written.error());
  if (auto renamed = base::rename_path(part.folder, final_place.folder); !renamed)
    return std::unexpected(renamed.error());
  compile.done("compiled");
  return open(final_place, lock.digest);
}

// A root made by hand: its libraries are compiled beside the cached ones, so that the root is left alone.
base::result<toolchain> borrow(const fs::path& root, const toolchain_lock& lock, base::progress& progress,
                               std::stop_token stop) {
  auto installed = installed_packages(root);
  if (!installed) return std::unexpected(installed.error());
  fs::path em_cache = toolchains() / ("borrowed-" + base::sha256(root.string()).substr(0, 16));
  toolchain borrowed{root, em_cache, lock.digest, std::move(*installed)};
  if (fs::exists(em_cache)) return borrowed;
  auto task = progress.start("cross compiler: emscripten's libraries");
  toolchain making = borrowed;
  making.em_cache += ".part";
  auto log = toolchains() / "borrowed.log";
  if (auto compiled = compile_libraries(making, lock.libraries, log, task, stop); !compiled)
    return std::unexpected(compiled.error());
  if (auto renamed = base::rename_path(making.em_cache, em_cache); !renamed)
    return std::unexpected(renamed.error());
  task.done("compiled");
  return borrowed;
}

}  // namespace

base::result<toolchain> find_toolchain() {
  auto lock = project_lock();
  if (!lock) return std::unexpected(lock.error());
  place place{toolchains() / lock->digest.substr(0, 16)};
  if (!fs::exists(place.folder))
    return fail(
        "the cross compiler is not installed: kelp build installs it when something must be compiled");
  return open(place, lock->digest);
}

base::result<toolchain> ensure_toolchain(base::progress& progress, std::stop_token stop) {
  auto lock = project_lock();
  if (!lock) return std::unexpected(lock.error());
  if (auto able = check_sandbox(); !able) return std::unexpected(able.error());
  place place{toolchains() / lock->digest.substr(0, 16)};
  const char* by_hand = std::getenv("KELP_TOOLCHAIN_ROOT");
  if (by_hand == nullptr && fs::exists(place.folder)) return open(place, lock->digest);
  auto guard = base::file_lock::acquire(toolchains() / "lock", [&](const std::string& holder) {
    progress.line("waiting for the cross compiler, which " + holder + " is installing");
  });
  if (!guard) return std::unexpected(guard.error());
  if (by_hand != nullptr) return borrow(by_hand, *lock, progress, stop);
  if (fs::exists(place.folder)) return open(place, lock->digest);
  return make(*lock, place, progress, stop);
}

}  // namespace kelp::builder
