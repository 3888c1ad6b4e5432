#include "host/http/target.h"

#include <algorithm>
#include <cctype>

namespace kelp::host::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

base::result<std::string> parse_segment(std::string_view text) {
  auto segment = decode_percent(text);
  if (!segment) return segment;
  if (*segment == "." || *segment == "..") return base::fail("the path has a segment \"{}\"", *segment);
  if (segment->find_first_of("/\\") != std::string::npos) return base::fail("a path segment holds a slash");
  if (std::ranges::any_of(*segment, is_control)) return base::fail("the path has a control character");
  return segment;
}

template <class Use>
base::status for_each_part(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    auto end = std::min(text.find(separator), text.size());
    if (auto part = text.substr(0, end); !part.empty())
      if (auto done = use(part); !done) return done;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

base::status parse_parameter(std::string_view text, target& result) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  auto split = std::min(spaced.find('='), spaced.size());
  auto key = decode_percent(std::string_view(spaced).substr(0, split));
  auto value = decode_percent(split < spaced.size() ? std::string_view(spaced).substr(split + 1) : "");
  if (!key) return std::unexpected(key.error());
  if (!value) return std::unexpected(value.error());
  result.query.emplace_back(std::move(*key), std::move(*value));
  return {};
}

}  // namespace

base::result<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return base::fail("\"%\" is not followed by two hexadecimal digits");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string encode_percent(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || std::string_view("-._~").contains(c))
      encoded += c;
    else
      encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
  return encoded;
}

base::result<target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return base::fail("the request target does not begin with \"/\"");
  target result;
  auto question = std::min(text.find('?'), text.size());
  auto path = for_each_part(text.substr(0, question), '/', [&](std::string_view part) -> base::status {
    auto segment = parse_segment(part);
    if (!segment) return std::unexpected(segment.error());
    result.path.push_back(std::move(*segment));
    return {};
  });
  if (!path) return std::unexpected(path.error());
  if (question == text.size()) return result;
  auto query = for_each_part(text.substr(question + 1), '&',
                             [&](std::string_view part) { return parse_parameter(part, result); });
  if (!query) return std::unexpected(query.error());
  return result;
}

}  // namespace kelp::host::http
