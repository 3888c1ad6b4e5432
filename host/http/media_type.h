// Media types by file name.
#pragma once

#include <string_view>

namespace kelp::host::http {

struct media_type {
  std::string_view name;      // "text/javascript; charset=utf-8"
  bool compressible = false;  // worth a gzip or brotli form
};

// By the extension of the file's name, in any case; "application/octet-stream" when unknown.
media_type media_type_of(std::string_view file_name);

// True for types whose text is worth compressing.
bool is_compressible(std::string_view media_type_name);

}  // namespace kelp::host::http
