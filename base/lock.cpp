#include "base/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace kelp::base {

namespace {

result<unique_fd> open_lock(const std::filesystem::path& path) {
  if (path.has_parent_path())
    if (auto made = make_dirs(path.parent_path()); !made) return std::unexpected(made.error());
  unique_fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) return fail_errno(errno, "cannot open the lock {}", path.string());
  return fd;
}

// True when taken, false when another holds it.
result<bool> try_flock(int fd, const std::filesystem::path& path) {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return false;
    return fail_errno(errno, "cannot lock {}", path.string());
  }
  // Who holds it is written for the message of those who wait; the lock holds without it.
  std::string holder = "process " + std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, holder.data(), holder.size(), 0);
  return true;
}

std::string holder_of(int fd) {
  char text[64];
  ssize_t got = ::pread(fd, text, sizeof text, 0);
  std::string holder(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return holder.empty() ? "another process" : holder;
}

}  // namespace

result<std::optional<file_lock>> file_lock::try_acquire(const std::filesystem::path& path) {
  auto fd = open_lock(path);
  if (!fd) return std::unexpected(fd.error());
  auto taken = try_flock(fd->get(), path);
  if (!taken) return std::unexpected(taken.error());
  if (!*taken) return std::optional<file_lock>{};
  return std::optional<file_lock>(file_lock(std::move(*fd)));
}

result<file_lock> file_lock::acquire(const std::filesystem::path& path,
                                     const std::function<void(const std::string& holder)>& on_wait,
                                     std::chrono::milliseconds timeout) {
  auto fd = open_lock(path);
  if (!fd) return std::unexpected(fd.error());
  auto start = std::chrono::steady_clock::now();
  for (bool told = false;; told = true) {
    auto taken = try_flock(fd->get(), path);
    if (!taken) return std::unexpected(taken.error());
    if (*taken) return file_lock(std::move(*fd));
    if (!told && on_wait) on_wait(holder_of(fd->get()));
    if (timeout.count() > 0 && std::chrono::steady_clock::now() - start >= timeout)
      return fail("{} is held by {}: wait until it has ended", path.string(), holder_of(fd->get()));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace kelp::base
