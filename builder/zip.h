// Writes zip files (wheels are such) whose bytes depend on nothing but names and contents.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

// Collects entries in the order given; times are 1980-01-01, modes 644 or 755, deflate at its best level.
// Sizes stand before the data, so that a reader can go forward. Up to 65,535 files and 4 GiB.
class zip_writer {
 public:
  base::status add(std::string_view path, std::string_view content, bool executable = false);
  // The whole file; the writer must not be used afterwards.
  base::result<std::string> finish();

 private:
  struct entry {
    std::string path;
    std::uint32_t crc, packed, size, offset;
    std::uint16_t method;
    bool executable;
  };
  void put_common(const entry& entry, std::string& out) const;

  std::string bytes_;
  std::vector<entry> entries_;
};

}  // namespace kelp::builder
