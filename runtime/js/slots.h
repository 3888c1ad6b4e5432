#pragma once

#include <cstdint>

#include "runtime/js/value.h"

namespace js {

// One more than the highest slot that was ever used (ref.h).
std::uint32_t slot_count();

// For a memory image that was copied in: its records say of slots what the table does not hold yet.
void make_room_for_slots(std::uint32_t count);
void put_back(std::uint32_t slot, value v);

}  // namespace js
