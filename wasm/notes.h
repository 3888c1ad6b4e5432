// Custom sections that describe a module: its names for debuggers, the features it uses, who made it.
#pragma once

#include <map>
#include <string_view>

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

// "name": the module's name and its functions' by number. Other name maps (locals, types …) are passed over.
struct name_section {
  std::string_view module;
  std::map<std::uint32_t, std::string_view> functions;
};
base::result<name_section> read_names(bytes content, std::size_t offset = 0);

// "target_features": '+' used, '-' must not be used, '=' required; and the feature ("bulk-memory",
// "simd128").
struct feature {
  char prefix = '+';
  std::string_view name;
};
base::result<std::vector<feature>> read_features(bytes content, std::size_t offset = 0);

// "producers": field ("language", "processed-by", "sdk") → name and version.
struct producer {
  std::string_view field;
  std::string_view name;
  std::string_view version;
};
base::result<std::vector<producer>> read_producers(bytes content, std::size_t offset = 0);

}  // namespace kelp::wasm
