#include "host/store/text_codec.h"

#include <zstd.h>

namespace kelp::host::store {

base::result<std::string> pack_text(std::string_view text) {
  constexpr int level = 3;  // a save should not be felt
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  auto size = ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), level);
  if (ZSTD_isError(size)) return base::fail("cannot compress a text: {}", ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

base::result<std::string> unpack_text(std::string_view packed, std::size_t size) {
  std::string text(size, '\0');
  auto got = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != size)
    return base::fail("a stored text is damaged: {}", ZSTD_getErrorName(got));
  return text;
}

}  // namespace kelp::host::store
