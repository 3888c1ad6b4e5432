#include "builder/workplace.h"

#include "base/file.h"
#include "builder/backend.h"
#include "builder/inputs.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;

constexpr auto site_packages = "lib/python3.14/site-packages";

base::status copy_recipe(const recipe& recipe, const fs::path& to) {
  return copy_tree(recipe.folder, to, [](const std::string& path, bool) { return !is_recipe_input(path); });
}

base::status place_one(const artefact& made, const fs::path& prefix) {
  if (made.record.kind == "python") return unpack_archive(made.path(), prefix / site_packages);
  return unpack_archive(made.path(), prefix);
}

// What compilers and linkers read of an installed package.
bool is_for_compilers(const std::string& path) {
  const auto suffix = fs::path(path).extension();
  return suffix == ".h" || suffix == ".hpp" || suffix == ".a" || suffix == ".pc" || suffix == ".ini";
}

base::status overlay(const fs::path& from, const fs::path& to) {
  const auto entries = list_tree(from);
  if (!entries) return std::unexpected(entries.error());
  for (const auto& entry : *entries) {
    if (entry.kind != entry_kind::file || !is_for_compilers(entry.path)) continue;
    if (auto done = copy_tree(from / entry.path, to / entry.path); !done) return done;
  }
  return {};
}

// The build machine's own package of that name, if the tools have one, tells of our platform.
base::status overlay_packages(const workplace& place) {
  const auto ours = place.prefix() / site_packages, tools = place.tools() / site_packages;
  if (!fs::exists(ours) || !fs::exists(tools)) return {};
  for (const auto& package : fs::directory_iterator(ours)) {
    const auto name = package.path().filename();
    if (!package.is_directory() || name.extension() == ".dist-info" || !fs::is_directory(tools / name))
      continue;
    if (auto done = overlay(package.path(), tools / name); !done) return done;
  }
  return {};
}

}  // namespace

base::status clear_workplace(const workplace& place) {
  if (auto removed = base::remove_tree(place.root); !removed) return removed;
  for (const auto& folder : {place.src(), place.build(), place.prefix(), place.tools(), place.recipe(),
                             place.kelp(), place.out(), place.packed()})
    if (auto made = base::make_dirs(folder); !made) return made;
  return {};
}

base::status place_support(const workplace& place, const recipe& recipe, const fs::path& project_root) {
  if (auto done = copy_recipe(recipe, place.recipe()); !done) return done;
  for (const auto& file : support_files(recipe)) {
    auto done = copy_tree(project_root / "builder/support" / file, place.kelp() / file);
    if (!done) return done;
  }
  if (!recipe.is_wheel()) return {};
  return base::write_file_atomic(place.kelp() / "cross.ini", meson_cross_file(recipe));
}

base::status place_requirements(const workplace& place, const recipe& recipe,
                                const std::map<std::string, artefact>& artefacts) {
  for (const auto& name : recipe.requires_host)
    if (auto done = place_one(artefacts.at(name), place.prefix()); !done) return done;
  for (const auto& name : recipe.requires_build)
    if (auto done = place_one(artefacts.at(name), place.tools()); !done) return done;
  return overlay_packages(place);
}

void add_binds(const workplace& place, sandbox_spec& spec) {
  spec.read_only = {{place.prefix(), "/prefix"},
                    {place.tools(), "/tools"},
                    {place.recipe(), "/recipe"},
                    {place.kelp(), "/kelp"}};
  spec.writable = {{place.src(), "/src"}, {place.build(), "/build"}, {place.out(), "/out"}};
}

}  // namespace kelp::builder
