// SHA-256, the one hash of this project, written as 64 hexadecimal digits.
#pragma once

#include <sodium.h>

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/error.h"

namespace kelp::base {

class hasher {
 public:
  hasher();
  hasher& add(std::string_view bytes);
  // Adds length and bytes, so that a sequence of fields has only one reading.
  hasher& add_field(std::string_view bytes);
  // The digest of all that was added; the hasher must not be used afterwards.
  std::string hex();
  std::string raw();

 private:
  crypto_hash_sha256_state state_;
};

std::string sha256(std::string_view bytes);
result<std::string> sha256_file(const std::filesystem::path& path);
result<std::string> sha256_stream(std::istream& stream);

// True for 64 lower-case hexadecimal digits.
bool is_sha256(std::string_view text);

}  // namespace kelp::base
