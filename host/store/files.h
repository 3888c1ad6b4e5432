// Files attached to notebooks: contents are blobs by SHA-256, kept once however many notebooks have them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "host/store/store.h"

namespace kelp::host::store {

struct attached_file {
  std::string name, sha256;
  std::int64_t size = 0, updated = 0;
};

// Up to this many bytes a blob is kept in the database, beyond in a file of its own.
inline constexpr std::int64_t largest_inline_blob = 100'000;

struct blob_info {
  std::string sha256;
  std::int64_t size = 0;
};

// Copies a file's bytes into the store. The blob stays if nothing refers to it.
base::result<blob_info> keep_blob(store& store, const base::fs::path& file);

base::status attach_file(database& database, std::string_view notebook, std::string_view name,
                         const blob_info& blob);
base::status detach_file(database& database, std::string_view notebook, std::string_view name);

base::result<std::vector<attached_file>> list_files(database& database, std::string_view notebook);
base::result<std::optional<attached_file>> find_file(database& database, std::string_view notebook,
                                                     std::string_view name);

// The bytes of a blob kept in the database; nothing when it is in a file of its own (at blob_path).
base::result<std::optional<std::string>> inline_blob(database& database, std::string_view sha256);

base::fs::path blob_path(const store& store, std::string_view sha256);

}  // namespace kelp::host::store
