// Unpacks archives that others made (tar in any compression, zip, wheel). Nothing in an archive may reach
// outside of the folder it is unpacked to: not by its name, not by a link.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"

namespace kelp::builder {

struct unpack_options {
  int strip = 0;                                     // leading path components dropped
  std::uint64_t max_bytes = std::uint64_t{8} << 30;  // of all files together
  std::uint64_t max_entries = 500'000;
};

// `target` is made when missing. Files get mode 644 or 755 and keep their times; devices, fifos and links
// that lead outside are refused. On failure the folder may hold a part.
base::status unpack_archive(const std::filesystem::path& archive, const std::filesystem::path& target,
                            const unpack_options& options = {});

}  // namespace kelp::builder
