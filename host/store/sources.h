// Which notebooks stand for a file on disk, and what the file held when it was last read or written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/store/sqlite.h"

namespace kelp::host::store {

struct source {
  std::string path, notebook, sha256;
};

base::result<std::optional<source>> find_source(database& database, std::string_view path);
base::result<std::optional<source>> source_of(database& database, std::string_view notebook);

// Adds the row or replaces the one of that path.
base::status put_source(database& database, const source& source);

}  // namespace kelp::host::store
