#include "runtime/js/ref.h"

#include <new>
#include <vector>

#include "runtime/js/imports.h"
#include "runtime/js/slots.h"

#ifdef __wasm__
static __externref_t slots[0];  // clang takes a table at file scope only
#else
static std::vector<js::fake_value*> slots;
#endif

namespace js {

slot_record* slot_records = nullptr;

namespace {

std::vector<std::uint32_t> free_slots;
std::vector<slot_record> records;

#ifdef __wasm__
std::uint32_t table_size() { return std::uint32_t(__builtin_wasm_table_size(slots)); }
void table_grow(std::uint32_t more) {
  if (__builtin_wasm_table_grow(slots, __builtin_wasm_ref_null_extern(), int(more)) == -1)
    throw std::bad_alloc();
}
void table_set(std::uint32_t slot, value v) { __builtin_wasm_table_set(slots, int(slot), v); }
value table_get(std::uint32_t slot) { return __builtin_wasm_table_get(slots, int(slot)); }
#else
std::uint32_t table_size() { return std::uint32_t(slots.size()); }
void table_grow(std::uint32_t more) { slots.resize(slots.size() + more, nullptr); }
void table_set(std::uint32_t slot, value v) { slots[slot] = v; }
value table_get(std::uint32_t slot) { return slots[slot]; }
#endif

void grow() {
  const auto size = table_size();
  const auto more = size == 0 ? 64 : size;
  free_slots.reserve(size + more);  // so that release() cannot throw
  records.resize(size + more, slot_record{1, 0});
  slot_records = records.data();
  table_grow(more);
  for (auto slot = size + more - 1; slot >= size && slot > 0; --slot) free_slots.push_back(slot);
}

}  // namespace

value null_value() {
#ifdef __wasm__
  return __builtin_wasm_ref_null_extern();
#else
  return nullptr;
#endif
}

ref::ref(value v) {
  if (free_slots.empty()) grow();
  slot_ = free_slots.back();
  free_slots.pop_back();
  table_set(slot_, v);
}

value ref::get() const { return table_get(slot_); }

void ref::set_owner(const void* object) {
  records[slot_].owner = std::uint32_t(reinterpret_cast<std::uintptr_t>(object));
}

void ref::release(std::uint32_t slot) noexcept {
  auto& record = records[slot];
  if (record.owner != 0) js_forget(table_get(slot), int(slot));
  table_set(slot, null_value());
  ++record.generation;
  record.owner = 0;
  free_slots.push_back(slot);
}

std::uint32_t slot_count() { return table_size(); }
value slot_value(std::uint32_t slot) { return table_get(slot); }
void put_back(std::uint32_t slot, value v) { table_set(slot, v); }

void make_room_for_slots(std::uint32_t count) {
  if (count > table_size()) table_grow(count - table_size());
}

std::uint32_t live_slots() {
  const auto size = table_size();
  return size == 0 ? 0 : size - 1 - std::uint32_t(free_slots.size());
}

}  // namespace js
