// Writes modules. encode(decode(file)) gives `file` again when its numbers are written in the shortest form,
// as wasm-ld and binaryen write them; otherwise an equal module in the shortest form.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "wasm/module.h"

namespace kelp::wasm {

// Bytes under construction.
class writer {
 public:
  void byte(std::uint8_t value) { out_.push_back(std::byte{value}); }
  void u32(std::uint64_t value);  // LEB128; also for 64-bit numbers
  void s32(std::int64_t value);   // signed LEB128; also for 64-bit numbers
  void raw(bytes data) { out_.insert(out_.end(), data.begin(), data.end()); }
  void sized(bytes data);  // size and bytes
  void name(std::string_view text);
  std::size_t size() const { return out_.size(); }
  wasm::bytes view() const { return out_; }
  std::vector<std::byte> bytes() && { return std::move(out_); }

 private:
  std::vector<std::byte> out_;
};

std::vector<std::byte> encode(const module& source);

}  // namespace kelp::wasm
