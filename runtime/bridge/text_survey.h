#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

// What a text from JavaScript is made of, found out eight bytes at a time.

namespace bridge {

struct unit_survey {
  bool surrogates;  // some unit is half of a pair, or alone
  bool wide;        // some unit is above 255
};

inline unit_survey survey(const char16_t* units, std::size_t count) {
  constexpr std::uint64_t each = 0x0001'0001'0001'0001;
  std::uint64_t all = 0;
  std::uint64_t found = 0;
  const auto look = [&](std::uint64_t four) {
    all |= four;
    const auto from_zero = (four & 0xf800 * each) ^ 0xd800 * each;  // a surrogate's sixteen bits are now 0
    found |= (from_zero - each) & ~from_zero & 0x8000 * each;
  };
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    std::uint64_t four;
    std::memcpy(&four, units + i, sizeof four);
    look(four);
  }
  for (; i < count; ++i) look(units[i]);
  return {found != 0, (all & 0xff00 * each) != 0};
}

inline bool is_ascii(const char* bytes, std::size_t size) {
  std::uint64_t all = 0;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, bytes + i, sizeof eight);
    all |= eight;
  }
  for (; i < size; ++i) all |= static_cast<unsigned char>(bytes[i]);
  return (all & 0x8080'8080'8080'8080) == 0;
}

}  // namespace bridge
