// Files and folders: whole reads, writes that are seen complete or not at all, temporary folders that go
// away.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace kelp::base {

namespace fs = std::filesystem;

// Owns a file descriptor.
class unique_fd {
 public:
  unique_fd() = default;
  explicit unique_fd(int fd) : fd_(fd) {}
  unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~unique_fd() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1);
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

inline constexpr std::uint64_t default_read_limit = std::uint64_t{1} << 30;

// The whole content of a regular file; files larger than limit (bytes) are refused.
result<std::string> read_file(const fs::path& path, std::uint64_t limit = default_read_limit);

// A file under construction beside its final place. Nothing is seen at path before commit(), which flushes to
// the disk and renames; without commit() the temporary file is removed.
class atomic_file {
 public:
  static result<atomic_file> create(const fs::path& path, unsigned mode = 0644);
  atomic_file(atomic_file&& other) noexcept;
  atomic_file& operator=(atomic_file&& other) noexcept;
  ~atomic_file();
  status write(std::string_view bytes);
  status commit();
  int fd() const { return fd_.get(); }

 private:
  atomic_file(fs::path path, fs::path temporary, unique_fd fd);
  void discard();
  fs::path path_, temporary_;
  unique_fd fd_;
};

// Parent folders are made when missing. On any failure the earlier file stands unchanged.
status write_file_atomic(const fs::path& path, std::string_view content, unsigned mode = 0644);

// A folder that is removed with all it holds when the object dies, unless kept or moved away.
class temp_dir {
 public:
  static result<temp_dir> make(const fs::path& parent = fs::temp_directory_path(),
                               std::string_view prefix = "kelp-");
  temp_dir(temp_dir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  temp_dir& operator=(temp_dir&& other) noexcept;
  ~temp_dir();
  const fs::path& path() const { return path_; }
  fs::path keep() { return std::exchange(path_, {}); }

 private:
  explicit temp_dir(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

inline result<temp_dir> make_temp_dir(const fs::path& parent = fs::temp_directory_path(),
                                      std::string_view prefix = "kelp-") {
  return temp_dir::make(parent, prefix);
}

// Bytes that an ordinary user can still write at path (or at its nearest existing parent).
result<std::uint64_t> free_space(const fs::path& path);

// Bytes that a file or tree takes on disk (hard links counted once); 0 when it does not exist.
result<std::uint64_t> disk_usage(const fs::path& path);

status make_dirs(const fs::path& path);

// Removes a file or tree, also one with folders that lack write permission. Nothing there is success.
status remove_tree(const fs::path& path);

// Renames, replacing a file at the target; both must be on one file system.
status rename_path(const fs::path& from, const fs::path& to);

// "1.5 GB", "12 MB", "340 kB", "12 bytes".
std::string human_size(std::uint64_t bytes);

}  // namespace kelp::base
