#include "runtime/js/names.h"

#include "runtime/js/imports.h"

namespace js {

static std::uint32_t defined = 0;

std::uint32_t define_name(const cell& text) {
  if (defined == most_names) return most_names;
  js_define_name(int(defined), &text);
  return defined++;
}

}  // namespace js
