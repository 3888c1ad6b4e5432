#include "base/lock.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/test_support.h"

namespace kelp::base {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class lock_test : public in_temp_dir {};

TEST_F(lock_test, only_one_holds_it_at_a_time) {
  auto held = file_lock::try_acquire(path("deep/lock"));
  ASSERT_TRUE(ok(held));
  ASSERT_TRUE(held->has_value());
  EXPECT_FALSE((*file_lock::try_acquire(path("deep/lock"))).has_value());
  held->reset();
  EXPECT_TRUE((*file_lock::try_acquire(path("deep/lock"))).has_value());
}

TEST_F(lock_test, waiting_ends_in_time_and_names_the_holder) {
  auto held = file_lock::acquire(path("lock"));
  std::string told;
  auto start = std::chrono::steady_clock::now();
  auto second = file_lock::acquire(
      path("lock"), [&](const std::string& holder) { told = holder; }, 150ms);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  ASSERT_FALSE(second);
  EXPECT_EQ(told, "process " + std::to_string(::getpid()));
  EXPECT_THAT(second.error().message, HasSubstr(told));
}

TEST_F(lock_test, who_waits_gets_it_when_it_is_free) {
  auto held = file_lock::acquire(path("lock"));
  ASSERT_TRUE(ok(held));
  std::optional<file_lock> lock(std::move(*held));
  std::atomic<bool> waited = false;
  std::thread later([&] {
    while (!waited) std::this_thread::sleep_for(1ms);
    lock.reset();
  });
  EXPECT_TRUE(ok(file_lock::acquire(
      path("lock"), [&](const std::string&) { waited = true; }, 20s)));
  later.join();
  EXPECT_TRUE(waited);
}

TEST_F(lock_test, a_killed_holder_gives_it_up) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  pid_t child = ::fork();
  if (child == 0) {
    auto held = file_lock::acquire(path("lock"));
    (void)!::write(ready[1], held ? "y" : "n", 1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE((*file_lock::try_acquire(path("lock"))).has_value());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(ok(file_lock::acquire(path("lock"), {}, 10s)));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(lock_test, a_place_that_cannot_be_written_is_an_error) {
  EXPECT_THAT(file_lock::acquire("/proc/lock").error().message, HasSubstr("cannot open the lock"));
}

}  // namespace kelp::base
