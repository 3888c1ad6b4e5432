// A lock between processes (flock on a file); the kernel gives it up when its holder dies, however it dies.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace kelp::base {

class file_lock {
 public:
  // Waits until the lock is free. on_wait is called once, with the holder's description (its process id), if
  // it is not free at once. timeout 0 waits without end; when time is up the error names the holder.
  static result<file_lock> acquire(const std::filesystem::path& path,
                                   const std::function<void(const std::string& holder)>& on_wait = {},
                                   std::chrono::milliseconds timeout = std::chrono::milliseconds{0});
  // The lock, or nothing when another process or thread holds it.
  static result<std::optional<file_lock>> try_acquire(const std::filesystem::path& path);
  file_lock(file_lock&&) = default;
  file_lock& operator=(file_lock&&) = default;

 private:
  explicit file_lock(unique_fd fd) : fd_(std::move(fd)) {}
  unique_fd fd_;
};

}  // namespace kelp::base
