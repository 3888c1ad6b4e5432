// Wheels (PEP 427): from what a back end made, or others published, to the one that is kept.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/recipe.h"

namespace kelp::builder {

struct wheel_name {
  std::string distribution, version, python, abi, platform;
  std::string tag() const { return python + "-" + abi + "-" + platform; }
  std::string file() const { return distribution + "-" + version + "-" + tag() + ".whl"; }
};

// "numpy-2.5.5-cp314-cp314-emscripten_3_1_69_wasm32.whl"; a build number is dropped.
base::result<wheel_name> parse_wheel_name(const std::string& file);

// Tag of wheels with modules that we built.
inline constexpr std::string_view our_wheel_tag = "cp314-cp314-emscripten_3_1_69_wasm32";

struct wheel_result {
  std::string file;                  // name of the wheel, in the `packed` folder
  std::string tests;                 // name of the archive of its dropped tests, or empty
  std::vector<std::string> imports;  // top-level names, sorted
};

// Unpacks `built` into `work`, leaves out foreign compiled caches and what the recipe drops, sets tag and
// RECORD, and writes the wheel (and, if the recipe wants them, the dropped tests) into `packed`. With a
// published wheel (back ends wheel and pure) of which nothing is dropped, the file is taken byte for byte.
base::result<wheel_result> make_wheel(const recipe& recipe, const std::filesystem::path& built,
                                      const std::filesystem::path& work, const std::filesystem::path& packed);

}  // namespace kelp::builder
