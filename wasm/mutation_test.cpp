// Hostile input: modules changed at random places must be refused or read, never crash, hang or take memory
// beyond measure. Meant for the preset native-asan; the seeds are fixed, so that a failure can be repeated.

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <random>

#include "wasm/arity.h"
#include "wasm/check.h"
#include "wasm/decode.h"
#include "wasm/dylink.h"
#include "wasm/notes.h"
#include "wasm/sample.h"
#include "wasm/sections.h"

namespace kelp::wasm {
namespace {

void change_some_bytes(std::vector<std::byte>& file, std::mt19937& random) {
  static constexpr int notable[] = {0x00, 0x01, 0x0b, 0x7f, 0x80, 0xff, 0x60, 0x70, 0x6f, 0x40};
  for (int n = int(random() % 4); n >= 0; --n) {
    const std::size_t at = 8 + random() % (file.size() - 8);
    switch (random() % 5) {
      case 0:
        file[at] = std::byte(random());
        break;
      case 1:
        file[at] = std::byte(notable[random() % std::size(notable)]);
        break;
      case 2:
        file.insert(file.begin() + std::ptrdiff_t(at), 1 + random() % 5, std::byte(0xff));
        break;
      case 3:
        file.erase(file.begin() + std::ptrdiff_t(at));
        break;
      case 4:
        file[at] ^= std::byte(1 << random() % 8);
        break;
    }
  }
}

// Everything that reads untrusted bytes.
void read_everything(const std::vector<std::byte>& file, int& decoded, int& checked) {
  for (const bytes& part : {bytes(file).subspan(8), bytes(file).subspan(file.size() / 2)}) {
    (void)read_dylink(part);
    (void)read_names(part);
    (void)read_features(part);
    (void)read_producers(part);
  }
  const auto read = decode(file);
  if (!read) {
    EXPECT_FALSE(read.error().message.empty());
    return;
  }
  ++decoded;
  // What was understood can be written, and is then understood the same.
  const auto written = encode(*read);
  EXPECT_LE(written.size(), file.size());
  const auto again = decode(written);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(encode(*again), written);
  if (const custom_section* dylink = read->find_custom("dylink.0")) (void)read_dylink(dylink->content);
  if (!check(*read)) return;
  ++checked;
  (void)arities(*read, 1000);
}

TEST(mutation, changed_modules_are_refused_or_read) {
  const auto original = sample().encoded();
  int decoded = 0, checked = 0;
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    std::mt19937 random(seed);
    auto file = original;
    change_some_bytes(file, random);
    SCOPED_TRACE(seed);
    read_everything(file, decoded, checked);
    if (HasFatalFailure()) return;
  }
  // Both ways must be well travelled, or the test says little.
  EXPECT_GT(decoded, 1'000);
  EXPECT_GT(checked, 300);
  EXPECT_LT(decoded, 19'000);
}

TEST(mutation, random_bytes_are_refused_or_read) {
  int decoded = 0, checked = 0;
  const auto original = sample().encoded();
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::byte> file(original.begin(), original.begin() + 8);
    for (std::size_t n = 4 + random() % 200; n > 0; --n)
      file.push_back(std::byte(random() % 2 ? random() % 16 : random()));
    SCOPED_TRACE(seed);
    read_everything(file, decoded, checked);
    if (HasFatalFailure()) return;
  }
}

TEST(mutation, announced_sizes_take_no_memory) {
  // A code section that claims four thousand million bodies in ten bytes.
  std::vector<std::byte> file;
  for (int byte : {0, 'a' + 0, 's' + 0, 'm' + 0, 1, 0, 0, 0, 10, 7, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0})
    file.push_back(std::byte(byte));
  const auto before = mallinfo2().uordblks;
  const auto read = decode(file);
  ASSERT_FALSE(read);
  EXPECT_LT(mallinfo2().uordblks - before, 10'000u);
}

}  // namespace
}  // namespace kelp::wasm
