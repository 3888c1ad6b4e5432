// From method and path to a handler.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/http/message.h"

namespace kelp::host::http {

// What the named parts of a pattern stood for: {"id": "abc"}.
using parameters = std::map<std::string, std::string, std::less<>>;
using handler = std::function<response(const request&, const parameters&)>;

struct route {
  std::string method;   // "GET" also answers HEAD
  std::string pattern;  // "/api/v1/notebooks/{id}/"; a last part "{name...}" takes one or more segments
  handler answer;
  std::size_t body_limit = 0;
};

class router {
 public:
  void add(route entry);

  struct match {
    const route* found;
    parameters values;
  };
  struct no_path {};
  struct no_method {
    std::string allowed;  // for the Allow header: "GET, HEAD, POST"
  };
  using choice = std::variant<match, no_path, no_method>;
  choice find(std::string_view method, const std::vector<std::string>& path) const;

  // find() as a refusal (404, 405) or the handler bound to its parameters. The router must outlive the
  // answer.
  admission admit(const request& head) const;

 private:
  struct compiled {
    route entry;
    std::vector<std::string> parts;
  };
  std::vector<compiled> routes_;
};

}  // namespace kelp::host::http
