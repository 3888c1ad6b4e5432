// Where things are kept on this machine.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace kelp::base {

// $KELP_CACHE, else $XDG_CACHE_HOME/kelp, else ~/.cache/kelp. Not created here.
std::filesystem::path cache_dir();

// $KELP_DATA, else $XDG_DATA_HOME/kelp, else ~/.local/share/kelp: the user's notebooks.
std::filesystem::path data_dir();

// The checked-out repository: $KELP_ROOT, which the launcher sets.
result<std::filesystem::path> project_root();

}  // namespace kelp::base
