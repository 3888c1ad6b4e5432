// From content to response: entity tag, conditional requests, ranges and compressed forms, the same for all
// that is served.
#pragma once

#include <filesystem>
#include <string>

#include "host/http/message.h"
#include "host/http/variant_cache.h"

namespace kelp::host::http {

inline constexpr std::string_view cache_forever = "public, max-age=31536000, immutable";
inline constexpr std::string_view revalidate = "no-cache";

// Text that a handler made.
struct text_entity {
  shared_text text;
  std::string type;  // media type
  std::string cache_control = std::string(revalidate);
};

// A file whose hash is known.
struct file_entity {
  std::filesystem::path path;
  file_slice content;  // the whole file, open
  std::string sha256;
  std::string type;
  std::string cache_control = std::string(revalidate);
  bool compressible = false;
};

// 200, 206, 304 or 416. The request is a GET or HEAD; the body of a HEAD is dropped when it is sent.
response serve(const request& request, const text_entity& entity, variant_cache& variants);
response serve(const request& request, const file_entity& entity, variant_cache& variants);

}  // namespace kelp::host::http
