// The request target ("/n/ab%20c?x=1") parsed once, at the edge, into segments that cannot climb out of a
// folder.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace kelp::host::http {

struct target {
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> query;
};

// Splits at slashes first and decodes each segment afterwards. Refused: what does not begin with "/", a
// broken
// %-sequence, a control character, and segments that are "." or ".." or hold a slash or backslash after
// decoding. Empty segments (a trailing or doubled slash) are dropped.
base::result<target> parse_target(std::string_view text);

// %-decoding; "+" is kept.
base::result<std::string> decode_percent(std::string_view text);

// Encodes all but unreserved characters, so that the result fits in one segment of a URL.
std::string encode_percent(std::string_view text);

}  // namespace kelp::host::http
