// A first recipe for a new package, to be edited.
#pragma once

#include <string>

#include "base/error.h"
#include "builder/recipe.h"

namespace kelp::builder {

struct template_request {
  std::string name, version;
  source_origin origin = source_origin::pypi;
  std::string package;  // in the registry
  std::string file;     // the file's name there
};

// Fetches the file once to learn its sha256 and writes the text of recipe.toml: kind and back end are guessed
// from the file's name.
base::result<std::string> recipe_template(const template_request& request);

}  // namespace kelp::builder
