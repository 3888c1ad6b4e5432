// The files that a notebook's front matter lists, taken from the folder of its .iomd file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "host/store/store.h"

namespace kelp::host {

inline constexpr std::uint64_t largest_attachment = std::uint64_t{256} << 20;  // bytes

enum class attach { all, missing };  // read every listed file again, or only those not attached yet

// Attaches what text's front matter lists and detaches the rest. Sentences about files that cannot be
// attached are returned; an error means that the store failed.
base::result<std::vector<std::string>> sync_attachments(store::store& store, std::string_view notebook_id,
                                                        const std::filesystem::path& notebook_file,
                                                        std::string_view text, attach which);

}  // namespace kelp::host
