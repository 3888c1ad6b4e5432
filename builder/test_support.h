// What the builder's tests share: a project in a temporary folder, archives with any content, a server on
// loopback.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "builder/zip.h"

namespace kelp::builder::testing {

namespace fs = std::filesystem;

// The value, or a failed test that says why there is none.
template <class T>
T must(base::result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void must(base::status result) {
  if (!result) throw std::runtime_error(result.error().message);
}

class temporary_folder {
 public:
  temporary_folder() : folder_(must(base::make_temp_dir())) {}
  const fs::path& path() const { return folder_.path(); }
  fs::path write(const std::string& name, std::string_view content) const {
    must(base::write_file_atomic(path() / name, content));
    return path() / name;
  }

 private:
  base::temp_dir folder_;
};

struct archive_member {
  std::string path, content, link, hard_link;
  int type = AE_IFREG;
  int mode = 0644;
};

inline void write_tar(const fs::path& file, const std::vector<archive_member>& members) {
  auto* out = archive_write_new();
  archive_write_set_format_pax_restricted(out);
  archive_write_add_filter_gzip(out);
  archive_write_open_filename(out, file.c_str());
  for (const auto& member : members) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.path.c_str());
    archive_entry_set_filetype(entry, static_cast<unsigned>(member.link.empty() ? member.type : AE_IFLNK));
    archive_entry_set_perm(entry, static_cast<mode_t>(member.mode));
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    if (!member.link.empty()) archive_entry_set_symlink(entry, member.link.c_str());
    if (!member.hard_link.empty()) archive_entry_set_hardlink(entry, member.hard_link.c_str());
    archive_write_header(out, entry);
    archive_write_data(out, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
}

// A pure Python wheel with one module that says its version.
inline std::string small_wheel(const std::string& name, const std::string& version) {
  zip_writer zip;
  const auto info = name + "-" + version + ".dist-info/";
  must(zip.add(name + "/__init__.py", "version = '" + version + "'\n"));
  must(zip.add(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n"));
  must(zip.add(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
  must(zip.add(info + "RECORD", ""));
  return must(zip.finish());
}

// Answers GET requests with bodies by path, ranges included. `cut_first` sends only so many bytes of the
// first answer to that path and drops the connection.
class loopback_server {
 public:
  struct page {
    std::string body;
    int status = 200;
    std::size_t cut_first = std::string::npos;
    bool ignores_ranges = false;
    std::string type = "application/octet-stream";
  };

  loopback_server() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~loopback_server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  void put(const std::string& path, page page) {
    const std::lock_guard lock(mutex_);
    pages_[path] = std::move(page);
  }
  // "GET /x bytes=5-" for each request, in order.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      answer(client);
      ::close(client);
    }
  }

  void answer(int client) {
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && ::read(client, &byte, 1) == 1) head += byte;
    const auto path = head.substr(4, head.find(' ', 4) - 4);
    std::string range;
    if (const auto at = head.find("Range: "); at != std::string::npos)
      range = head.substr(at + 7, head.find('\r', at) - at - 7);
    const std::lock_guard lock(mutex_);
    requests_.push_back("GET " + path + (range.empty() ? "" : " " + range));
    const auto found = pages_.find(path);
    if (found == pages_.end())
      return send(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    send_page(client, found->second, range);
  }

  void send_page(int client, page& page, const std::string& range) {
    std::size_t start = 0;
    if (!range.empty() && !page.ignores_ranges) start = std::stoul(range.substr(6));
    const auto status = page.status != 200 ? page.status : start ? 206 : 200;
    auto head = "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + page.type +
                "\r\nContent-Length: " + std::to_string(page.body.size() - start) +
                "\r\nConnection: close\r\n";
    if (start)
      head += "Content-Range: bytes " + std::to_string(start) + "-" + std::to_string(page.body.size() - 1) +
              "/" + std::to_string(page.body.size()) + "\r\n";
    send(client, head + "\r\n");
    send(client, page.body.substr(start, std::exchange(page.cut_first, std::string::npos)));
  }

  static void send(int client, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const auto count = ::send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }

  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, page> pages_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace kelp::builder::testing
