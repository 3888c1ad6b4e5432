#include "host/api_input.h"

#include <boost/json/parse.hpp>
#include <charconv>

#include "base/log.h"
#include "host/http/problem.h"

namespace kelp::host {

input<boost::json::object> read_object(const http::request& request) {
  if (!request.header("Content-Type").starts_with("application/json"))
    return std::unexpected(http::problem(415, "The body must be JSON, with Content-Type: application/json."));
  boost::system::error_code error;
  auto value = boost::json::parse(request.body, error);
  if (error)
    return std::unexpected(http::problem(400, fmt::format("The body is not JSON: {}.", error.message())));
  if (!value.is_object()) return std::unexpected(http::problem(400, "The body must be a JSON object."));
  return std::move(value.get_object());
}

input<std::string> read_string(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string())
    return std::unexpected(http::problem(400, fmt::format("The body must have a string \"{}\".", name)));
  return std::string(value->get_string());
}

input<std::string> read_content(const boost::json::object& object) {
  auto content = read_string(object, "content");
  if (content && content->size() > largest_notebook)
    return std::unexpected(
        http::problem(413, fmt::format("The notebook has {} bytes; at most {} can be saved.", content->size(),
                                       largest_notebook)));
  return content;
}

input<std::int64_t> read_number(const http::request& request, std::string_view name, std::int64_t otherwise,
                                std::int64_t least, std::int64_t most) {
  auto text = request.parameter(name);
  if (text.empty()) return otherwise;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return std::unexpected(http::problem(
        400, fmt::format("The parameter \"{}\" must be a number from {} to {}.", name, least, most)));
  return value;
}

http::response store_failure(const base::error& error) {
  spdlog::error("{}", error.message);
  bool full = error.message.find("is full") != std::string::npos ||
              error.message.find("No space left") != std::string::npos;
  return http::problem(full ? 507 : 500, fmt::format("This could not be done: {}.", error.message));
}

http::response no_notebook(std::string_view id) {
  return http::problem(404, fmt::format("There is no notebook \"{}\".", id));
}

site site_of(const http::request& request) { return parse_site(request.header("Host")); }

}  // namespace kelp::host
