#include "wasm/cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wasm/encode.h"

namespace kelp::wasm {
namespace {

using testing::HasSubstr;

std::vector<std::byte> make(std::initializer_list<int> data) {
  std::vector<std::byte> made;
  for (int byte : data) made.push_back(std::byte(byte));
  return made;
}

TEST(cursor, numbers_written_are_read_again) {
  for (std::uint64_t value : {0ull, 1ull, 127ull, 128ull, 16384ull, 0x7fffffffull, 0xffffffffull}) {
    writer out;
    out.u32(value);
    cursor in(out.view(), 0, "test");
    EXPECT_EQ(in.u32("a number"), value);
    EXPECT_TRUE(in.ok() && in.at_end());
  }
  for (std::uint64_t value : {0x100000000ull, 0x8000000000000000ull, ~0ull}) {
    writer out;
    out.u32(value);
    cursor in(out.view(), 0, "test");
    EXPECT_EQ(in.u64("a number"), value);
    EXPECT_TRUE(in.ok() && in.at_end());
  }
}

TEST(cursor, padded_numbers_are_accepted) {
  const auto data = make({0x83, 0x80, 0x80, 0x80, 0x00});
  cursor in(data, 0, "test");
  EXPECT_EQ(in.u32("a number"), 3u);
  EXPECT_TRUE(in.at_end() && in.ok());
}

TEST(cursor, numbers_beyond_their_width_are_refused) {
  for (const auto& data :
       {make({0xff, 0xff, 0xff, 0xff, 0x1f}), make({0x80, 0x80, 0x80, 0x80, 0x80, 0x00})}) {
    cursor in(data, 7, "test");
    in.u32("a size");
    EXPECT_FALSE(in.ok());
    EXPECT_EQ(in.message(),
              "at byte 0x7 (test): expected a size, but the number there does not fit in 32 bits");
  }
}

TEST(cursor, signed_numbers_keep_to_their_width) {
  for (const auto& data :
       {make({0xff, 0xff, 0xff, 0xff, 0x07}), make({0x80, 0x80, 0x80, 0x80, 0x78}), make({0x7f})}) {
    cursor in(data, 0, "test");
    in.skip_signed(32, "an i32");
    EXPECT_TRUE(in.ok() && in.at_end()) << in.message();
  }
  for (const auto& data :
       {make({0xff, 0xff, 0xff, 0xff, 0x0f}), make({0x80, 0x80, 0x80, 0x80, 0x80, 0x00})}) {
    cursor in(data, 0, "test");
    in.skip_signed(32, "an i32");
    EXPECT_FALSE(in.ok());
  }
}

TEST(cursor, a_cut_off_number_says_where) {
  const auto data = make({0x80});
  cursor in(data, 0x10, "type section");
  in.entering("type", 3);
  in.u32("a size");
  EXPECT_EQ(in.message(), "at byte 0x11 (type section, type 3): expected a size, but it ends here");
}

TEST(cursor, the_first_failure_stays) {
  const auto data = make({1});
  cursor in(data, 0, "test");
  in.take(5, "five bytes");
  const std::string first = in.message();
  EXPECT_THAT(first, HasSubstr("expected five bytes of 5 bytes, but only 1 are left"));
  in.byte("a byte");
  in.name("a name");
  EXPECT_EQ(in.message(), first);
  EXPECT_EQ(in.left(), 0u);
}

TEST(cursor, huge_counts_are_refused_before_anything_is_allocated) {
  const auto data = make({0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3});
  cursor in(data, 0, "test");
  EXPECT_EQ(in.count("imports", 4), 0u);
  EXPECT_THAT(in.message(), HasSubstr("4294967295 imports are announced, but only 3 bytes are left"));
}

TEST(cursor, names_must_be_utf8) {
  EXPECT_TRUE(is_utf8("grüße €"));
  EXPECT_TRUE(is_utf8("\xf0\x9f\x90\x8d"));
  EXPECT_FALSE(is_utf8("\xff"));
  EXPECT_FALSE(is_utf8("\xc0\x80"));          // longer than needed
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut off
}

}  // namespace
}  // namespace kelp::wasm
