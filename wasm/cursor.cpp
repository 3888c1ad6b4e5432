#include "wasm/cursor.h"

#include <fmt/format.h>

namespace kelp::wasm {

cursor::cursor(bytes data, std::size_t base, std::string what)
    : data_(data), base_(base), what_(std::move(what)) {}

void cursor::entering(std::string_view part, std::size_t number) {
  part_ = fmt::format("{} {}", part, number);
}

void cursor::fail_at(std::size_t offset, std::string reason) {
  if (!ok()) return;
  message_ =
      fmt::format("at byte {:#x} ({}{}{}): {}", offset, what_, part_.empty() ? "" : ", ", part_, reason);
}

void cursor::must_end() {
  if (ok() && at_ != data_.size())
    fail_at(offset(), fmt::format("{} bytes are left over after its last entry", data_.size() - at_));
}

std::uint8_t cursor::byte(std::string_view expected) {
  if (at_end()) {
    fail_at(offset(), fmt::format("expected {}, but it ends here", expected));
    return 0;
  }
  return std::uint8_t(data_[at_++]);
}

std::uint64_t cursor::unsigned_number(int bits, std::string_view expected) {
  const std::size_t begin = offset();
  std::uint64_t value = 0;
  for (int shift = 0; shift < bits; shift += 7) {
    const std::uint8_t byte = this->byte(expected);
    if (!ok()) return 0;
    const int room = bits - shift;
    if (room < 7 && ((byte & 0x7f) >> room) != 0) break;
    value |= std::uint64_t(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  fail_at(begin, fmt::format("expected {}, but the number there does not fit in {} bits", expected, bits));
  return 0;
}

std::uint32_t cursor::u32(std::string_view expected) { return std::uint32_t(unsigned_number(32, expected)); }

std::uint64_t cursor::u64(std::string_view expected) { return unsigned_number(64, expected); }

void cursor::skip_signed(int bits, std::string_view expected) {
  const std::size_t begin = offset();
  for (int shift = 0; shift < bits; shift += 7) {
    const std::uint8_t byte = this->byte(expected);
    if (!ok()) return;
    const int room = bits - shift;
    if (room < 7) {  // the bits above must all repeat the sign
      const int above = (byte & 0x7f) >> (room - 1);
      if (above != 0 && above != (0x7f >> (room - 1))) break;
    }
    if ((byte & 0x80) == 0) return;
  }
  fail_at(begin, fmt::format("expected {}, but the number there does not fit in {} bits", expected, bits));
}

bytes cursor::take(std::size_t size, std::string_view expected) {
  if (!ok()) return {};
  if (size > data_.size() - at_) {
    fail_at(offset(),
            fmt::format("expected {} of {} bytes, but only {} are left", expected, size, data_.size() - at_));
    return {};
  }
  at_ += size;
  return data_.subspan(at_ - size, size);
}

std::string_view cursor::name(std::string_view expected) {
  const std::size_t begin = offset();
  const std::uint32_t size = u32(expected);
  const bytes text = take(size, expected);
  const std::string_view view(reinterpret_cast<const char*>(text.data()), text.size());
  if (ok() && !is_utf8(view)) fail_at(begin, fmt::format("expected {}, but the text is not UTF-8", expected));
  return ok() ? view : std::string_view{};
}

value_type cursor::value(std::string_view expected) {
  const std::size_t begin = offset();
  const std::uint8_t code = byte(expected);
  if (ok() && !is_value_type(code))
    fail_at(begin, fmt::format("expected {}, but {:#04x} is no value type known here", expected, code));
  return ok() ? value_type(code) : value_type::i32;
}

std::uint32_t cursor::count(std::string_view of_what, std::size_t least) {
  const std::size_t begin = offset();
  const std::uint32_t number = u32(fmt::format("the number of {}", of_what));
  if (ok() && number > left() / least) {
    fail_at(begin, fmt::format("{} {} are announced, but only {} bytes are left", number, of_what, left()));
    return 0;
  }
  return ok() ? number : 0;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = std::uint8_t(text[i]);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || text.size() - i <= std::size_t(more)) return false;
    std::uint32_t point = first & (0x3f >> more);
    for (int k = 1; k <= more; ++k) {
      const auto next = std::uint8_t(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3f);
    }
    static constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (point < smallest[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

}  // namespace kelp::wasm
