#include "host/http/variant_cache.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "host/http/compress.h"

namespace kelp::host::http {
namespace {

bool worthwhile(std::size_t compressed, std::size_t whole) { return compressed < whole - whole / 20; }

// An empty file stands for "not worthwhile".
std::optional<file_slice> open_variant(const std::filesystem::path& path) {
  base::unique_fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!fd || fstat(fd.get(), &status) != 0) return std::nullopt;
  return file_slice{std::make_shared<const base::unique_fd>(std::move(fd)), 0,
                    static_cast<std::uint64_t>(status.st_size)};
}

}  // namespace

variant_cache::variant_cache(std::filesystem::path folder, std::size_t memory_limit)
    : folder_(std::move(folder)), memory_limit_(memory_limit), worker_([this] { work(); }) {}

variant_cache::~variant_cache() {
  {
    std::lock_guard lock(mutex_);
    stopping_.request_stop();
  }
  changed_.notify_all();
  worker_.join();
}

shared_text variant_cache::text_variant(const std::string& sha256, const shared_text& text, coding form) {
  auto key = sha256 + "." + std::string(coding_name(form));
  {
    std::lock_guard lock(mutex_);
    if (auto found = by_key_.find(key); found != by_key_.end()) {
      texts_.splice(texts_.begin(), texts_, found->second);
      return found->second->text;
    }
  }
  auto packed = compress(*text, form, effort::fast);
  if (!packed) spdlog::warn("cannot compress an answer: {}", packed.error().message);
  bool useful = packed && worthwhile(packed->size(), text->size());
  auto result = useful ? share(std::move(*packed)) : nullptr;
  keep(std::move(key), result);
  return result;
}

void variant_cache::keep(std::string key, shared_text text) {
  std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return;  // another thread was first
  auto cost = [](const kept_text& entry) { return entry.key.size() + (entry.text ? entry.text->size() : 0); };
  texts_.push_front({key, std::move(text)});
  by_key_[std::move(key)] = texts_.begin();
  memory_used_ += cost(texts_.front());
  while (memory_used_ > memory_limit_ && !texts_.empty()) {
    memory_used_ -= cost(texts_.back());
    by_key_.erase(texts_.back().key);
    texts_.pop_back();
  }
}

std::optional<file_slice> variant_cache::file_variant(const std::string& sha256,
                                                      const std::filesystem::path& file, coding form) {
  auto target = folder_ / (sha256 + "." + std::string(coding_name(form)));
  if (auto variant = open_variant(target)) return variant->length > 0 ? variant : std::nullopt;
  std::lock_guard lock(mutex_);
  if (ordered_.insert(target).second) {
    orders_.push_back({file, target, form});
    changed_.notify_all();
  }
  return std::nullopt;
}

void variant_cache::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return orders_.empty() && !busy_; });
}

void variant_cache::work() {
  // Every thread of Linux has a niceness of its own. A first start needs the processors for other things.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_.stop_requested() || !orders_.empty(); });
    if (stopping_.stop_requested()) return;
    auto next = std::move(orders_.front());
    orders_.pop_front();
    busy_ = true;
    lock.unlock();
    make(next);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

void variant_cache::make(const order& next) {
  auto content = base::read_file(next.source);
  if (!content) return spdlog::warn("no compressed form: {}", content.error().message);
  auto packed = compress(*content, next.form, effort::small, stopping_.get_token());
  if (stopping_.stop_requested()) return;
  if (!packed)
    return spdlog::warn("no compressed form of {}: {}", next.source.string(), packed.error().message);
  if (!worthwhile(packed->size(), content->size())) packed->clear();
  if (auto written = base::write_file_atomic(next.target, *packed); !written)
    spdlog::warn("compressed form not kept: {}", written.error().message);
}

}  // namespace kelp::host::http
