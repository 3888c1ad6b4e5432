#include "host/http/problem.h"

#include <boost/json/serialize.hpp>

namespace kelp::host::http {
namespace {

response json_text(unsigned status, const boost::json::value& value, std::string type) {
  response answer;
  answer.status = status;
  answer.set("Content-Type", std::move(type));
  answer.set("Cache-Control", "no-store");
  answer.content = share(boost::json::serialize(value));
  return answer;
}

}  // namespace

response problem(unsigned status, std::string_view detail, boost::json::object extra) {
  boost::json::object body{
      {"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}, {"detail", detail}};
  for (auto& member : extra) body.insert_or_assign(member.key(), std::move(member.value()));
  return json_text(status, body, "application/problem+json");
}

response json_response(unsigned status, const boost::json::value& value) {
  return json_text(status, value, "application/json");
}

}  // namespace kelp::host::http
