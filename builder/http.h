// Fetching over HTTP(S) with libcurl: small answers into memory, large files into a .part beside their place
// that a later start takes up again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

struct http_options {
  std::vector<std::string> headers;  // "Accept: text/html"
  std::string proxy;                 // empty: what the environment says
  std::stop_token stop;
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;  // bytes; total 0 when unknown
  int attempts = 4;         // for failures that may pass: connection lost, 5xx
  long stall_seconds = 60;  // without a byte for so long counts as lost
};

// The body of the answer, at most `limit` bytes. Any status but 2xx is an error that names it.
base::result<std::string> http_get(const std::string& url, const http_options& options,
                                   std::size_t limit = std::size_t{256} << 20);

// Brings `url` to `target` and makes sure that its sha256 is `sha256`. A .part left by an earlier, cut-off
// try is continued; a whole file with another hash is removed and the error names both hashes.
base::status http_download(const std::string& url, const std::filesystem::path& target,
                           const std::string& sha256, const http_options& options);

// `part` of a URL's path as it is written there: everything but letters, digits and -._~ is %-encoded.
std::string url_encode(std::string_view part);

}  // namespace kelp::builder
