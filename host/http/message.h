// One HTTP request and its response as plain data; what handlers take and give.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/file.h"

namespace kelp::host::http {

struct field {
  std::string name, value;
};

// Names of headers are compared without case.
bool same_name(std::string_view a, std::string_view b);

// The value of the first header of that name, or empty.
std::string_view find_header(const std::vector<field>& headers, std::string_view name);

struct request {
  std::string id;                 // names this request in the log and in X-Request-Id
  std::string client;             // address of the peer
  std::string method;             // "GET", "HEAD", "POST", …
  std::string target;             // as it was sent: "/n/ab?x=1"
  std::vector<std::string> path;  // decoded segments, none of them empty, ".", ".." or with a slash inside
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::vector<field> headers;
  std::string body;

  std::string_view header(std::string_view name) const { return find_header(headers, name); }
  // The first value of a query parameter, or empty.
  std::string_view parameter(std::string_view name) const;
  bool safe() const { return method == "GET" || method == "HEAD"; }
};

// A part of an open file, sent without being read into memory first.
struct file_slice {
  std::shared_ptr<const base::unique_fd> file;
  std::uint64_t offset = 0, length = 0;
};

using shared_text = std::shared_ptr<const std::string>;
using body = std::variant<shared_text, file_slice>;

inline shared_text share(std::string text) { return std::make_shared<const std::string>(std::move(text)); }
std::uint64_t size_of(const body& content);

struct response {
  unsigned status = 200;
  std::vector<field> headers;
  body content = share({});

  // Replaces a header of that name or adds it.
  response& set(std::string_view name, std::string value);
  std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// What is decided when only the header has been read: a final answer, or how much body to take and who
// answers.
struct accepted {
  std::size_t body_limit = 0;  // bytes; a longer body is refused with 413
  std::function<response(const request&)> answer;
};
using admission = std::variant<response, accepted>;

// A whole application. It is called on the thread that does all input and output, so it must not block; the
// answer function runs on a worker thread and may.
using application = std::function<admission(const request& head)>;

// "Not Found" for 404.
std::string_view reason_phrase(unsigned status);

}  // namespace kelp::host::http
