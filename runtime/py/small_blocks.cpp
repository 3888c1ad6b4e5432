#include "runtime/py/small_blocks.h"

#include <Python.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace py {

small_blocks::~small_blocks() {
  if constexpr (sizeof(void*) == 4) {
    for (arena* each : by_number_)
      if (each != nullptr) drop(each);
  } else {
    while (!by_large_number_.empty()) drop(by_large_number_.begin()->second);
  }
}

void small_blocks::link(pool* usable) {
  pool*& first = usable_[usable->kind];
  usable->previous = nullptr;
  usable->next = first;
  if (first != nullptr) first->previous = usable;
  first = usable;
}

void small_blocks::unlink(pool* full) {
  if (full->previous != nullptr)
    full->previous->next = full->next;
  else
    usable_[full->kind] = full->next;
  if (full->next != nullptr) full->next->previous = full->previous;
}

small_blocks::pool* small_blocks::new_pool(std::size_t kind) {
  arena* home = with_room_ != nullptr ? with_room_ : new_arena();
  if (home == nullptr) return nullptr;
  pool* made = home->free;
  if (made != nullptr)
    home->free = made->next;
  else
    made = reinterpret_cast<pool*>(home->body + home->untouched++ * pool_size);
  --free_pools_;
  if (--home->free_count == 0) {
    with_room_ = home->next;
    if (with_room_ != nullptr) with_room_->previous = nullptr;
  }
  const auto capacity = (pool_size - head_size) / ((kind + 1) * grain);
  new (made) pool{nullptr,
                  nullptr,
                  nullptr,
                  home,
                  std::uint32_t(head_size),
                  0,
                  std::uint16_t(capacity),
                  std::uint32_t(kind)};
  link(made);
  return made;
}

void small_blocks::retire(pool* empty) {
  unlink(empty);
  arena* home = empty->home;
  empty->next = home->free;
  home->free = empty;
  ++free_pools_;
  if (++home->free_count == 1) {
    home->previous = nullptr;
    home->next = with_room_;
    if (with_room_ != nullptr) with_room_->previous = home;
    with_room_ = home;
  } else if (home->free_count == pools_each && free_pools_ > 2 * pools_each) {
    if (home->previous != nullptr)
      home->previous->next = home->next;
    else
      with_room_ = home->next;
    if (home->next != nullptr) home->next->previous = home->previous;
    free_pools_ -= pools_each;
    drop(home);
  }
}

small_blocks::arena* small_blocks::new_arena() {
  auto* made = static_cast<arena*>(std::malloc(sizeof(arena)));
  auto* body = static_cast<char*>(std::aligned_alloc(arena_size, arena_size));
  if (made == nullptr || body == nullptr || !note(body, made)) {
    std::free(made);
    std::free(body);
    return nullptr;
  }
  new (made) arena{nullptr, with_room_, body, nullptr, std::uint32_t(pools_each), 0};
  if (with_room_ != nullptr) with_room_->previous = made;
  with_room_ = made;
  free_pools_ += pools_each;
  ++arenas_;
  return made;
}

void small_blocks::drop(arena* unused) {
  note(unused->body, nullptr);
  --arenas_;
  std::free(unused->body);
  std::free(unused);
}

bool small_blocks::note(const void* body, arena* here) {
  const auto number = reinterpret_cast<std::uintptr_t>(body) >> arena_bits;
  if constexpr (sizeof(void*) == 4) {
    by_number_[number] = here;
  } else if (here == nullptr) {
    by_large_number_.erase(number);
  } else {
    try {
      by_large_number_[number] = here;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }
  return true;
}

namespace {

small_blocks* python = nullptr;

bool is_small(std::size_t size) { return size - 1 < small_blocks::largest; }

void* take(void*, std::size_t size) {
  return is_small(size) ? python->take(size) : std::malloc(std::max<std::size_t>(size, 1));
}

void* take_zeroed(void*, std::size_t count, std::size_t size) {
  const auto bytes = count * size;  // PyMem_Calloc has refused what would overflow
  if (!is_small(bytes)) return std::calloc(std::max<std::size_t>(bytes, 1), 1);
  void* block = python->take(bytes);
  return block == nullptr ? nullptr : std::memset(block, 0, bytes);
}

void give_back(void*, void* block) {
  if (python->owns(block))
    python->give_back(block);
  else
    std::free(block);
}

void* resize(void*, void* block, std::size_t size) {
  if (block == nullptr) return take(nullptr, size);
  if (!python->owns(block)) return std::realloc(block, std::max<std::size_t>(size, 1));
  const auto room = small_blocks::room_of(block);
  if (size <= room && size > room / 2) return block;
  void* other = take(nullptr, size);
  if (other == nullptr) return size <= room ? block : nullptr;
  std::memcpy(other, block, std::min(size, room));
  python->give_back(block);
  return other;
}

}  // namespace

void install_small_blocks() {
  python = new small_blocks;  // Python's last objects outlive every destructor
  PyMemAllocatorEx functions{nullptr, take, take_zeroed, resize, give_back};
  PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &functions);
  PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &functions);
}

}  // namespace py
