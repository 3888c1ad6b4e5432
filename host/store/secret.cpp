#include "host/store/secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/file.h"

namespace kelp::host::store {
namespace {

constexpr std::size_t secret_size = crypto_auth_hmacsha256_KEYBYTES;

// link() fails when the name exists already, unlike rename(): the first of several programs wins.
base::status create(const std::filesystem::path& file) {
  auto own = file.string() + "." + base::to_hex(base::random_bytes(8));
  base::unique_fd fd(open(own.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return base::fail_errno(errno, "cannot write {}", own);
  auto bytes = base::random_bytes(secret_size);
  bool written = write(fd.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                 fsync(fd.get()) == 0;
  int code = errno;
  if (written && link(own.c_str(), file.c_str()) != 0 && errno != EEXIST) {
    code = errno;
    written = false;
  }
  unlink(own.c_str());
  if (!written) return base::fail_errno(code, "cannot write {}", file.string());
  return {};
}

}  // namespace

base::result<std::string> load_secret(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    if (auto made = create(file); !made) return std::unexpected(made.error());
  auto secret = base::read_file(file, 1024);
  if (!secret) return secret;
  if (secret->size() != secret_size)
    return base::fail("the secret {} is damaged: it has {} bytes instead of {}; remove it to get a new one",
                      file.string(), secret->size(), secret_size);
  return secret;
}

std::string frame_label(const std::string& secret, std::string_view notebook_id) {
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256(mac, reinterpret_cast<const unsigned char*>(notebook_id.data()), notebook_id.size(),
                         reinterpret_cast<const unsigned char*>(secret.data()));
  return base::to_base32({reinterpret_cast<const char*>(mac), sizeof mac}).substr(0, 26);
}

std::string random_id() { return base::to_base32(base::random_bytes(8)).substr(0, 12); }

bool is_id(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

}  // namespace kelp::host::store
