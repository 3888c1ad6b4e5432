// A folder as .tar.zst: the same files always give the same bytes.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace kelp::builder {

// Sorted by path, owner root, times 1980-01-01, modes 644 and 755, no folders' entries but empty folders'.
base::status pack_tar_zst(const std::filesystem::path& folder, const std::filesystem::path& file);

}  // namespace kelp::builder
