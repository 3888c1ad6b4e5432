#include "cli/open_browser.h"

#include <fcntl.h>
#include <spawn.h>

#include <cstdlib>

#include "base/log.h"
#include "base/process.h"

namespace kelp::cli {

void open_browser(const std::string& address) {
  if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) return;
  auto program = base::find_program("xdg-open").string();
  if (program.empty()) return;
  // In a session of its own and not waited for: it may stay as long as the browser, and Ctrl-C here is not
  // for it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
  std::string word = address;
  char* argv[] = {program.data(), word.data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, program.c_str(), &files, &attributes, argv, environ) != 0)
    spdlog::info("the browser could not be opened; the address is {}", address);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
}

}  // namespace kelp::cli
