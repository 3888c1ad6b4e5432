// Bytes as text: hexadecimal, base32 (lower case, no padding: fit for host names), base64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace kelp::base {

std::string to_hex(std::string_view bytes);
result<std::string> from_hex(std::string_view text);

// RFC 4648 alphabet in lower case, without padding.
std::string to_base32(std::string_view bytes);
result<std::string> from_base32(std::string_view text);

// RFC 4648 section 4, with padding; decoding needs the padding.
std::string to_base64(std::string_view bytes);
result<std::string> from_base64(std::string_view text);

// count bytes from the system's random generator.
std::string random_bytes(std::size_t count);

}  // namespace kelp::base
