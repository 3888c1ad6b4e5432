#include "host/http/compress.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

namespace kelp::host::http {
namespace {

constexpr int gzip_window = 15 + 16;  // largest window; + 16 asks zlib for the gzip format

Bytef* bytes(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));  // zlib's input is not const
}

constexpr std::size_t input_piece = 256 << 10;  // between two looks at the request to stop

std::unexpected<base::error> stopped() { return base::fail("compression was stopped"); }

base::result<std::string> gzip(std::string_view text, int level, const std::stop_token& stop) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return base::fail("gzip could not start: too little memory");
  std::string output(deflateBound(&stream, text.size()), '\0');
  stream.next_out = bytes(output);
  stream.avail_out = static_cast<uInt>(output.size());
  int code = Z_OK;
  while (code == Z_OK && !stop.stop_requested()) {
    auto piece = text.substr(0, input_piece);
    text.remove_prefix(piece.size());
    stream.next_in = bytes(piece);
    stream.avail_in = static_cast<uInt>(piece.size());
    code = deflate(&stream, text.empty() ? Z_FINISH : Z_NO_FLUSH);
  }
  output.resize(stream.total_out);
  deflateEnd(&stream);
  if (stop.stop_requested()) return stopped();
  if (code != Z_STREAM_END) return base::fail("gzip failed with code {}", code);
  return output;
}

base::result<std::string> brotli(std::string_view text, int quality, const std::stop_token& stop) {
  std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> state(
      BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), BrotliEncoderDestroyInstance);
  if (!state) return base::fail("brotli could not start: too little memory");
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, static_cast<std::uint32_t>(quality));
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_SIZE_HINT,
                            static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), 1u << 30)));
  std::string output;
  while (!BrotliEncoderIsFinished(state.get())) {
    if (stop.stop_requested()) return stopped();
    auto piece = text.substr(0, input_piece);
    text.remove_prefix(piece.size());
    std::size_t in_left = piece.size(), out_left = 0;
    const auto* in = reinterpret_cast<const std::uint8_t*>(piece.data());
    auto operation = text.empty() ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS;
    do {
      if (!BrotliEncoderCompressStream(state.get(), operation, &in_left, &in, &out_left, nullptr, nullptr))
        return base::fail("brotli failed");
      std::size_t size = 0;
      if (const auto* ready = BrotliEncoderTakeOutput(state.get(), &size))
        output.append(reinterpret_cast<const char*>(ready), size);
    } while (in_left > 0 || BrotliEncoderHasMoreOutput(state.get()));
  }
  return output;
}

base::result<std::string> gunzip(std::string_view data, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK)
    return base::fail("gunzip could not start: too little memory");
  stream.next_in = bytes(data);
  stream.avail_in = static_cast<uInt>(data.size());
  std::string output;
  int code = Z_OK;
  while (code == Z_OK && output.size() <= limit) {
    char part[65536];
    stream.next_out = reinterpret_cast<Bytef*>(part);
    stream.avail_out = sizeof part;
    code = inflate(&stream, Z_NO_FLUSH);
    output.append(part, sizeof part - stream.avail_out);
  }
  inflateEnd(&stream);
  if (output.size() > limit) return base::fail("the gzip data unpacks to more than {} bytes", limit);
  if (code != Z_STREAM_END) return base::fail("the gzip data is damaged or cut off");
  return output;
}

base::result<std::string> unbrotli(std::string_view data, std::size_t limit) {
  auto* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  if (!state) return base::fail("brotli could not start: too little memory");
  std::size_t in_left = data.size();
  const auto* in = reinterpret_cast<const std::uint8_t*>(data.data());
  std::string output;
  auto code = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (code == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && output.size() <= limit) {
    std::uint8_t part[65536];
    std::size_t out_left = sizeof part;
    std::uint8_t* out = part;
    code = BrotliDecoderDecompressStream(state, &in_left, &in, &out_left, &out, nullptr);
    output.append(reinterpret_cast<char*>(part), sizeof part - out_left);
  }
  BrotliDecoderDestroyInstance(state);
  if (output.size() > limit) return base::fail("the brotli data unpacks to more than {} bytes", limit);
  if (code != BROTLI_DECODER_RESULT_SUCCESS) return base::fail("the brotli data is damaged or cut off");
  return output;
}

}  // namespace

base::result<std::string> compress(std::string_view text, coding form, effort work, std::stop_token stop) {
  switch (form) {
    case coding::gzip:
      return gzip(text, work == effort::small ? 9 : 4, stop);
    case coding::brotli:
      return brotli(text, work == effort::small ? 9 : 4, stop);
    case coding::identity:
      break;
  }
  return std::string(text);
}

base::result<std::string> decompress(std::string_view data, coding form, std::size_t limit) {
  switch (form) {
    case coding::gzip:
      return gunzip(data, limit);
    case coding::brotli:
      return unbrotli(data, limit);
    case coding::identity:
      break;
  }
  if (data.size() > limit) return base::fail("the data has more than {} bytes", limit);
  return std::string(data);
}

}  // namespace kelp::host::http
