// Errors as application/problem+json (RFC 9457).
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "host/http/message.h"

namespace kelp::host::http {

// detail is one sentence for the user; extra members are added beside type, title, status and detail.
response problem(unsigned status, std::string_view detail, boost::json::object extra = {});

response json_response(unsigned status, const boost::json::value& value);

}  // namespace kelp::host::http
