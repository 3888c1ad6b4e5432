#include "host/site.h"

#include <algorithm>
#include <cctype>

namespace kelp::host {
namespace {

constexpr std::string_view frames = ".nb.localhost";

bool is_label(std::string_view text) {
  return text.size() == 26 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

bool is_port(std::string_view text) {
  return text.size() >= 2 && text.size() <= 6 && text[0] == ':' &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string site::app_origin() const { return "http://app.localhost" + port; }
std::string site::frame_origin(std::string_view frame_label) const {
  return "http://" + std::string(frame_label) + std::string(frames) + port;
}
std::string site::shared_origin() const { return frame_origin("shared"); }
std::string site::any_frame() const { return frame_origin("*"); }

site parse_site(std::string_view host_header) {
  std::string host(host_header);
  for (char& c : host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  site result;
  auto bracket = host.find(']');  // "[::1]:8642"
  if (auto colon = host.find(':', bracket == std::string::npos ? 0 : bracket); colon != std::string::npos) {
    result.port = host.substr(colon);
    host.resize(colon);
    if (!is_port(result.port)) return {};
  }
  if (host == "app.localhost") {
    result.what = site::kind::app;
  } else if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") {
    result.what = site::kind::other_name;
  } else if (host == "shared" + std::string(frames)) {
    result.what = site::kind::shared;
  } else if (host.ends_with(frames) &&
             is_label(std::string_view(host).substr(0, host.size() - frames.size()))) {
    result.what = site::kind::frame;
    result.label = host.substr(0, host.size() - frames.size());
  }
  return result;
}

}  // namespace kelp::host
