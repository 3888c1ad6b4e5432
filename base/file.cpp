#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <set>
#include <system_error>

#include "base/bytes.h"

namespace kelp::base {

namespace {

status write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "cannot write {}", path.string());
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// After a rename the folder itself must reach the disk, or a power cut may bring the old name back.
void sync_folder(const fs::path& folder) {
  unique_fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

void unique_fd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

result<std::string> read_file(const fs::path& path, std::uint64_t limit) {
  unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "cannot read {}", path.string());
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, "cannot read {}", path.string());
  if (S_ISDIR(info.st_mode)) return fail("cannot read {}: it is a folder", path.string());
  auto too_large = [&] {
    return fail("cannot read {}: it is larger than {}", path.string(), human_size(limit));
  };
  if (info.st_size > 0 && static_cast<std::uint64_t>(info.st_size) > limit) return too_large();
  std::string content;
  // The size is only a hint: files in /proc say 0, others grow while they are read.
  std::size_t used = 0;
  content.resize(static_cast<std::size_t>(info.st_size) + 1);
  for (;;) {
    if (used == content.size()) content.resize(content.size() * 2 + 4096);
    ssize_t got = ::read(fd.get(), content.data() + used, content.size() - used);
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "cannot read {}", path.string());
    }
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit) return too_large();
  }
  content.resize(used);
  return content;
}

atomic_file::atomic_file(fs::path path, fs::path temporary, unique_fd fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}

atomic_file::atomic_file(atomic_file&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)) {}

atomic_file& atomic_file::operator=(atomic_file&& other) noexcept {
  if (this == &other) return *this;
  discard();
  path_ = std::move(other.path_);
  temporary_ = std::exchange(other.temporary_, {});
  fd_ = std::move(other.fd_);
  return *this;
}

atomic_file::~atomic_file() { discard(); }

void atomic_file::discard() {
  fd_.reset();
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

result<atomic_file> atomic_file::create(const fs::path& path, unsigned mode) {
  fs::path folder = folder_of(path);
  if (auto made = make_dirs(folder); !made) return std::unexpected(made.error());
  // A name of our own making instead of mkstemp's, so that the kernel applies the user's umask to mode.
  fs::path temporary = folder / fmt::format(".{}.{}", path.filename().string(), to_hex(random_bytes(6)));
  unique_fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd) return fail_errno(errno, "cannot write {}", path.string());
  return atomic_file(path, temporary, std::move(fd));
}

status atomic_file::write(std::string_view bytes) {
  if (temporary_.empty()) return fail("cannot write {}: it is already finished", path_.string());
  return write_all(fd_.get(), bytes, path_);
}

status atomic_file::commit() {
  if (temporary_.empty()) return fail("cannot write {}: it is already finished", path_.string());
  // Closing may report what writing did not (network file systems, quotas).
  if (::fsync(fd_.get()) != 0 || ::close(fd_.release()) != 0) {
    int code = errno;
    discard();
    return fail_errno(code, "cannot write {}", path_.string());
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    int code = errno;
    discard();
    return fail_errno(code, "cannot write {}", path_.string());
  }
  temporary_.clear();
  sync_folder(folder_of(path_));
  return {};
}

status write_file_atomic(const fs::path& path, std::string_view content, unsigned mode) {
  auto file = atomic_file::create(path, mode);
  if (!file) return std::unexpected(file.error());
  if (auto written = file->write(content); !written) return written;
  return file->commit();
}

result<temp_dir> temp_dir::make(const fs::path& parent, std::string_view prefix) {
  if (auto made = make_dirs(parent); !made) return std::unexpected(made.error());
  std::string path = (parent / (std::string(prefix) + "XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr)
    return fail_errno(errno, "cannot make a folder in {}", parent.string());
  return temp_dir(path);
}

temp_dir& temp_dir::operator=(temp_dir&& other) noexcept {
  if (this == &other) return *this;
  if (!path_.empty()) (void)remove_tree(path_);
  path_ = std::exchange(other.path_, {});
  return *this;
}

temp_dir::~temp_dir() {
  // Nobody is left to tell; what cannot be removed stays in the temporary folder.
  if (!path_.empty()) (void)remove_tree(path_);
}

result<std::uint64_t> free_space(const fs::path& path) {
  std::error_code ignored;
  fs::path place = fs::absolute(path, ignored);
  while (!fs::exists(place, ignored) && place.has_relative_path()) place = place.parent_path();
  struct statvfs info {};
  if (::statvfs(place.c_str(), &info) != 0)
    return fail_errno(errno, "cannot ask for the free space at {}", place.string());
  return std::uint64_t{info.f_bavail} * info.f_frsize;
}

result<std::uint64_t> disk_usage(const fs::path& path) {
  std::set<std::pair<dev_t, ino_t>> seen;
  std::uint64_t total = 0;
  auto count = [&](const fs::path& item) {
    struct stat info {};
    if (::lstat(item.c_str(), &info) != 0) return;  // gone meanwhile
    if (info.st_nlink > 1 && !S_ISDIR(info.st_mode) && !seen.emplace(info.st_dev, info.st_ino).second) return;
    total += static_cast<std::uint64_t>(info.st_blocks) * 512;
  };
  std::error_code code;
  if (!fs::exists(fs::symlink_status(path, code))) return std::uint64_t{0};
  count(path);
  if (!fs::is_directory(fs::symlink_status(path, code))) return total;
  fs::recursive_directory_iterator items(path, fs::directory_options::skip_permission_denied, code), end;
  for (; !code && items != end; items.increment(code)) count(items->path());
  if (code && code != std::errc::no_such_file_or_directory)
    return fail("cannot look through {}: {}", path.string(), code.message());
  return total;
}

status make_dirs(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return fail("cannot make the folder {}: {}", path.string(), code.message());
  return {};
}

namespace {

// A file system mounted inside a tree (left by a killed installer) must not be emptied with it.
result<bool> holds_mount(const fs::path& path) {
  std::error_code code;
  auto whole = fs::weakly_canonical(path, code).string() + "/";
  auto table = read_file("/proc/self/mountinfo", 64 << 20);
  if (code || !table) return false;  // no /proc: nothing to learn
  for (std::string_view rest = *table; !rest.empty();) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    for (int field = 0; field < 4; ++field) line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    if (line.substr(0, line.find(' ')).starts_with(whole)) return true;
  }
  return false;
}

}  // namespace

status remove_tree(const fs::path& path) {
  std::error_code code;
  if (auto mounted = holds_mount(path); mounted && *mounted)
    return fail("cannot remove {}: a file system is mounted inside; unmount it first", path.string());
  fs::remove_all(path, code);
  if (!code) return {};
  // Folders without write permission (unpacked archives have them) refuse; open them and try again.
  std::error_code ignored;
  auto open_up = [&](const fs::path& folder) {
    fs::permissions(folder, fs::perms::owner_all, fs::perm_options::add, ignored);
  };
  if (fs::is_directory(fs::symlink_status(path, ignored))) open_up(path);
  fs::recursive_directory_iterator items(path, fs::directory_options::skip_permission_denied, ignored), end;
  while (!ignored && items != end) {
    std::error_code type_code;
    if (fs::is_directory(items->symlink_status(type_code))) {
      ::chmod(items->path().c_str(), 0700);
    }
    items.increment(ignored);
  }
  fs::remove_all(path, code);
  if (code) return fail("cannot remove {}: {}", path.string(), code.message());
  return {};
}

status rename_path(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    return fail_errno(errno, "cannot rename {} to {}", from.string(), to.string());
  sync_folder(folder_of(to));
  return {};
}

std::string human_size(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  if (bytes < 1000 * 1000) return fmt::format("{} kB", (bytes + 500) / 1000);
  if (bytes < 1000ull * 1000 * 1000) return fmt::format("{:.{}f} MB", bytes / 1e6, bytes < 9'950'000 ? 1 : 0);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace kelp::base
