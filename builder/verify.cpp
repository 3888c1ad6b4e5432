#include "builder/verify.h"

#include "base/file.h"
#include "base/hash.h"
#include "builder/scheduler.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

base::result<artefact> stored_artefact(const build_request& request, const std::string& name,
                                       const std::string& hash, base::progress& progress) {
  const auto warn = [&](const std::string& text) { progress.line("warning: " + text); };
  const auto channel = request.project_root / "channel";
  // A cache that does not exist, so that only the channel answers.
  auto listed = artefact_store(request.cache / "none", channel, warn).find(hash);
  if (!listed) return std::unexpected(listed.error());
  if (*listed) return std::move(**listed);
  auto cached = artefact_store(request.cache, "", warn).find(hash);
  if (!cached) return std::unexpected(cached.error());
  if (*cached) return std::move(**cached);
  return fail(
      "neither the channel nor the cache has {} as its recipe says now ({}); run 'kelp build {}' first", name,
      hash.substr(0, 16), name);
}

base::result<std::map<std::string, std::string>> hashes_inside(const fs::path& archive) {
  const auto folder = base::make_temp_dir(archive.parent_path(), ".compare-");
  if (!folder) return std::unexpected(folder.error());
  if (auto done = unpack_archive(archive, folder->path()); !done) return std::unexpected(done.error());
  const auto entries = list_tree(folder->path());
  if (!entries) return std::unexpected(entries.error());
  std::map<std::string, std::string> hashes;
  for (const auto& entry : *entries) {
    if (entry.kind == entry_kind::folder) continue;
    if (entry.kind == entry_kind::link) {
      hashes[entry.path] = "-> " + entry.link_target;
      continue;
    }
    const auto hash = base::sha256_file(folder->path() / entry.path);
    if (!hash) return std::unexpected(hash.error());
    hashes[entry.path] = *hash + (entry.executable ? " x" : "");
  }
  return hashes;
}

base::result<std::vector<std::string>> compare(const artefact& stored, const artefact& fresh) {
  std::vector<std::string> differences;
  for (std::size_t i = 0; i < stored.record.files.size() && i < fresh.record.files.size(); ++i) {
    const auto &before = stored.record.files[i], &after = fresh.record.files[i];
    if (before == after) continue;
    const auto inside = compare_archives(stored.folder / before.name, fresh.folder / after.name);
    if (!inside) return std::unexpected(inside.error());
    for (const auto& path : *inside) differences.push_back(before.name + ": " + path);
    if (inside->empty()) differences.push_back(before.name + " (only its packing)");
  }
  if (stored.record.files.size() != fresh.record.files.size()) differences.push_back("the number of files");
  return differences;
}

}  // namespace

base::result<std::vector<std::string>> compare_archives(const fs::path& a, const fs::path& b) {
  const auto in_a = hashes_inside(a);
  if (!in_a) return std::unexpected(in_a.error());
  const auto in_b = hashes_inside(b);
  if (!in_b) return std::unexpected(in_b.error());
  std::vector<std::string> paths;
  for (const auto& [path, hash] : *in_a) {
    const auto other = in_b->find(path);
    if (other == in_b->end() || other->second != hash) paths.push_back(path);
  }
  for (const auto& [path, hash] : *in_b)
    if (!in_a->contains(path)) paths.push_back(path);
  return paths;
}

base::result<verify_outcome> verify_package(const build_request& request, base::progress& progress,
                                            std::stop_token stop) {
  const auto& name = request.names.front();
  const auto recipes = resolve_recipes(request.project_root, {name});
  if (!recipes) return std::unexpected(recipes.error());
  auto stored = stored_artefact(request, name, recipes->inputs.at(name).hash, progress);
  if (!stored) return std::unexpected(stored.error());

  // A cache of its own whose sources and requirements are the ordinary cache's.
  auto scratch = base::make_temp_dir(request.cache, "verify-");
  if (!scratch) return std::unexpected(scratch.error());
  auto fresh = rebuild_package(request, *recipes, name, scratch->path(), progress, stop);
  if (!fresh) return std::unexpected(fresh.error());
  auto differences = compare(*stored, *fresh);
  if (!differences) return std::unexpected(differences.error());
  return verify_outcome{std::move(*stored), std::move(*differences)};
}

}  // namespace kelp::builder
