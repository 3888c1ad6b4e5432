// How functions of the native rooms report failure: result<T> holds a value or an error, whose message is one
// sentence for the user (what failed, on what, and what to do). A miss is a value, not an error.
#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>

namespace kelp::base {

struct error {
  std::string message;
  bool operator==(const error&) const = default;
};

template <class T>
using result = std::expected<T, error>;
using status = result<void>;

// return fail("cannot read {}: {}", path, reason);
template <class... Args>
[[nodiscard]] std::unexpected<error> fail(fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(error{fmt::format(format, std::forward<Args>(args)...)});
}

// Passes on another function's error, with what was being done in front: "cannot unpack zlib: …".
template <class... Args>
[[nodiscard]] std::unexpected<error> fail_because(const error& cause, fmt::format_string<Args...> format,
                                                  Args&&... args) {
  return std::unexpected(error{fmt::format(format, std::forward<Args>(args)...) + ": " + cause.message});
}

// The text of an errno value: "No space left on device".
std::string errno_text(int code);

// return fail_errno(errno, "cannot write {}", path);   gives "cannot write x: No space left on device"
template <class... Args>
[[nodiscard]] std::unexpected<error> fail_errno(int code, fmt::format_string<Args...> format,
                                                Args&&... args) {
  return std::unexpected(error{fmt::format(format, std::forward<Args>(args)...) + ": " + errno_text(code)});
}

}  // namespace kelp::base
