// What is run for a recipe's back end inside the sandbox, and in which environment. Paths here are the
// sandbox's: /src, /build, /prefix, /tools, /recipe, /out, and /kelp with our compiler wrapper and cross
// files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "builder/recipe.h"

namespace kelp::builder {

struct build_command {
  std::vector<std::string> argv;
  std::string cwd;
};

// In order; the first that fails ends the build. Empty for back ends that run nothing.
std::vector<build_command> backend_commands(const recipe& recipe, int jobs);

// The whole environment of those commands (the sandbox adds its own few).
std::map<std::string, std::string> build_environment(const recipe& recipe, int jobs);

// meson's description of the platform we build for (https://mesonbuild.com/Cross-compilation.html).
std::string meson_cross_file(const recipe& recipe);

}  // namespace kelp::builder
