// gzip and brotli of whole texts, and back (for tests and clients).
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "host/http/negotiate.h"

namespace kelp::host::http {

// fast: for texts that are made anew for one reader; small: for files that are read by many.
enum class effort { fast, small };

// A request to stop makes it fail soon.
base::result<std::string> compress(std::string_view text, coding form, effort work,
                                   std::stop_token stop = {});

// Refuses results longer than limit bytes.
base::result<std::string> decompress(std::string_view data, coding form, std::size_t limit);

}  // namespace kelp::host::http
