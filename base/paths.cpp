#include "base/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace kelp::base {

namespace {

std::filesystem::path from_env(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

std::filesystem::path home() {
  if (auto path = from_env("HOME"); !path.empty()) return path;
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? "/" : user->pw_dir;
}

// The XDG specification says that relative values are to be ignored.
std::filesystem::path user_dir(const char* own, const char* xdg, std::string_view below_home) {
  if (auto path = from_env(own); !path.empty()) return std::filesystem::absolute(path);
  if (auto path = from_env(xdg); path.is_absolute()) return path / "kelp";
  return home() / below_home / "kelp";
}

}  // namespace

std::filesystem::path cache_dir() { return user_dir("KELP_CACHE", "XDG_CACHE_HOME", ".cache"); }

std::filesystem::path data_dir() { return user_dir("KELP_DATA", "XDG_DATA_HOME", ".local/share"); }

result<std::filesystem::path> project_root() {
  auto root = from_env("KELP_ROOT");
  if (root.empty()) return fail("KELP_ROOT is not set: start the program through the launcher ./kelp");
  if (!std::filesystem::is_regular_file(root / "CMakeLists.txt"))
    return fail("KELP_ROOT={} is not a checkout of Kelp: start the program through its launcher ./kelp",
                root.string());
  return std::filesystem::absolute(root);
}

}  // namespace kelp::base
