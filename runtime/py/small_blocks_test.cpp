// The allocator of Python's small objects: blocks do not overlap, keep what is written, and come back.

#include "runtime/py/small_blocks.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace {

using py::small_blocks;

struct taken {
  unsigned char* block;
  std::size_t size;
  unsigned char filling;
};

bool is_intact(const taken& t) {
  for (std::size_t i = 0; i < t.size; ++i)
    if (t.block[i] != t.filling) return false;
  return true;
}

TEST(small_blocks, blocks_keep_what_is_written_while_others_come_and_go) {
  small_blocks blocks;
  std::mt19937 random(20261123);
  std::vector<taken> held;
  for (int round = 0; round < 200000; ++round) {
    // Times of growth and of shrinking, so that pools and arenas come and go.
    const bool grows = round / 20000 % 2 == 0;
    if (held.empty() || random() % 8 < (grows ? 6u : 2u)) {
      const auto size = 1 + random() % small_blocks::largest;
      auto* block = static_cast<unsigned char*>(blocks.take(size));
      ASSERT_NE(block, nullptr);
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % small_blocks::grain, 0u);
      ASSERT_TRUE(blocks.owns(block));
      ASSERT_GE(small_blocks::room_of(block), size);
      const auto filling = static_cast<unsigned char>(random());
      std::memset(block, filling, size);
      held.push_back({block, size, filling});
    } else {
      std::swap(held[random() % held.size()], held.back());
      ASSERT_TRUE(is_intact(held.back()));
      blocks.give_back(held.back().block);
      held.pop_back();
    }
  }
  for (const auto& each : held) ASSERT_TRUE(is_intact(each));
}

TEST(small_blocks, arenas_are_given_up_when_nothing_lies_in_them) {
  small_blocks blocks;
  std::vector<void*> held;
  for (int i = 0; i < 100000; ++i) held.push_back(blocks.take(64));
  const auto most = blocks.arenas();
  EXPECT_GE(most, 24u);
  EXPECT_LE(most, 26u);
  for (void* block : held) blocks.give_back(block);
  EXPECT_LE(blocks.arenas(), 3u);
}

TEST(small_blocks, memory_of_one_size_serves_another_later) {
  small_blocks blocks;
  std::size_t arenas = 0;
  for (std::size_t size : {16, 512, 48, 200}) {
    std::vector<void*> held;
    for (std::size_t bytes = 0; bytes < 4 << 20; bytes += size) held.push_back(blocks.take(size));
    if (arenas == 0) arenas = blocks.arenas();
    EXPECT_LE(blocks.arenas(), arenas + 2);
    for (void* block : held) blocks.give_back(block);
  }
}

TEST(small_blocks, knows_what_is_not_its_own) {
  small_blocks blocks;
  int local = 0;
  std::vector<char> other(1 << 20);
  EXPECT_FALSE(blocks.owns(&local));
  EXPECT_FALSE(blocks.owns(other.data()));
  EXPECT_TRUE(blocks.owns(blocks.take(1)));
  EXPECT_FALSE(blocks.owns(other.data()));
}

}  // namespace
