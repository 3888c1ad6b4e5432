// Format: PKWARE's APPNOTE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
#include "builder/zip.h"

#include <zlib.h>

#include <limits>

namespace kelp::builder {
namespace {

constexpr std::uint16_t stored = 0, deflated = 8;
constexpr std::uint16_t version = 20, made_by_unix = 3 << 8 | version;
constexpr std::uint16_t utf8_names = 1 << 11;
constexpr std::uint16_t fixed_date = 1 << 5 | 1;  // 1980-01-01

void put16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value));
  put16(out, static_cast<std::uint16_t>(value >> 16));
}

base::result<std::string> deflate_raw(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    return base::fail("zlib cannot start");
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) return base::fail("zlib cannot compress ({})", code);
  return out;
}

}  // namespace

// The fields that local header and central directory share.
void zip_writer::put_common(const entry& entry, std::string& out) const {
  put16(out, version);
  put16(out, utf8_names);
  put16(out, entry.method);
  put16(out, 0);
  put16(out, fixed_date);
  put32(out, entry.crc);
  put32(out, entry.packed);
  put32(out, entry.size);
  put16(out, static_cast<std::uint16_t>(entry.path.size()));
  put16(out, 0);
}

base::status zip_writer::add(std::string_view path, std::string_view content, bool executable) {
  if (content.size() > std::numeric_limits<std::uint32_t>::max() / 2 || bytes_.size() > 0xf000'0000 ||
      entries_.size() >= 0xffff)
    return base::fail("{} makes the zip file too large", path);
  auto packed = deflate_raw(content);
  if (!packed) return std::unexpected(packed.error());
  const bool smaller = packed->size() < content.size();
  const std::string_view data = smaller ? std::string_view(*packed) : content;
  entry made{.path = std::string(path),
             .crc = static_cast<std::uint32_t>(
                 crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size())),
             .packed = static_cast<std::uint32_t>(data.size()),
             .size = static_cast<std::uint32_t>(content.size()),
             .offset = static_cast<std::uint32_t>(bytes_.size()),
             .method = smaller ? deflated : stored,
             .executable = executable};
  put32(bytes_, 0x04034b50);
  put_common(made, bytes_);
  bytes_ += made.path;
  bytes_ += data;
  entries_.push_back(std::move(made));
  return {};
}

base::result<std::string> zip_writer::finish() {
  const auto start = bytes_.size();
  for (const auto& entry : entries_) {
    put32(bytes_, 0x02014b50);
    put16(bytes_, made_by_unix);
    put_common(entry, bytes_);
    put16(bytes_, 0);  // comment
    put16(bytes_, 0);  // disk
    put16(bytes_, 0);  // internal attributes
    put32(bytes_, (entry.executable ? 0100755u : 0100644u) << 16);
    put32(bytes_, entry.offset);
    bytes_ += entry.path;
  }
  const auto size = bytes_.size() - start;
  if (bytes_.size() > std::numeric_limits<std::uint32_t>::max())
    return base::fail("the zip file would be too large");
  put32(bytes_, 0x06054b50);
  put32(bytes_, 0);
  put16(bytes_, static_cast<std::uint16_t>(entries_.size()));
  put16(bytes_, static_cast<std::uint16_t>(entries_.size()));
  put32(bytes_, static_cast<std::uint32_t>(size));
  put32(bytes_, static_cast<std::uint32_t>(start));
  put16(bytes_, 0);
  return std::move(bytes_);
}

}  // namespace kelp::builder
