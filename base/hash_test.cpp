#include "base/hash.h"

#include <sstream>

#include "base/test_support.h"

namespace kelp::base {

class hash_test : public in_temp_dir {};

// FIPS 180-2, appendix B.
constexpr auto of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr auto of_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST_F(hash_test, gives_the_published_digests) {
  EXPECT_EQ(sha256("abc"), of_abc);
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(hash_test, bytes_files_and_streams_agree) {
  std::string million(1'000'000, 'a');
  EXPECT_EQ(sha256(million), of_million_a);
  ASSERT_TRUE(ok(write_file_atomic(path("file"), million)));
  EXPECT_EQ(*sha256_file(path("file")), of_million_a);
  std::istringstream stream(million);
  EXPECT_EQ(*sha256_stream(stream), of_million_a);
}

TEST_F(hash_test, a_file_that_cannot_be_read_is_an_error) {
  EXPECT_FALSE(sha256_file(path("none")));
  EXPECT_FALSE(sha256_file(path(".")));
}

TEST_F(hash_test, fields_have_only_one_reading) {
  EXPECT_NE(hasher().add_field("ab").add_field("c").hex(), hasher().add_field("a").add_field("bc").hex());
  EXPECT_EQ(hasher().add("ab").add("c").hex(), of_abc);
}

TEST_F(hash_test, knows_what_a_digest_looks_like) {
  EXPECT_TRUE(is_sha256(of_abc));
  EXPECT_FALSE(is_sha256(std::string(64, 'G')));
  EXPECT_FALSE(is_sha256("abc"));
}

}  // namespace kelp::base
