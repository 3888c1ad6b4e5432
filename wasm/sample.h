// For tests: a small module that uses every kind of section and every form of element and data segment.
#pragma once

#include <deque>

#include "wasm/dylink.h"
#include "wasm/encode.h"
#include "wasm/expression.h"

namespace kelp::wasm {

class sample {
 public:
  sample();
  module& content() { return module_; }
  std::vector<std::byte> encoded() const { return encode(module_); }

  // Keeps bytes alive as long as the sample and gives a view of them.
  bytes keep(std::vector<std::byte> data) { return kept_.emplace_back(std::move(data)); }
  bytes keep(std::initializer_list<int> data);
  expression constant(std::int32_t value) { return {keep(i32_constant(value))}; }

 private:
  void declare();
  void fill();

  std::deque<std::vector<std::byte>> kept_;
  module module_;
};

}  // namespace kelp::wasm
