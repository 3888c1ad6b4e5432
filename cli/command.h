// The table of commands. Each command lives in cli/NAME.cpp and adds itself to the program in add_NAME:
//
//   void kelp::cli::add_serve(CLI::App& app, context& context) {
//     auto* command = app.add_subcommand("serve", "Open notebooks in the browser");
//     auto options = std::make_shared<serve_options>();
//     command->add_option("--port", options->port, "Port to listen on")->capture_default_str();
//     command->callback([&context, options] { context.run([&] { return serve(*options); }); });
//   }
//
// A command function returns base::result<int>: an exit code, or an error whose sentence is printed (exit
// code 1).
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "base/error.h"

namespace kelp::cli {

enum exit_code { ok = 0, failed = 1, usage = 2 };

class context {
 public:
  // Called from a subcommand's callback: remembers what to run once the whole command line was understood.
  void run(std::function<base::result<int>()> command) { command_ = std::move(command); }
  const std::function<base::result<int>()>& command() const { return command_; }

 private:
  std::function<base::result<int>()> command_;
};

void add_build(CLI::App&, context&);
void add_channel(CLI::App&, context&);
void add_clean(CLI::App&, context&);
void add_completion(CLI::App&, context&);
void add_dist(CLI::App&, context&);
void add_doctor(CLI::App&, context&);
void add_python(CLI::App&, context&);
void add_recipe(CLI::App&, context&);
void add_serve(CLI::App&, context&);
void add_test(CLI::App&, context&);

}  // namespace kelp::cli
