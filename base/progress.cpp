#include "base/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/file.h"

namespace kelp::base {

namespace {

using clock = std::chrono::steady_clock;

std::size_t terminal_width(std::FILE* out) {
  winsize size{};
  if (::ioctl(::fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return size.ws_col;
}

// The first columns of UTF-8 text, never cut inside a character; control characters become blanks.
std::string fit(std::string_view text, std::size_t columns) {
  std::string line;
  std::size_t used = 0;
  for (unsigned char byte : text) {
    bool starts_character = (byte & 0xC0) != 0x80;
    if (starts_character && ++used > columns) break;
    line += byte < 0x20 || byte == 0x7F ? ' ' : static_cast<char>(byte);
  }
  return line;
}

std::string duration(clock::duration time) {
  auto seconds = std::chrono::duration<double>(time).count();
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{} min {:02} s", static_cast<int>(seconds) / 60, static_cast<int>(seconds) % 60);
}

std::string bar(std::uint64_t done, std::uint64_t total) {
  constexpr std::uint64_t width = 20;
  auto filled = std::min(done, total) * width / total;
  std::string text = "[";
  for (std::uint64_t i = 0; i < width; ++i) text += i < filled ? '#' : '.';
  return text + "]";
}

}  // namespace

struct progress_task::state {
  std::string name, note;
  std::uint64_t done = 0, total = 0;
  bool bytes = false, told = false;
  clock::time_point start = clock::now();

  std::string amount() const {
    auto show = [&](std::uint64_t n) { return bytes ? human_size(n) : std::to_string(n); };
    if (total > 0) return fmt::format("{} {} of {}", bar(done, total), show(done), show(total));
    return done > 0 ? show(done) : std::string();
  }
};

progress_task::progress_task(progress* owner, std::shared_ptr<state> state)
    : owner_(owner), state_(std::move(state)) {}

progress_task::progress_task(progress_task&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), state_(std::move(other.state_)) {}

progress_task& progress_task::operator=(progress_task&& other) noexcept {
  if (this == &other) return *this;
  finish({}, {});
  owner_ = std::exchange(other.owner_, nullptr);
  state_ = std::move(other.state_);
  return *this;
}

progress_task::~progress_task() { finish({}, {}); }

void progress_task::update(std::uint64_t done, std::uint64_t total, bool bytes) {
  if (owner_ == nullptr) return;
  std::lock_guard lock(owner_->mutex_);
  state_->done = done;
  state_->total = total;
  state_->bytes = bytes;
  owner_->redraw(false);
}

void progress_task::note(std::string_view text) {
  if (owner_ == nullptr) return;
  std::lock_guard lock(owner_->mutex_);
  state_->note = text;
  owner_->redraw(false);
}

void progress_task::done(std::string_view text) { finish("ok", text); }

void progress_task::fail(std::string_view text) { finish("failed", text); }

void progress_task::finish(std::string_view mark, std::string_view text) {
  if (owner_ == nullptr) return;
  progress* owner = std::exchange(owner_, nullptr);
  std::lock_guard lock(owner->mutex_);
  owner->erase_live();
  owner->tasks_.remove(state_);
  bool failed = mark == "failed";
  if (!mark.empty() && (owner->mode_ != progress::mode::quiet || failed)) {
    const char* color = !owner->color_ ? "" : failed ? "\033[31m" : "\033[32m";
    fmt::print(owner->out_, "{}{:6}{} {}: {} ({})\n", color, mark, owner->color_ ? "\033[0m" : "",
               state_->name, text, duration(clock::now() - state_->start));
  }
  state_.reset();
  owner->redraw(true);
}

progress::progress(mode mode, std::FILE* out) : out_(out), mode_(mode) {
  bool terminal = ::isatty(::fileno(out)) == 1;
  const char* kind = std::getenv("TERM");
  if (mode_ == mode::automatic)
    mode_ = terminal && kind != nullptr && std::string_view(kind) != "dumb" ? mode::live : mode::plain;
  color_ = terminal && std::getenv("NO_COLOR") == nullptr;
}

progress::~progress() {
  std::lock_guard lock(mutex_);
  erase_live();
  std::fflush(out_);
}

progress_task progress::start(std::string_view name) {
  std::lock_guard lock(mutex_);
  auto state = std::make_shared<progress_task::state>();
  state->name = name;
  tasks_.push_back(state);
  if (mode_ == mode::plain) {
    fmt::print(out_, "start  {}\n", name);
    std::fflush(out_);
  }
  redraw(true);
  return {this, std::move(state)};
}

void progress::line(std::string_view text) {
  std::lock_guard lock(mutex_);
  if (mode_ == mode::quiet) return;
  erase_live();
  fmt::print(out_, "{}\n", text);
  redraw(true);
}

void progress::erase_live() {
  if (drawn_ == 0) return;
  fmt::print(out_, "\033[{}A\r\033[J", drawn_);
  drawn_ = 0;
}

void progress::draw_live() {
  constexpr std::size_t most_lines = 12;
  auto width = terminal_width(out_) - 1;
  auto now = clock::now();
  for (auto& task : tasks_) {
    if (drawn_ == most_lines) break;
    std::string text = fmt::format("{:>8} {}", duration(now - task->start), task->name);
    if (auto amount = task->amount(); !amount.empty()) text += " " + amount;
    if (!task->note.empty()) text += "  " + task->note;
    fmt::print(out_, "{}\n", fit(text, width));
    ++drawn_;
  }
}

void progress::redraw(bool force) {
  if (mode_ == mode::live) {
    auto now = clock::now();
    if (!force && now - last_draw_ < std::chrono::milliseconds(100)) return;
    last_draw_ = now;
    erase_live();
    draw_live();
  }
  std::fflush(out_);
}

}  // namespace kelp::base
