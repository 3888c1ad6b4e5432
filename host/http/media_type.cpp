#include "host/http/media_type.h"

#include <algorithm>

#include "host/http/message.h"

namespace kelp::host::http {
namespace {

struct row {
  std::string_view extension;
  media_type type;
};

// A module script needs a JavaScript type, streaming compilation of WebAssembly exactly application/wasm.
constexpr row table[] = {
    {"html", {"text/html; charset=utf-8", true}},
    {"mjs", {"text/javascript; charset=utf-8", true}},
    {"js", {"text/javascript; charset=utf-8", true}},
    {"cjs", {"text/javascript; charset=utf-8", true}},
    {"css", {"text/css; charset=utf-8", true}},
    {"json", {"application/json", true}},
    {"map", {"application/json", true}},
    {"geojson", {"application/geo+json", true}},
    {"wasm", {"application/wasm", true}},
    {"txt", {"text/plain; charset=utf-8", true}},
    {"md", {"text/markdown; charset=utf-8", true}},
    {"iomd", {"text/plain; charset=utf-8", true}},
    {"py", {"text/plain; charset=utf-8", true}},
    {"ts", {"text/plain; charset=utf-8", true}},
    {"toml", {"application/toml", true}},
    {"csv", {"text/csv; charset=utf-8", true}},
    {"tsv", {"text/tab-separated-values; charset=utf-8", true}},
    {"xml", {"application/xml", true}},
    {"svg", {"image/svg+xml", true}},
    {"ttf", {"font/ttf", true}},
    {"otf", {"font/otf", true}},
    {"woff", {"font/woff", false}},
    {"woff2", {"font/woff2", false}},
    {"png", {"image/png", false}},
    {"jpg", {"image/jpeg", false}},
    {"jpeg", {"image/jpeg", false}},
    {"gif", {"image/gif", false}},
    {"webp", {"image/webp", false}},
    {"avif", {"image/avif", false}},
    {"ico", {"image/x-icon", false}},
    {"pdf", {"application/pdf", false}},
    {"zip", {"application/zip", false}},
    {"whl", {"application/zip", false}},
    {"gz", {"application/gzip", false}},
    {"zst", {"application/zstd", false}},
    {"parquet", {"application/vnd.apache.parquet", false}},
    {"arrow", {"application/vnd.apache.arrow.file", false}},
};

}  // namespace

media_type media_type_of(std::string_view file_name) {
  auto dot = file_name.rfind('.');
  auto extension = dot == std::string_view::npos ? std::string_view() : file_name.substr(dot + 1);
  const auto* found =
      std::ranges::find_if(table, [&](const row& r) { return same_name(r.extension, extension); });
  return found != std::end(table) ? found->type : media_type{"application/octet-stream", false};
}

bool is_compressible(std::string_view name) {
  return std::ranges::any_of(table,
                             [&](const row& r) { return r.type.compressible && r.type.name == name; }) ||
         name == "application/problem+json";
}

}  // namespace kelp::host::http
