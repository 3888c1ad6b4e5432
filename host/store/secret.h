// The secret of a data folder, and the names made from it.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace kelp::host::store {

// Reads the file or makes it with 32 random bytes, readable by the owner only. Two programs that start at
// once get the same secret.
base::result<std::string> load_secret(const std::filesystem::path& file);

// The host name label of a notebook's frame: 26 characters that cannot be guessed from its id.
std::string frame_label(const std::string& secret, std::string_view notebook_id);

// 12 random characters of base32: the id of a notebook or revision.
std::string random_id();

// True for what random_id() could have made.
bool is_id(std::string_view text);

}  // namespace kelp::host::store
