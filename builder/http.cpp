#include "builder/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "base/file.h"
#include "base/hash.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

using curl_handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using header_list = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

enum class outcome { complete, lost, refused };

// One request and what came of it.
struct transfer {
  const http_options& options;
  std::function<bool(std::string_view)> write;
  std::uint64_t offset = 0;  // bytes that are here already
  long status = 0;
  int write_error = 0;
  CURLcode code = CURLE_OK;
  std::string reason;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& self = *static_cast<transfer*>(user);
  return self.write({data, size}) ? size : 0;
}

int on_progress(void* user, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) {
  auto& self = *static_cast<transfer*>(user);
  if (self.options.on_progress && done > 0)
    self.options.on_progress(self.offset + static_cast<std::uint64_t>(done),
                             total > 0 ? self.offset + static_cast<std::uint64_t>(total) : 0);
  return self.options.stop.stop_requested() ? 1 : 0;
}

void perform(const std::string& url, transfer& self) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return void(self.code = ready);
  curl_handle curl(curl_easy_init(), curl_easy_cleanup);
  header_list headers(nullptr, curl_slist_free_all);
  for (const auto& header : self.options.headers)
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  char text[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 30L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, self.options.stall_seconds);
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "kelp");
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, text);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &self);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &self);
  if (!self.options.proxy.empty()) curl_easy_setopt(curl.get(), CURLOPT_PROXY, self.options.proxy.c_str());
  if (self.offset > 0)
    curl_easy_setopt(curl.get(), CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(self.offset));
  self.code = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &self.status);
  self.reason = *text ? text : curl_easy_strerror(self.code);
}

// Whether another try may help.
outcome judge(const transfer& self) {
  if (self.code == CURLE_OK) return outcome::complete;
  if (self.write_error || self.options.stop.stop_requested() || self.code == CURLE_WRITE_ERROR)
    return outcome::refused;
  if (self.code == CURLE_HTTP_RETURNED_ERROR)
    return self.status >= 500 || self.status == 429 ? outcome::lost : outcome::refused;
  switch (self.code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_SSL_CONNECT_ERROR:
      return outcome::lost;
    default:
      return outcome::refused;
  }
}

std::unexpected<base::error> explain(const std::string& url, const transfer& self) {
  if (self.options.stop.stop_requested()) return fail("download of {} was stopped", url);
  if (self.write_error) return base::fail_errno(self.write_error, "cannot store what {} sent", url);
  if (self.status == 404) return fail("{} does not exist on the server (404)", url);
  if (self.status >= 400) return fail("the server answered {} for {}", self.status, url);
  return fail("cannot download {}: {}; is the network there?", url, self.reason);
}

// False when asked to stop meanwhile.
bool pause(std::chrono::milliseconds time, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, time, [&] { return stop.stop_requested(); });
}

std::chrono::milliseconds wait_before(int attempt) { return std::chrono::milliseconds(250) * (1 << attempt); }

base::result<base::unique_fd> open_part(const fs::path& part) {
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return base::fail_errno(errno, "cannot write {}", part.string());
  return base::unique_fd(fd);
}

bool write_all(int fd, std::string_view data, int& error) {
  while (!data.empty()) {
    const auto written = ::write(fd, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return error = errno, false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// One try from the end of `part`. curl refuses to write when a server ignores the asked-for range; then the
// file is taken from its start.
transfer continue_part(const std::string& url, int fd, const http_options& options) {
  transfer self{.options = options, .write = {}, .reason = {}};
  self.write = [&self, fd](std::string_view data) { return write_all(fd, data, self.write_error); };
  self.offset = static_cast<std::uint64_t>(::lseek(fd, 0, SEEK_END));
  perform(url, self);
  const bool range_refused = self.code == CURLE_RANGE_ERROR || self.status == 416 ||
                             (self.code == CURLE_HTTP_RETURNED_ERROR && self.status == 200);
  if (self.offset == 0 || !range_refused) return self;
  if (::ftruncate(fd, 0) != 0) self.write_error = errno;
  ::lseek(fd, 0, SEEK_SET);
  self.offset = 0;
  if (!self.write_error) perform(url, self);
  return self;
}

base::status fill_part(const std::string& url, const fs::path& part, const http_options& options) {
  auto fd = open_part(part);
  if (!fd) return std::unexpected(fd.error());
  for (int attempt = 0;; ++attempt) {
    const auto before = ::lseek(fd->get(), 0, SEEK_END);
    const auto done = continue_part(url, fd->get(), options);
    const auto result = judge(done);
    if (result == outcome::complete) break;
    // A try that brought something does not count: a slow line may lose a long download many times.
    if (::lseek(fd->get(), 0, SEEK_END) > before) attempt = 0;
    if (result == outcome::refused || attempt + 1 >= options.attempts) return explain(url, done);
    if (!pause(wait_before(attempt), options.stop)) return explain(url, done);
  }
  if (::fsync(fd->get()) != 0) return base::fail_errno(errno, "cannot store {}", part.string());
  return {};
}

bool has_bytes(const fs::path& path) {
  std::error_code code;
  return fs::file_size(path, code) > 0 && !code;
}

}  // namespace

std::string url_encode(std::string_view part) {
  std::string encoded;
  for (const unsigned char c : part) {
    const bool plain = std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
    encoded += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02x}", c);
  }
  return encoded;
}

base::result<std::string> http_get(const std::string& url, const http_options& options, std::size_t limit) {
  for (int attempt = 0;; ++attempt) {
    std::string body;
    transfer self{.options = options, .write = {}, .reason = {}};
    self.write = [&](std::string_view data) {
      return body.size() + data.size() <= limit && (body += data, true);
    };
    perform(url, self);
    const auto result = judge(self);
    if (result == outcome::complete) return body;
    if (self.code == CURLE_WRITE_ERROR) return fail("{} sent more than {}", url, base::human_size(limit));
    if (result == outcome::refused || attempt + 1 >= options.attempts) return explain(url, self);
    if (!pause(wait_before(attempt), options.stop)) return explain(url, self);
  }
}

base::status http_download(const std::string& url, const fs::path& target, const std::string& sha256,
                           const http_options& options) {
  const fs::path part = target.string() + ".part";
  if (auto made = base::make_dirs(target.parent_path()); !made) return made;
  // What an earlier start left may stem from another file: a wrong hash then is no verdict on the server.
  bool continued = has_bytes(part);
  for (;;) {
    if (auto done = fill_part(url, part, options); !done) return done;
    const auto found = base::sha256_file(part);
    if (!found) return std::unexpected(found.error());
    if (*found == sha256) return base::rename_path(part, target);
    fs::remove(part);
    if (!continued)
      return fail("{} has sha256 {}, but {} is expected; it was removed (a changed file, or a wrong recipe)",
                  url, *found, sha256);
    continued = false;
  }
}

}  // namespace kelp::builder
