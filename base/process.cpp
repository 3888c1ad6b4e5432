#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/file.h"

extern char** environ;

namespace kelp::base {

namespace {

using clock = std::chrono::steady_clock;
using environment = std::map<std::string, std::string>;

constexpr auto grace = std::chrono::seconds(3);  // between the request to end and the kill

environment current_environment() {
  environment env;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (const char* equals = std::strchr(*entry, '='))
      env.emplace(std::string(static_cast<const char*>(*entry), equals), equals + 1);
  return env;
}

std::filesystem::path find_in(std::string_view name, std::string_view search) {
  if (name.find('/') != std::string_view::npos) return name;
  while (!search.empty()) {
    auto end = std::min(search.find(':'), search.size());
    auto candidate = std::filesystem::path(search.substr(0, end)) / name;
    std::error_code ignored;
    if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, ignored))
      return candidate;
    search.remove_prefix(std::min(end + 1, search.size()));
  }
  return {};
}

// What the child needs between fork and exec, where no memory may be allocated.
struct launch {
  std::string program, cwd;
  std::vector<std::string> arguments, environment;
  std::vector<char*> argv, envp;

  void point() {
    for (auto& text : arguments) argv.push_back(text.data());
    for (auto& text : environment) envp.push_back(text.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
  }
};

result<launch> prepare(const std::vector<std::string>& argv, const process_options& options) {
  if (argv.empty()) return fail("cannot start a program without a name");
  environment env = options.env ? *options.env : current_environment();
  for (const auto& [name, value] : options.set_env) env[name] = value;
  auto path = env.find("PATH");
  launch plan;
  plan.program = find_in(argv[0], path == env.end() ? "/usr/bin:/bin" : path->second).string();
  if (plan.program.empty()) return fail("cannot start {}: no such program in PATH", argv[0]);
  plan.cwd = options.cwd.string();
  plan.arguments = argv;
  for (const auto& [name, value] : env) plan.environment.push_back(name + "=" + value);
  plan.point();
  return plan;
}

struct pipe_ends {
  unique_fd read, write;
};

result<pipe_ends> make_pipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return fail_errno(errno, "cannot make a pipe");
  return pipe_ends{unique_fd(fds[0]), unique_fd(fds[1])};
}

// In the child. Only async-signal-safe calls; a failure is told to the parent through report.
[[noreturn]] void become(const launch& plan, int in, int out, int err, int report, pid_t parent) {
  auto give_up = [&](char what) {
    struct {
      int code;
      char what;
    } message{errno, what};
    (void)!::write(report, &message, sizeof message);
    ::_exit(127);
  };
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // the parent died before prctl could arrange for that
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (::dup2(in, 0) < 0 || (out >= 0 && ::dup2(out, 1) < 0) || (err >= 0 && ::dup2(err, 2) < 0)) give_up('d');
  if (!plan.cwd.empty() && ::chdir(plan.cwd.c_str()) != 0) give_up('c');
  ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
  give_up('x');
  ::_exit(127);
}

// While it lives, writing to a pipe whose reader has gone gives EPIPE and no signal in this thread.
class no_sigpipe {
 public:
  no_sigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~no_sigpipe() {
    const timespec at_once{};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
};

// One output of the child: kept (its end), split into lines, copied to the log.
struct channel {
  unique_fd fd;
  std::string* kept;
  std::string line;
};

class watcher {
 public:
  watcher(pid_t pid, const process_options& options) : pid_(pid), options_(options) {}
  ~watcher() {
    if (!reaped_) {
      ::kill(-pid_, SIGKILL);
      reap();
    }
  }

  status open_log() {
    if (options_.log_file.empty()) return {};
    log_.reset(::open(options_.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!log_) return fail_errno(errno, "cannot write the log {}", options_.log_file.string());
    return {};
  }

  result<process_result> watch(unique_fd in, unique_fd out, unique_fd err) {
    in_ = std::move(in);
    for (auto& [fd, kept] : {std::pair{&out, &result_.output}, std::pair{&err, &result_.error_output}})
      if (*fd) {
        ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
        channels_.push_back({std::move(*fd), kept, {}});
      }
    if (in_) ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    if (options_.stdin_text.empty()) in_.reset();
    wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    std::stop_callback on_stop(options_.stop, [this] {
      std::uint64_t one = 1;
      (void)!::write(wake_.get(), &one, sizeof one);
    });
    while (!has_ended()) {
      wait_for_something();
      if (auto moved = move_data(); !moved) return std::unexpected(moved.error());
      enforce_limits();
    }
    // What the leader left in the pipes still counts; what its descendants would write later does not.
    if (auto moved = move_data(); !moved) return std::unexpected(moved.error());
    ::kill(-pid_, SIGKILL);
    reap();
    for (auto& channel : channels_) flush_line(channel);
    return std::move(result_);
  }

 private:
  bool has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
  }

  void reap() {
    int state = 0;
    while (::waitpid(pid_, &state, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    result_.signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
    result_.code = WIFSIGNALED(state) ? 128 + result_.signal : WEXITSTATUS(state);
    // A group that was told to end may do so with exit code 0; that is no success.
    if ((result_.timed_out || result_.stopped) && result_.code == 0) result_.code = 128 + SIGTERM;
  }

  void wait_for_something() {
    std::vector<pollfd> fds;
    for (auto& channel : channels_)
      if (channel.fd) fds.push_back({channel.fd.get(), POLLIN, 0});
    if (in_) fds.push_back({in_.get(), POLLOUT, 0});
    if (pidfd_) fds.push_back({pidfd_.get(), POLLIN, 0});
    if (!ending_) fds.push_back({wake_.get(), POLLIN, 0});
    // Without a pidfd (old kernels) the end is found by looking now and then.
    auto limit = std::chrono::milliseconds(pidfd_ ? 1000 : 20);
    if (ending_)
      limit = std::chrono::milliseconds(50);
    else if (options_.timeout.count() > 0)
      limit =
          std::clamp(std::chrono::ceil<std::chrono::milliseconds>(start_ + options_.timeout - clock::now()),
                     std::chrono::milliseconds(0), limit);
    ::poll(fds.data(), fds.size(), static_cast<int>(limit.count()));
  }

  status move_data() {
    feed();
    std::array<char, 65536> buffer;
    for (auto& channel : channels_) {
      while (channel.fd) {
        ssize_t got = ::read(channel.fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) break;
        if (got <= 0) {
          channel.fd.reset();
          break;
        }
        if (auto taken = take(channel, {buffer.data(), static_cast<std::size_t>(got)}); !taken) return taken;
      }
    }
    return {};
  }

  // A reader that closes its input early is no error of ours; its exit code tells.
  void feed() {
    if (!in_) return;
    no_sigpipe guard;
    while (in_ && fed_ < options_.stdin_text.size()) {
      ssize_t put = ::write(in_.get(), options_.stdin_text.data() + fed_, options_.stdin_text.size() - fed_);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0 && errno == EAGAIN) return;
      if (put < 0) break;
      fed_ += static_cast<std::size_t>(put);
    }
    in_.reset();
  }

  status take(channel& channel, std::string_view bytes) {
    channel.kept->append(bytes);
    // Cut only now and then, or a long output would be moved again and again.
    if (channel.kept->size() > options_.capture_limit * 2)
      channel.kept->erase(0, channel.kept->size() - options_.capture_limit);
    for (std::string_view rest = bytes; log_ && !rest.empty();) {
      ssize_t put = ::write(log_.get(), rest.data(), rest.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail_errno(errno, "cannot write the log {}", options_.log_file.string());
      rest.remove_prefix(static_cast<std::size_t>(put));
    }
    if (!options_.on_line) return {};
    for (char c : bytes) {
      if (c == '\n' || c == '\r')
        flush_line(channel);
      else
        channel.line += c;
    }
    return {};
  }

  void flush_line(channel& channel) {
    if (options_.on_line && !channel.line.empty()) options_.on_line(channel.line);
    channel.line.clear();
  }

  void enforce_limits() {
    auto now = clock::now();
    if (!ending_) {
      result_.timed_out = options_.timeout.count() > 0 && now - start_ >= options_.timeout;
      result_.stopped = !result_.timed_out && options_.stop.stop_requested();
      if (!result_.timed_out && !result_.stopped) return;
      ending_ = true;
      end_started_ = now;
      ::kill(-pid_, SIGTERM);
    } else if (now - end_started_ >= grace) {
      ::kill(-pid_, SIGKILL);
    }
  }

  pid_t pid_;
  const process_options& options_;
  process_result result_;
  unique_fd in_, wake_, pidfd_, log_;
  std::vector<channel> channels_;
  std::size_t fed_ = 0;
  clock::time_point start_ = clock::now(), end_started_{};
  bool ending_ = false, reaped_ = false;
};

// The last few lines, for a message.
std::string tail(std::string_view text, int lines) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::size_t start = text.size();
  for (; lines > 0 && start > 0 && start != std::string_view::npos; --lines)
    start = text.rfind('\n', start - 1);
  return std::string(start == std::string_view::npos ? text : text.substr(start));
}

}  // namespace

std::string process_result::reason() const {
  if (timed_out) return "time limit reached";
  if (stopped) return "stopped";
  if (signal != 0) return fmt::format("signal {} ({})", signal, ::strsignal(signal));
  return fmt::format("exit code {}", code);
}

result<process_result> run(const std::vector<std::string>& argv, const process_options& options) {
  auto plan = prepare(argv, options);
  if (!plan) return std::unexpected(plan.error());
  pipe_ends in, out, err;
  auto report = make_pipe();
  if (!report) return std::unexpected(report.error());
  for (pipe_ends* pipe : {&in, &out, &err}) {
    if (pipe != &in && options.inherit_output) continue;
    if (pipe == &in && options.stdin_text.empty()) {
      in.read.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      continue;
    }
    auto made = make_pipe();
    if (!made) return std::unexpected(made.error());
    *pipe = std::move(*made);
  }
  pid_t parent = ::getpid();
  pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "cannot start {}", argv[0]);
  if (pid == 0) become(*plan, in.read.get(), out.write.get(), err.write.get(), report->write.get(), parent);

  watcher child(pid, options);
  for (unique_fd* end : {&in.read, &out.write, &err.write, &report->write}) end->reset();
  struct {
    int code;
    char what;
  } failure{};
  if (::read(report->read.get(), &failure, sizeof failure) == sizeof failure) {
    if (failure.what == 'c') return fail_errno(failure.code, "cannot start {} in {}", argv[0], plan->cwd);
    return fail_errno(failure.code, "cannot start {}", plan->program);
  }
  if (auto opened = child.open_log(); !opened) return std::unexpected(opened.error());
  return child.watch(std::move(in.write), std::move(out.read), std::move(err.read));
}

result<std::string> run_checked(const std::vector<std::string>& argv, const process_options& options) {
  auto ended = run(argv, options);
  if (!ended) return std::unexpected(ended.error());
  if (ended->ok()) return std::move(ended->output);
  std::string said = tail(ended->error_output.empty() ? ended->output : ended->error_output, 12);
  return fail("{} failed ({}){}{}", argv[0], ended->reason(), said.empty() ? "" : ":\n", said);
}

error exec(const std::vector<std::string>& argv, const std::map<std::string, std::string>& set_env) {
  process_options options;
  options.set_env = set_env;
  auto plan = prepare(argv, options);
  if (!plan) return plan.error();
  ::execve(plan->program.c_str(), plan->argv.data(), plan->envp.data());
  return error{fmt::format("cannot start {}: {}", plan->program, errno_text(errno))};
}

std::filesystem::path find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  return find_in(name, path == nullptr ? "/usr/bin:/bin" : path);
}

}  // namespace kelp::base
