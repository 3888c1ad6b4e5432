// kelp completion SHELL: prints a script that completes commands and options, made from the program's own
// table.
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"

namespace kelp::cli {

namespace {

struct entry {
  std::string path;                // "channel verify", empty for the program itself
  std::vector<std::string> words;  // what may follow: subcommands and options
};

void collect(const CLI::App& app, const std::string& path, std::vector<entry>& entries) {
  entry own{path, {}};
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    own.words.push_back(command->get_name());
    collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), entries);
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) own.words.push_back("--" + name);
    for (const auto& name : option->get_snames()) own.words.push_back("-" + name);
  }
  entries.push_back(std::move(own));
}

std::string bash_script(const std::vector<entry>& entries) {
  std::string script =
      "# bash completion for kelp: eval \"$(kelp completion bash)\"\n"
      "_kelp() {\n"
      "  local path='' word words\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    [[ $word == -* ]] || path=\"${path:+$path }$word\"\n"
      "  done\n"
      "  while :; do\n"
      "    case $path in\n";
  for (const auto& entry : entries)
    script += fmt::format("      '{}') words='{}'; break ;;\n", entry.path, fmt::join(entry.words, " "));
  script +=
      "    esac\n"
      "    [[ $path == *' '* ]] && path=${path% *} || path=''\n"
      "  done\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\n"
      "complete -o default -F _kelp kelp ./kelp\n";
  return script;
}

std::string fish_script(const std::vector<entry>& entries) {
  std::string script = "# fish completion for kelp: kelp completion fish | source\n";
  for (const auto& entry : entries) {
    std::string condition = "__fish_use_subcommand";
    if (!entry.path.empty()) {
      condition.clear();
      for (std::size_t start = 0; start < entry.path.size();) {
        auto end = std::min(entry.path.find(' ', start), entry.path.size());
        if (!condition.empty()) condition += "; and ";
        condition += "__fish_seen_subcommand_from " + entry.path.substr(start, end - start);
        start = end + 1;
      }
    }
    for (const auto& word : entry.words) {
      std::string argument = word.starts_with("--")  ? "-l " + word.substr(2)
                             : word.starts_with("-") ? "-s " + word.substr(1)
                                                     : "-a " + word;
      script += fmt::format("complete -c kelp -n '{}' {}\n", condition, argument);
    }
  }
  return script;
}

base::result<int> print_completion(const CLI::App& program, const std::string& shell) {
  std::vector<entry> entries;
  collect(program, "", entries);
  if (shell == "fish") {
    fmt::print("{}", fish_script(entries));
  } else {
    // zsh runs bash's completions through its own emulation.
    if (shell == "zsh") fmt::print("#compdef kelp\nautoload -U +X bashcompinit && bashcompinit\n");
    fmt::print("{}", bash_script(entries));
  }
  return ok;
}

}  // namespace

void add_completion(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback(
      [&app, &context, shell] { context.run([&app, shell] { return print_completion(app, *shell); }); });
}

}  // namespace kelp::cli
