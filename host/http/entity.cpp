#include "host/http/entity.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "host/http/media_type.h"
#include "host/http/problem.h"

namespace kelp::host::http {
namespace {

constexpr std::size_t least_compressed = 1024;  // below, headers weigh more than what is saved

std::string etag_of(std::string_view sha256, coding form) {
  auto suffix = form == coding::identity ? std::string() : "-" + std::string(coding_name(form));
  return fmt::format("\"{}{}\"", sha256.substr(0, 32), suffix);
}

// Every form of one content is as good as another for a client that has it already.
bool client_has(const request& request, std::string_view sha256) {
  auto known = request.header("If-None-Match");
  if (known.empty()) return false;
  for (auto form : {coding::identity, coding::gzip, coding::brotli})
    if (matches_etag(known, etag_of(sha256, form))) return true;
  return false;
}

bool wants_range(const request& request, std::string_view sha256) {
  if (request.method != "GET" || request.header("Range").empty()) return false;
  auto condition = request.header("If-Range");
  return condition.empty() || condition == etag_of(sha256, coding::identity);
}

response slice_of(const body& content, byte_range range) {
  response answer;
  if (const auto* slice = std::get_if<file_slice>(&content))
    answer.content = file_slice{slice->file, slice->offset + range.offset, range.length};
  else
    answer.content = share(std::get<shared_text>(content)->substr(range.offset, range.length));
  return answer;
}

response serve_range(const request& request, const body& content) {
  auto size = size_of(content);
  auto choice = parse_range(request.header("Range"), size);
  if (std::holds_alternative<unsatisfiable_range>(choice)) {
    auto answer = problem(416, fmt::format("The range lies outside the {} bytes there are.", size));
    return answer.set("Content-Range", fmt::format("bytes */{}", size));
  }
  if (const auto* range = std::get_if<byte_range>(&choice)) {
    auto answer = slice_of(content, *range);
    answer.status = 206;
    auto last = range->offset + range->length - 1;
    return answer.set("Content-Range", fmt::format("bytes {}-{}/{}", range->offset, last, size));
  }
  response answer;
  answer.content = content;
  return answer;
}

struct described {
  std::string_view sha256, type, cache_control;
  bool compressible;
};

template <class MakeVariant>
response serve_content(const request& request, const body& content, const described& about,
                       MakeVariant variant_of) {
  response answer;
  auto form = coding::identity;
  if (client_has(request, about.sha256)) {
    answer.status = 304;
  } else if (wants_range(request, about.sha256)) {
    answer = serve_range(request, content);
  } else {
    answer.content = content;
    if (about.compressible && size_of(content) >= least_compressed)
      form = choose_coding(request.header("Accept-Encoding"));
    if (form != coding::identity && !variant_of(form, answer.content)) form = coding::identity;
  }
  if (answer.status == 416) return answer;
  answer.set("ETag", etag_of(about.sha256, form));
  answer.set("Cache-Control", std::string(about.cache_control));
  if (about.compressible) answer.set("Vary", "Accept-Encoding");
  if (answer.status == 304) return answer;
  answer.set("Content-Type", std::string(about.type));
  answer.set("Accept-Ranges", "bytes");
  if (form != coding::identity) {
    answer.set("Content-Encoding", std::string(coding_name(form)));
    answer.set("X-Uncompressed-Length", std::to_string(size_of(content)));  // for progress displays
  }
  return answer;
}

}  // namespace

response serve(const request& request, const text_entity& entity, variant_cache& variants) {
  auto sha256 = base::sha256(*entity.text);
  described about{sha256, entity.type, entity.cache_control, is_compressible(entity.type)};
  return serve_content(request, entity.text, about, [&](coding form, body& content) {
    auto packed = variants.text_variant(sha256, entity.text, form);
    if (packed) content = packed;
    return packed != nullptr;
  });
}

response serve(const request& request, const file_entity& entity, variant_cache& variants) {
  described about{entity.sha256, entity.type, entity.cache_control, entity.compressible};
  return serve_content(request, entity.content, about, [&](coding form, body& content) {
    auto packed = variants.file_variant(entity.sha256, entity.path, form);
    if (packed) content = *packed;
    return packed.has_value();
  });
}

}  // namespace kelp::host::http
