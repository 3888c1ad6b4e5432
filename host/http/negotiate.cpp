#include "host/http/negotiate.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "host/http/message.h"

namespace kelp::host::http {
namespace {

std::string_view trim(std::string_view text) {
  auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Takes what stands before the separator off the front of text.
std::string_view take_part(std::string_view& text, char separator) {
  auto end = std::min(text.find(separator), text.size());
  auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trim(part);
}

// Weight in thousandths; a malformed one counts as 0, which only costs compression.
int parse_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    auto parameter = take_part(parameters, ';');
    if (parameter.size() < 2 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') continue;
    double weight = 0;
    auto number = parameter.substr(2);
    auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (error != std::errc() || end != number.data() + number.size() || !(weight >= 0 && weight <= 1))
      return 0;
    return static_cast<int>(weight * 1000);
  }
  return 1000;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view opaque_part(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

}  // namespace

std::string_view coding_name(coding value) {
  switch (value) {
    case coding::brotli:
      return "br";
    case coding::gzip:
      return "gzip";
    case coding::identity:
      return "";
  }
  return "";
}

coding choose_coding(std::string_view accept_encoding) {
  std::optional<int> brotli, gzip, any;
  int identity = 0;  // allowed even when not named, but then only as the last choice
  while (!accept_encoding.empty()) {
    auto entry = take_part(accept_encoding, ',');
    auto name = take_part(entry, ';');
    int weight = parse_weight(entry);
    if (same_name(name, "br")) brotli = weight;
    if (same_name(name, "gzip") || same_name(name, "x-gzip")) gzip = weight;
    if (same_name(name, "identity")) identity = weight;
    if (name == "*") any = weight;
  }
  int brotli_weight = brotli.value_or(any.value_or(0)), gzip_weight = gzip.value_or(any.value_or(0));
  if (std::max(brotli_weight, gzip_weight) <= 0 || identity > std::max(brotli_weight, gzip_weight))
    return coding::identity;
  return brotli_weight >= gzip_weight ? coding::brotli : coding::gzip;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  while (!if_none_match.empty())
    if (auto tag = take_part(if_none_match, ','); !tag.empty() && opaque_part(tag) == opaque_part(etag))
      return true;
  return false;
}

range_choice parse_range(std::string_view range, std::uint64_t size) {
  auto unit = take_part(range, '=');
  if (!same_name(unit, "bytes") || range.find(',') != std::string_view::npos) return whole_entity{};
  range = trim(range);
  auto dash = range.find('-');
  if (dash == std::string_view::npos) return whole_entity{};
  auto first = parse_number(range.substr(0, dash)), last = parse_number(range.substr(dash + 1));
  if (!first && (dash != 0 || !last)) return whole_entity{};
  if (first && !last && dash + 1 != range.size()) return whole_entity{};
  if (first && last && *last < *first) return whole_entity{};
  if (!first) {  // the last so many bytes
    if (*last == 0 || size == 0) return unsatisfiable_range{};
    auto length = std::min(*last, size);
    return byte_range{size - length, length};
  }
  if (*first >= size) return unsatisfiable_range{};
  auto end = last ? std::min(*last, size - 1) : size - 1;
  return byte_range{*first, end - *first + 1};
}

}  // namespace kelp::host::http
