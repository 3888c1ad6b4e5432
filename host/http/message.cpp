#include "host/http/message.h"

#include <strings.h>

#include <algorithm>

namespace kelp::host::http {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view find_header(const std::vector<field>& headers, std::string_view name) {
  for (const auto& entry : headers)
    if (same_name(entry.name, name)) return entry.value;
  return {};
}

std::string_view request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

std::uint64_t size_of(const body& content) {
  if (const auto* slice = std::get_if<file_slice>(&content)) return slice->length;
  return std::get<shared_text>(content)->size();
}

response& response::set(std::string_view name, std::string value) {
  auto found = std::ranges::find_if(headers, [&](const auto& entry) { return same_name(entry.name, name); });
  if (found != headers.end())
    found->value = std::move(value);
  else
    headers.emplace_back(std::string(name), std::move(value));
  return *this;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

}  // namespace kelp::host::http
