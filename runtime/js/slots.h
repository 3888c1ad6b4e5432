#pragma once

#include <cstdint>

namespace js {

// One more than the highest slot that was ever used (ref.h).
std::uint32_t slot_count();

}  // namespace js
