#include "base/bytes.h"

#include "base/test_support.h"

namespace kelp::base {

TEST(bytes, hexadecimal_goes_both_ways_and_refuses_the_rest) {
  std::string bytes("\x00\xff\x10", 3);
  EXPECT_EQ(to_hex(bytes), "00ff10");
  EXPECT_EQ(*from_hex("00FF10"), bytes);
  for (auto bad : {"0", "0g", "00 ff", "0x"}) EXPECT_FALSE(from_hex(bad)) << bad;
}

// RFC 4648, section 10.
TEST(bytes, base32_and_base64_give_the_published_texts) {
  EXPECT_EQ(to_base32("foobar"), "mzxw6ytboi");
  EXPECT_EQ(to_base32("f"), "my");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64(""), "");
}

TEST(bytes, every_length_survives_the_round_trip) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(*from_base32(to_base32(bytes)), bytes);
    EXPECT_EQ(*from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(*from_hex(to_hex(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
}

TEST(bytes, texts_with_a_second_reading_are_refused) {
  for (auto bad : {"mz=", "MY", "m", "mz", "a1"}) EXPECT_FALSE(from_base32(bad)) << bad;
  for (auto bad : {"Zm9vYg", "Zm9v!", "Zg=", "Zh=="}) EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(bytes, random_bytes_differ) { EXPECT_NE(random_bytes(16), random_bytes(16)); }

}  // namespace kelp::base
