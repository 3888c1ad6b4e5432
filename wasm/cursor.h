// Walks through bytes of the binary format. The first thing that does not fit is remembered with its place;
// from then on every read gives nothing (zero, empty) and `ok()` is false, so that callers may read a whole
// entry and ask once. Loops over counted entries must ask `ok()` in their condition: then no input makes them
// run or allocate beyond its own size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

class cursor {
 public:
  // `base` is where `data` begins in the file, for messages; `what` is what is being read ("import section").
  cursor(bytes data, std::size_t base, std::string what);

  bool ok() const { return message_.empty(); }
  bool at_end() const { return !ok() || at_ == data_.size(); }
  std::size_t offset() const { return base_ + at_; }
  std::size_t left() const { return ok() ? data_.size() - at_ : 0; }
  const std::string& message() const { return message_; }

  // Names what is read from here on: "import section, import 3".
  void entering(std::string_view part) { part_ = part; }
  void entering(std::string_view part, std::size_t number);

  std::uint8_t byte(std::string_view expected);
  std::uint8_t peek() const { return at_end() ? 0 : std::uint8_t(data_[at_]); }
  std::uint32_t u32(std::string_view expected);
  std::uint64_t u64(std::string_view expected);
  void skip_signed(int bits, std::string_view expected);  // a signed LEB128 number of at most `bits` bits
  bytes take(std::size_t size, std::string_view expected);
  bytes rest() { return take(left(), "the rest"); }
  std::string_view name(std::string_view expected);  // length and UTF-8
  value_type value(std::string_view expected);

  // How many entries follow. Each takes at least `least` bytes; a larger count than fits is an error here.
  std::uint32_t count(std::string_view of_what, std::size_t least = 1);

  // Bytes from `begin` (an earlier offset()) up to here.
  bytes since(std::size_t begin) const {
    return ok() ? data_.subspan(begin - base_, offset() - begin) : bytes{};
  }

  // Marks a failure found by the caller at `offset`: "at byte 0x1f (import section, import 3): " + reason.
  void fail_at(std::size_t offset, std::string reason);
  void fail_as(const cursor& inner) {
    if (ok()) message_ = inner.message_;
  }
  void must_end();  // fails when bytes are left over

  base::error error() const { return {message_}; }

 private:
  std::uint64_t unsigned_number(int bits, std::string_view expected);

  bytes data_;
  std::size_t base_;
  std::size_t at_ = 0;
  std::string what_;
  std::string part_;
  std::string message_;
};

// Whether `text` is well-formed UTF-8, as names in a module must be.
bool is_utf8(std::string_view text);

}  // namespace kelp::wasm
