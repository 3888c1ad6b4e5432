#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Addresses in the order in which they were first met. One flat table: a node for each would cost more than
// the work that goes on with it.

namespace bridge {

class numbered_addresses {
 public:
  struct result {
    std::uint32_t number;
    bool is_new;
  };

  result add(const void* address) {
    if (2 * count_ >= places_.size()) grow();
    auto& found = place_of(address);
    if (found.address != nullptr) return {found.number, false};
    found = {address, count_};
    return {count_++, true};
  }

 private:
  struct place {
    const void* address = nullptr;
    std::uint32_t number = 0;
  };

  place& place_of(const void* address) {
    // Objects lie some sixteen bytes apart: the multiplication spreads what is left.
    const auto key = std::uint32_t(reinterpret_cast<std::uintptr_t>(address) >> 3);
    const auto mask = places_.size() - 1;
    auto at = std::size_t(key * 0x9e3779b1u >> 8) & mask;
    while (places_[at].address != nullptr && places_[at].address != address) at = (at + 1) & mask;
    return places_[at];
  }

  void grow() {
    std::vector<place> before(places_.empty() ? 16 : 2 * places_.size());
    before.swap(places_);
    for (const auto& each : before)
      if (each.address != nullptr) place_of(each.address) = each;
  }

  std::vector<place> places_;
  std::uint32_t count_ = 0;
};

}  // namespace bridge
