// Compressed forms of what is served, made once per content and kept: those of files on disk, those of texts
// that handlers make in memory. Safe to use from several threads.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>

#include "host/http/message.h"
#include "host/http/negotiate.h"

namespace kelp::host::http {

class variant_cache {
 public:
  // folder is made when first needed. memory_limit: bytes of texts kept.
  explicit variant_cache(std::filesystem::path folder, std::size_t memory_limit = std::size_t{32} << 20);
  ~variant_cache();
  variant_cache(const variant_cache&) = delete;

  // text in that form; compressed now if it is not at hand. Nothing when the form would not be smaller.
  shared_text text_variant(const std::string& sha256, const shared_text& text, coding form);

  // The file's stored form if there is one. Otherwise it is ordered from a thread of low priority and this
  // request goes without: a reader never waits for compression.
  std::optional<file_slice> file_variant(const std::string& sha256, const std::filesystem::path& file,
                                         coding form);

  // Waits until every ordered form has been made (tests).
  void wait_until_idle();

 private:
  struct order {
    std::filesystem::path source, target;
    coding form;
  };
  struct kept_text {
    std::string key;
    shared_text text;  // null: known not to be smaller
  };
  void keep(std::string key, shared_text text);
  void work();
  void make(const order& next);

  const std::filesystem::path folder_;
  const std::size_t memory_limit_;

  std::mutex mutex_;
  std::list<kept_text> texts_;  // most recently used first
  std::unordered_map<std::string, std::list<kept_text>::iterator> by_key_;
  std::size_t memory_used_ = 0;

  std::list<order> orders_;
  std::set<std::filesystem::path> ordered_;  // every target ever asked for, so that a failure is not repeated
  bool busy_ = false;
  std::stop_source stopping_;
  std::condition_variable changed_;
  std::thread worker_;
};

}  // namespace kelp::host::http
