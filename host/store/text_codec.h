// Revision texts as they are kept: zstd frames.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace kelp::host::store {

base::result<std::string> pack_text(std::string_view text);

// size: the length that the text must have.
base::result<std::string> unpack_text(std::string_view packed, std::size_t size);

}  // namespace kelp::host::store
