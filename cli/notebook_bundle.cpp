#include "cli/notebook_bundle.h"

#include <algorithm>

#include "base/lock.h"
#include "base/process.h"

namespace kelp::cli {
namespace {

namespace fs = std::filesystem;

// The time of the newest source file; folders that hold what was made are passed over.
fs::file_time_type newest_source(const fs::path& folder) {
  fs::file_time_type newest{};
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    std::error_code gone;  // an editor's temporary file may vanish while we look
    auto name = entries->path().filename();
    if (name == "dist" || name == "node_modules") entries.disable_recursion_pending();
    if (entries->is_regular_file(gone)) newest = std::max(newest, entries->last_write_time(gone));
  }
  return newest;
}

bool is_current(const fs::path& notebook) {
  std::error_code absent;
  auto built = fs::last_write_time(notebook / "dist" / "manifest.json", absent);
  return !absent && built >= newest_source(notebook);
}

}  // namespace

base::result<fs::path> ready_notebook_bundle(const fs::path& root) {
  auto notebook = root / "notebook";
  if (is_current(notebook)) return notebook / "dist";
  auto turn = base::file_lock::acquire(root / "build" / "notebook.lock");
  if (!turn) return std::unexpected(turn.error());
  if (is_current(notebook)) return notebook / "dist";
  auto built = base::run_checked({"npm", "run", "--silent", "build", "-w", "notebook"}, {.cwd = root});
  if (!built) return base::fail_because(built.error(), "cannot build the notebook page");
  return notebook / "dist";
}

}  // namespace kelp::cli
