// What API handlers read from requests, with the refusal when it is not there.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <string>

#include "host/http/message.h"
#include "host/iomd.h"
#include "host/site.h"

namespace kelp::host {

// The largest notebook with every second byte escaped, as if it were all quotes and line ends.
inline constexpr std::size_t largest_save_request = 2 * largest_notebook + (64 << 10);

template <class T>
using input = std::expected<T, http::response>;

// The request's body as a JSON object: 415 without the right Content-Type, 400 when it cannot be read.
input<boost::json::object> read_object(const http::request& request);

// A string member: 400 when it is absent or of another type.
input<std::string> read_string(const boost::json::object& object, std::string_view name);

// The member "content": 413 beyond the largest notebook.
input<std::string> read_content(const boost::json::object& object);

// A number from a query parameter, or the default: 400 when it is no number between least and most.
input<std::int64_t> read_number(const http::request& request, std::string_view name, std::int64_t otherwise,
                                std::int64_t least, std::int64_t most);

// 500 with the error's sentence; 507 when the disk is full.
http::response store_failure(const base::error& error);

http::response no_notebook(std::string_view id);

// The request's site (its Host header was checked before).
site site_of(const http::request& request);

}  // namespace kelp::host
