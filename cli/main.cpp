// The kelp program: reads the command line, runs one command, turns its outcome into an exit code.
#include <clocale>
#include <cstdio>
#include <exception>

#include "base/log.h"
#include "cli/command.h"

namespace {

using kelp::cli::context;

using add_command = void (*)(CLI::App&, context&);
constexpr add_command commands[] = {
    kelp::cli::add_serve,  kelp::cli::add_build,      kelp::cli::add_dist,    kelp::cli::add_python,
    kelp::cli::add_test,   kelp::cli::add_recipe,     kelp::cli::add_channel, kelp::cli::add_clean,
    kelp::cli::add_doctor, kelp::cli::add_completion,
};

int parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return kelp::cli::ok;
  } catch (const CLI::Success& asked_for_help) {
    app.exit(asked_for_help);
    std::exit(kelp::cli::ok);
  } catch (const CLI::ParseError& mistake) {
    fmt::print(stderr, "kelp: {}\nRun with --help for more information.\n", mistake.what());
    return kelp::cli::usage;
  }
}

int run(const context& context) {
  auto code = context.command()();
  if (code) return *code;
  fmt::print(stderr, "kelp: {}\n", code.error().message);
  return kelp::cli::failed;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  CLI::App app("Kelp: scientific Python in the web page", "kelp");
  context context;
  bool verbose = false;
  app.set_version_flag("--version", KELP_VERSION);
  app.add_flag("-v,--verbose", verbose, "Log what is being done, in detail");
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  for (auto add : commands) add(app, context);
  // Usable before and after the command's name.
  for (auto* command : app.get_subcommands({}))
    if (!command->get_prefix_command()) command->fallthrough();  // kelp python: all words are Python's
  try {
    if (argc == 1) {
      fmt::print(stderr, "{}", app.help());
      return kelp::cli::usage;
    }
    if (int code = parse(app, argc, argv); code != kelp::cli::ok) return code;
    kelp::base::log_options log;
    if (verbose) log.level = spdlog::level::debug;
    if (auto ready = kelp::base::setup_log(log); !ready) {
      fmt::print(stderr, "kelp: {}\n", ready.error().message);
      return kelp::cli::failed;
    }
    return run(context);
  } catch (const std::exception& unexpected) {
    fmt::print(stderr, "kelp: internal error, please report it: {}\n", unexpected.what());
    return kelp::cli::failed;
  }
}
