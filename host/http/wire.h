// The text form of a response's head, and the log line of a request.
#pragma once

#include <chrono>
#include <string>

#include "host/http/message.h"

namespace kelp::host::http {

// Status line and headers with the empty line. Content-Length, Date and Connection are added here.
std::string head_text(const response& response, bool close);

// Whether a response to this method has a body on the wire.
bool sends_body(std::string_view method, const response& response);

// A short text that no other request of this process has.
std::string next_request_id();

void log_request(const request& request, const response& response, bool sent,
                 std::chrono::steady_clock::duration time);

}  // namespace kelp::host::http
