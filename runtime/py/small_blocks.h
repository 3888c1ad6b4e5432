#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

// An allocator of small blocks. A pool holds blocks of one size, an arena holds pools; where a block lies
// says which pool it is of, so blocks carry nothing of their own. One thread only.

namespace py {

class small_blocks {
 public:
  static constexpr std::size_t grain = 16;  // malloc aligns to it, and C code may count on that
  static constexpr std::size_t largest = 512;

  small_blocks() = default;
  small_blocks(const small_blocks&) = delete;
  small_blocks& operator=(const small_blocks&) = delete;
  ~small_blocks();

  // A block of 1 to `largest` bytes; null when there is no memory.
  void* take(std::size_t size) {
    const auto kind = (size - 1) / grain;
    pool* from = usable_[kind];
    if (from == nullptr) [[unlikely]] {
      from = new_pool(kind);
      if (from == nullptr) return nullptr;
    }
    void* block = from->given_back;
    if (block != nullptr) {
      from->given_back = *static_cast<void**>(block);
    } else {
      block = reinterpret_cast<char*>(from) + from->untouched;
      from->untouched += std::uint32_t((kind + 1) * grain);
    }
    if (++from->used == from->capacity) unlink(from);
    return block;
  }

  void give_back(void* block) {
    pool* to = pool_of(block);
    *static_cast<void**>(block) = to->given_back;
    to->given_back = block;
    if (to->used-- == to->capacity)
      link(to);
    else if (to->used == 0 && (to->previous != nullptr || to->next != nullptr))
      retire(to);  // but not a kind's only pool, or it would come and go with each block
  }

  // Whether a block, or any other address, lies in an arena of this allocator.
  bool owns(const void* block) const { return arena_at(block) != nullptr; }

  // The bytes that a block may be used for.
  static std::size_t room_of(const void* block) { return (pool_of(block)->kind + 1) * grain; }

  std::size_t arenas() const { return arenas_; }

 private:
  static constexpr std::size_t pool_size = 8 << 10;
  static constexpr std::size_t arena_bits = 18;
  static constexpr std::size_t arena_size = 1 << arena_bits;
  static constexpr std::size_t pools_each = arena_size / pool_size;

  struct arena;
  struct pool {
    pool* previous;  // of the usable pools of its kind
    pool* next;      // the same, or of its arena's free pools
    void* given_back;
    arena* home;
    std::uint32_t untouched;  // where the blocks begin that were never taken
    std::uint16_t used;
    std::uint16_t capacity;
    std::uint32_t kind;
  };
  static constexpr std::size_t head_size = (sizeof(pool) + grain - 1) / grain * grain;

  struct arena {
    arena* previous;  // of the arenas that have room
    arena* next;
    char* body;
    pool* free;
    std::uint32_t free_count;  // with the pools that were never used
    std::uint32_t untouched;   // number of the first of these
  };

  static pool* pool_of(const void* block) {
    return reinterpret_cast<pool*>(reinterpret_cast<std::uintptr_t>(block) & ~std::uintptr_t(pool_size - 1));
  }

  arena* arena_at(const void* address) const {
    const auto number = reinterpret_cast<std::uintptr_t>(address) >> arena_bits;
    if constexpr (sizeof(void*) == 4) return by_number_[number];
    const auto found = by_large_number_.find(number);
    return found == by_large_number_.end() ? nullptr : found->second;
  }

  pool* new_pool(std::size_t kind);
  void retire(pool* empty);
  void link(pool* usable);
  void unlink(pool* full);
  arena* new_arena();
  void drop(arena* unused);
  bool note(const void* body, arena* here);

  std::array<pool*, largest / grain> usable_{};
  arena* with_room_ = nullptr;
  std::size_t free_pools_ = 0;
  std::size_t arenas_ = 0;
  // Where addresses have 32 bits each possible arena has a place of its own.
  std::array<arena*, sizeof(void*) == 4 ? std::size_t(1) << (32 - arena_bits) : 1> by_number_{};
  std::unordered_map<std::uintptr_t, arena*> by_large_number_;
};

// Gives Python's small objects blocks of one such allocator, which ends with the process. To be called before
// anything of Python is initialised: CPython for WebAssembly has none of its own, and would call malloc for
// each.
void install_small_blocks();

}  // namespace py
