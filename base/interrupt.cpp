#include "base/interrupt.h"

#include <unistd.h>

#include <ctime>

namespace kelp::base {

interrupt_watch::interrupt_watch() {
  sigemptyset(&signals_);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this] {
    const timespec moment{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!ended_) {
      if (sigtimedwait(&signals_, nullptr, &moment) < 0) continue;
      if (source_.stop_requested()) ::_exit(130);
      source_.request_stop();
    }
  });
}

interrupt_watch::~interrupt_watch() {
  ended_ = true;
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace kelp::base
