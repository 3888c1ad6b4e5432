// The folders of one build: made fresh, bound into the sandbox, and removed afterwards. A build that was
// killed leaves its folders, which the next build of the same artefact (who holds its lock) starts by
// removing.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/recipe.h"
#include "builder/sandbox.h"
#include "builder/store.h"

namespace kelp::builder {

struct workplace {
  std::filesystem::path root;  // cache_dir()/work/<stem>
  std::filesystem::path src() const { return root / "src"; }
  std::filesystem::path build() const { return root / "build"; }
  std::filesystem::path prefix() const { return root / "prefix"; }
  std::filesystem::path tools() const { return root / "tools"; }
  std::filesystem::path recipe() const { return root / "recipe"; }
  std::filesystem::path kelp() const { return root / "kelp"; }
  std::filesystem::path out() const { return root / "out"; }
  std::filesystem::path packed() const { return root / "packed"; }
};

// All folders, empty.
base::status clear_workplace(const workplace& place);

// /recipe and /kelp: the recipe's files, our wrappers and the cross files made for it.
base::status place_support(const workplace& place, const recipe& recipe,
                           const std::filesystem::path& project_root);

// Merges what the recipe requires into /prefix and /tools. A Python package required at build time is
// unpacked into /prefix's site-packages; where the tools hold the same package for the build machine (NumPy),
// its headers and static libraries are replaced by ours.
base::status place_requirements(const workplace& place, const recipe& recipe,
                                const std::map<std::string, artefact>& artefacts);

// Which folder is seen where.
void add_binds(const workplace& place, sandbox_spec& spec);

}  // namespace kelp::builder
