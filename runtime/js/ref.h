#pragma once

#include <cstdint>
#include <utility>

#include "runtime/js/value.h"

// Kept JavaScript values.
//
// They live in one table of the wasm module. Beside it, in linear memory, stands one `slot_record` per slot,
// which JavaScript reads to find the Python object that already stands for a value (identity of proxies)
// without a call.

namespace js {

struct slot_record {
  std::uint32_t generation;  // counts the uses of this slot: an old address of it is known to be old
  std::uint32_t owner;       // wasm: address of the Python proxy for this value, or 0
};

// Owns one slot. Move-only.
class ref {
 public:
  ref() = default;
  explicit ref(value v);
  ref(ref&& other) noexcept : slot_(std::exchange(other.slot_, 0)) {}
  ref& operator=(ref&& other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~ref() {
    if (slot_ != 0) release(slot_);
  }

  value get() const;
  ref copy() const { return ref(get()); }
  std::uint32_t slot() const { return slot_; }
  explicit operator bool() const { return slot_ != 0; }

  // Names the Python object that stands for this value in JavaScript's map of known objects.
  void set_owner(const void* object);

 private:
  static void release(std::uint32_t slot) noexcept;
  std::uint32_t slot_ = 0;  // 0: empty
};

value slot_value(std::uint32_t slot);
value null_value();

// Number of slots in use; a test's measure for leaks.
std::uint32_t live_slots();

// First record; moves when the table grows, so JavaScript reads this word each time.
extern slot_record* slot_records;

}  // namespace js
