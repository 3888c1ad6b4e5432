// The shape of the database, as numbered steps from an empty file.
#pragma once

#include "base/error.h"
#include "host/store/sqlite.h"

namespace kelp::host::store {

// The version that this program reads and writes.
int newest_version();

// Brings the database to newest_version(). Refused: a database of a newer version, and one of another
// program.
base::status migrate(database& database, const std::filesystem::path& file);

}  // namespace kelp::host::store
