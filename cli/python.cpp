// kelp python: the interpreter of the page as a program of this machine, in Node.
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "base/error.h"
#include "base/paths.h"
#include "base/process.h"
#include "cli/command.h"

namespace kelp::cli {
namespace {

constexpr auto entry_name = "python_cli_entry.mjs";

// Becomes Node: then Ctrl-C, job control and the exit code are Python's own.
base::result<int> python(const std::string& folder, const std::vector<std::string>& arguments) {
  const auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  const auto dist = folder.empty() ? *root / "dist" : std::filesystem::absolute(folder);
  for (const char* needed : {entry_name, "pyodide.asm.wasm", "pyodide-lock.json"})
    if (!std::filesystem::exists(dist / needed))
      return base::fail("{} has no {}: run 'kelp dist' first", dist.string(), needed);
  const auto node = base::find_program("node");
  if (node.empty()) return base::fail("Node.js is missing; run 'kelp doctor'");
  std::vector<std::string> words{node.string(), "--no-warnings", (dist / entry_name).string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  return base::fail_errno(errno, "cannot start {}", node.string());
}

}  // namespace

void add_python(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("python", "Run Python: a script, -c CODE, -m MODULE, or the prompt");
  auto folder = std::make_shared<std::string>();
  auto arguments = std::make_shared<std::vector<std::string>>();
  command->add_option("--dist", *folder, "The distribution to run (default: dist/ of the repository)")
      ->type_name("DIR");
  command->prefix_command();
  command->footer("All that follows is Python's: kelp python script.py --option, kelp python -c 'print(1)'.");
  command->callback([&context, command, folder, arguments] {
    *arguments = command->remaining();
    context.run([folder, arguments] { return python(*folder, *arguments); });
  });
}

}  // namespace kelp::cli
