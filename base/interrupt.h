// Turns Ctrl-C and SIGTERM into a stop request while the object lives; a second Ctrl-C ends the program at
// once. To be made in the main thread before other threads are started; programs that watch signals
// themselves (the server) do not use it.
#pragma once

#include <signal.h>

#include <atomic>
#include <stop_token>
#include <thread>

namespace kelp::base {

class interrupt_watch {
 public:
  interrupt_watch();
  ~interrupt_watch();
  interrupt_watch(const interrupt_watch&) = delete;
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  sigset_t signals_{}, before_{};
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace kelp::base
