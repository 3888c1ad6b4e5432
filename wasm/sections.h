// A module cut into its sections, without looking inside: enough to leave some out or put others in, and the
// rest stays byte for byte as it was.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

struct section {
  section_id id;
  std::string_view name;   // of a custom section
  bytes whole;             // with its number and size
  bytes content;           // after the number and size, and after the name of a custom section
  std::size_t offset = 0;  // of `content` in the file
};

// Fails when the bytes are no module, a section is cut off, unknown, twice there or out of order.
base::result<std::vector<section>> split(bytes file);

// The module without the custom sections for which `drop` is true. Fails as split() does.
base::result<std::vector<std::byte>> without_custom(bytes file,
                                                    const std::function<bool(std::string_view name)>& drop);

// Whether a custom section matters only to people and debuggers: names, producers, DWARF, source maps.
bool is_for_debugging(std::string_view custom_name);

}  // namespace kelp::wasm
