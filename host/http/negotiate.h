// What a client asks for in Accept-Encoding, If-None-Match and Range (RFC 9110).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace kelp::host::http {

enum class coding { identity, gzip, brotli };

// "br", "gzip" or empty: the name in Content-Encoding.
std::string_view coding_name(coding value);

// The best coding that the header allows: by weight first, then brotli before gzip before identity.
coding choose_coding(std::string_view accept_encoding);

// True when an If-None-Match list names the entity tag (weak comparison) or is "*".
bool matches_etag(std::string_view if_none_match, std::string_view etag);

struct whole_entity {};         // no range, or one to be ignored
struct unsatisfiable_range {};  // answer 416
struct byte_range {
  std::uint64_t offset = 0, length = 0;
  bool operator==(const byte_range&) const = default;
};
using range_choice = std::variant<whole_entity, unsatisfiable_range, byte_range>;

// Reads a Range header for an entity of size bytes. Several ranges, other units and malformed headers mean
// the whole entity, as the standard allows.
range_choice parse_range(std::string_view range, std::uint64_t size);

}  // namespace kelp::host::http
