#include "wasm/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "wasm/arity.h"
#include "wasm/check.h"
#include "wasm/sample.h"
#include "wasm/sections.h"

namespace kelp::wasm {
namespace {

using testing::HasSubstr;

std::vector<std::byte> bytes_of(std::initializer_list<int> data) {
  std::vector<std::byte> made;
  for (int byte : data) made.push_back(std::byte(byte));
  return made;
}

std::string error_of(const std::vector<std::byte>& file) {
  auto read = decode(file);
  return read ? "" : read.error().message;
}

TEST(decode, gives_back_what_was_encoded) {
  sample made;
  const auto file = made.encoded();
  const auto read = decode(file);
  ASSERT_TRUE(read) << read.error().message;
  const module& expected = made.content();
  EXPECT_EQ(read->types, expected.types);
  EXPECT_EQ(read->functions, expected.functions);
  EXPECT_EQ(read->imports.size(), expected.imports.size());
  EXPECT_EQ(std::get<memory_type>(read->imports[0].what), std::get<memory_type>(expected.imports[0].what));
  EXPECT_EQ(std::get<tag_type>(read->imports[3].what).type, 3u);
  EXPECT_EQ(read->exports[3].name, "grüße");
  EXPECT_EQ(read->elements.size(), 8u);
  EXPECT_EQ(read->elements[4].expressions.size(), 3u);
  EXPECT_EQ(read->start, 1u);
  EXPECT_EQ(read->customs[1].after, section_order(section_id::import));
  EXPECT_TRUE(check(*read));
}

TEST(decode, then_encode_gives_the_same_bytes) {
  sample made;
  const auto file = made.encoded();
  const auto read = decode(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), file);
}

TEST(decode, keeps_empty_sections) {
  const auto file = bytes_of({0, 'a', 's', 'm', 1, 0, 0, 0, 1, 1, 0, 3, 1, 0});
  const auto read = decode(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), file);
}

TEST(decode, finds_bodies_where_they_stand_in_the_file) {
  sample made;
  const auto file = made.encoded();
  const auto read = decode(file);
  ASSERT_TRUE(read);
  for (const code_body& body : read->code) EXPECT_EQ(file.data() + body.offset, body.code.data());
}

TEST(decode, refuses_what_is_no_module) {
  EXPECT_THAT(error_of({}), HasSubstr("0 bytes long"));
  EXPECT_THAT(error_of(bytes_of({0x7f, 'E', 'L', 'F', 1, 0, 0, 0})), HasSubstr("found 7f 45 4c 46"));
  EXPECT_THAT(error_of(bytes_of({0, 'a', 's', 'm', 0x0d, 0, 1, 0})),
              HasSubstr("of a component, not a module"));
}

TEST(decode, refuses_sections_twice_or_out_of_order) {
  const auto header = {0, 'a' + 0, 's' + 0, 'm' + 0, 1, 0, 0, 0};
  auto with = [&](std::initializer_list<int> rest) {
    auto file = bytes_of(header);
    for (int byte : rest) file.push_back(std::byte(byte));
    return error_of(file);
  };
  EXPECT_EQ(with({1, 1, 0, 1, 1, 0}), "at byte 0xb (module, type section): the section is there twice");
  EXPECT_THAT(with({3, 1, 0, 1, 1, 0}), HasSubstr("comes too late"));
  EXPECT_THAT(with({14, 0}), HasSubstr("expected a section's number (0 to 13), found 14"));
  EXPECT_EQ(with({1, 5, 1, 0x60}),
            "at byte 0xa (module, type section): expected its content of 5 bytes, but only 2 are left");
  EXPECT_EQ(with({1, 2, 0, 0}), "at byte 0xb (type section): 1 bytes are left over after its last entry");
  EXPECT_THAT(with({1, 4, 1, 0x5f, 0, 0}), HasSubstr("garbage collection"));
  EXPECT_THAT(with({1, 5, 1, 0x60, 1, 0x12, 0}), HasSubstr("0x12 is no value type known here"));
}

TEST(decode, every_cut_is_refused_or_shorter) {
  sample made;
  const auto file = made.encoded();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const std::vector<std::byte> part(file.begin(), file.begin() + std::ptrdiff_t(size));
    const auto read = decode(part);  // a cut between two sections leaves a well-formed file
    if (read) {
      EXPECT_EQ(encode(*read), part) << "cut at " << size;
    }
  }
}

TEST(sections, custom_ones_can_be_left_out_and_the_rest_stays) {
  sample made;
  const auto file = made.encoded();
  const auto stripped = without_custom(file, is_for_debugging);
  ASSERT_TRUE(stripped);
  const auto read = decode(*stripped);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->find_custom("name"), nullptr);
  ASSERT_NE(read->find_custom("dylink.0"), nullptr);
  EXPECT_EQ(read->customs.size(), 2u);
  module expected = made.content();
  expected.customs.pop_back();
  EXPECT_EQ(*stripped, encode(expected));
}

// Modules of the wild: KELP_WASM_SAMPLES names a folder of .so or .wasm files.
TEST(decode, round_trip_of_real_modules) {
  const char* folder = std::getenv("KELP_WASM_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "KELP_WASM_SAMPLES names no folder of modules";
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".so" && entry.path().extension() != ".wasm") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto file = std::as_bytes(std::span(text));
    const auto read = decode(file);
    ASSERT_TRUE(read) << entry.path() << ": " << read.error().message;
    const auto status = check(*read);
    EXPECT_TRUE(status) << entry.path() << ": " << status.error().message;
    EXPECT_TRUE(std::ranges::equal(encode(*read), file)) << entry.path();
    const auto found = arities(*read, 1);
    EXPECT_TRUE(found) << entry.path() << ": " << (found ? "" : found.error().message);
    ++seen;
  }
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace kelp::wasm
