#pragma once

#include <cstdint>

#include "runtime/js/names.h"
#include "runtime/py/ref.h"

namespace bridge {

// The number under which JavaScript knows this interned str (js/names.h); js::most_names when there is none
// to be had.
std::uint32_t interned_name(py::handle name);

}  // namespace bridge
