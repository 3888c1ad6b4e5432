// What a person sees of long work: on a terminal one live line per running task, otherwise plain lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace kelp::base {

class progress;

// One running piece of work; ends as done when destroyed. Belongs to a progress, which must outlive it.
class progress_task {
 public:
  progress_task() = default;
  progress_task(progress_task&& other) noexcept;
  progress_task& operator=(progress_task&& other) noexcept;
  ~progress_task();
  // done of total units; total 0 when unknown. bytes says that the units are bytes.
  void update(std::uint64_t done, std::uint64_t total, bool bytes = false);
  // What it does just now: a step's name or a line of a log.
  void note(std::string_view text);
  // Prints one lasting line with the time it took, and ends. Without a call the task ends silently.
  void done(std::string_view text = "done");
  void fail(std::string_view text);

 private:
  friend class progress;
  struct state;
  progress_task(progress* owner, std::shared_ptr<state> state);
  void finish(std::string_view mark, std::string_view text);
  progress* owner_ = nullptr;
  std::shared_ptr<state> state_;
};

// Thread-safe. Colours only on a terminal, and not when NO_COLOR is set.
class progress {
 public:
  enum class mode { automatic, live, plain, quiet };
  explicit progress(mode mode = mode::automatic, std::FILE* out = stderr);
  ~progress();
  progress(const progress&) = delete;
  progress_task start(std::string_view name);
  // One lasting line, above the live ones.
  void line(std::string_view text);

 private:
  friend class progress_task;
  void erase_live();
  void draw_live();
  void redraw(bool force);
  std::FILE* out_;
  mode mode_;
  bool color_ = false;
  std::mutex mutex_;
  std::list<std::shared_ptr<progress_task::state>> tasks_;
  std::size_t drawn_ = 0;
  std::chrono::steady_clock::time_point last_draw_{};
};

}  // namespace kelp::base
