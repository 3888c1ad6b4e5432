#include "wasm/sample.h"

#include <gtest/gtest.h>

#include "wasm/check.h"
#include "wasm/decode.h"

namespace kelp::wasm {

sample::sample() {
  declare();
  fill();
}

bytes sample::keep(std::initializer_list<int> data) {
  std::vector<std::byte> copy;
  for (int byte : data) copy.push_back(std::byte(byte));
  return keep(std::move(copy));
}

void sample::declare() {
  using enum value_type;
  module_.types = {
      {{}, {}}, {{i32, i32}, {i32}}, {{i64, f32, f64, v128}, {i32, externref}}, {{externref}, {}}};
  module_.imports = {
      {"env", "memory", memory_type{{1, 16, true, false}}},
      {"env", "__indirect_function_table", table_type{funcref, {4, {}, false, false}}},
      {"env", "__table_base", global_type{i32, false}},
      {"env", "__cpp_exception", tag_type{3}},
      {"env", "add", function_import{1}},
      {"GOT.mem", "stdout", global_type{i32, true}},
  };
  module_.functions = {0, 1, 2};
  module_.tables = {{{externref, {0, 10, false, false}}, std::nullopt},
                    {{funcref, {1, {}, false, false}}, expression{keep({0xd2, 1, 0x0b})}}};
  module_.tags = {{3}};
  module_.globals = {
      {{i32, true}, constant(-5)},
      {{i64, false}, {keep({0x42, 0x80, 0x7f, 0x0b})}},
      {{f64, false}, {keep({0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x0b})}},
      {{v128, false}, {keep({0xfd, 12, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x0b})}},
      {{externref, true}, {keep({0xd0, 0x6f, 0x0b})}}};
  module_.exports = {{"PyInit_sample", external_kind::function, 1},
                     {"data", external_kind::global, 2},
                     {"thrown", external_kind::tag, 1},
                     {"grüße", external_kind::table, 1}};
  module_.start = 1;
}

void sample::fill() {
  const expression at_base{keep({0x23, 0, 0x0b})};                    // global.get __table_base
  const expression above_base{keep({0x23, 0, 0x41, 3, 0x6a, 0x0b})};  // the same + 3
  const expression first{keep({0xd2, 0, 0x0b})}, second{keep({0xd2, 2, 0x0b})},
      none{keep({0xd0, 0x70, 0x0b})};
  using enum value_type;
  module_.elements = {{0, 0, at_base, funcref, {0, 1}, {}},
                      {1, 0, {}, funcref, {2}, {}},
                      {2, 2, constant(0), funcref, {3}, {}},
                      {3, 0, {}, funcref, {1, 2}, {}},
                      {4, 0, above_base, funcref, {}, {first, none, second}},
                      {5, 0, {}, funcref, {}, {none}},
                      {6, 2, constant(0), funcref, {}, {second}},
                      {7, 0, {}, funcref, {}, {first}}};
  module_.data_count = 2;
  module_.code = {{keep({0, 0x0b}), 0}, {keep({1, 2, 0x7f, 0x20, 0, 0x0b}), 0}, {keep({0, 0x00, 0x0b}), 0}};
  module_.data = {{0, 0, constant(16), keep({'h', 'i'})}, {1, 0, {}, keep({1, 2, 3})}};
  dylink_section dylink;
  dylink.memory_size = 100;
  dylink.memory_align = 4;
  dylink.table_size = 2;
  dylink.needed = {"libopenblas.so"};
  dylink.imports = {{"env", "add", symbol_flags::weak}};
  module_.customs = {{"dylink.0", keep(write_dylink(dylink)), 0},
                     {"between", keep({7}), section_order(section_id::import)},
                     {"name", keep({0, 3, 2, 'a', 'b'}), section_order(section_id::data)}};
}

namespace {

TEST(sample, is_a_valid_module) {
  sample made;
  const auto status = check(made.content());
  EXPECT_TRUE(status) << status.error().message;
}

}  // namespace
}  // namespace kelp::wasm
