// kelp serve: the host on this machine, with the notebooks named on the command line.
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <cstdio>
#include <memory>

#include "base/file.h"
#include "base/log.h"
#include "base/paths.h"
#include "cli/command.h"
#include "cli/dist.h"
#include "cli/notebook_bundle.h"
#include "cli/open_browser.h"
#include "host/app.h"
#include "host/http/server.h"
#include "host/site.h"
#include "host/source_file.h"

namespace kelp::cli {
namespace {

namespace fs = std::filesystem;

struct serve_options {
  std::vector<fs::path> files;
  int port = 8642;
  fs::path root, dist, bundle;
  bool no_open = false, from_source = false;
};

// A line per request would bury the addresses on the terminal: there one sees warnings, the file has all.
base::status log_into(const fs::path& root) {
  constexpr std::size_t file_size = 4 << 20, files = 3;
  if (auto made = base::make_dirs(root / "log"); !made) return made;
  auto terminal = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  terminal->set_level(std::max(spdlog::level::warn, spdlog::get_level()));
  if (spdlog::get_level() <= spdlog::level::debug) terminal->set_level(spdlog::level::debug);
  try {
    auto file =
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(root / "log" / "host.log", file_size, files);
    auto logger = std::make_shared<spdlog::logger>("host", spdlog::sinks_init_list{terminal, file});
    logger->set_level(std::min(spdlog::level::info, spdlog::get_level()));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(logger);
  } catch (const spdlog::spdlog_ex& failure) {
    return base::fail("cannot write the log in {}: {}", (root / "log").string(), failure.what());
  }
  return {};
}

// Said before anything is built: a mistyped name should not cost minutes.
base::status check_files(const std::vector<fs::path>& files) {
  for (const auto& file : files)
    if (std::error_code absent; !fs::exists(file, absent))
      return base::fail("{} does not exist", file.string());
  return {};
}

base::result<fs::path> ready_dist(const serve_options& options) {
  if (!options.dist.empty()) {
    if (!fs::is_directory(options.dist)) return base::fail("{} is not a folder", options.dist.string());
    return options.dist;
  }
  dist_options wanted;
  wanted.from_source = options.from_source;
  auto made = make_dist(wanted);
  if (!made) return std::unexpected(made.error());
  return made->folder;
}

base::result<fs::path> ready_bundle(const serve_options& options) {
  if (!options.bundle.empty()) return options.bundle;
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  return ready_notebook_bundle(*root);
}

struct opened {
  fs::path file;
  std::string path;  // "/n/ID"
};

base::result<std::vector<opened>> import_files(host::app& app, const std::vector<fs::path>& files) {
  std::vector<opened> result;
  for (const auto& file : files) {
    auto imported = host::import_file(app.store(), file);
    if (!imported) return std::unexpected(imported.error());
    for (const auto& warning : imported->warnings) spdlog::warn("{}: {}", file.string(), warning);
    result.push_back({file, "/n/" + imported->notebook_id});
  }
  return result;
}

void announce(const std::vector<opened>& notebooks, const std::string& origin) {
  for (const auto& [file, path] : notebooks) fmt::print("{} → {}{}\n", file.string(), origin, path);
  fmt::print("Notebooks: {}/\n", origin);
  std::fflush(stdout);
}

base::result<int> serve(const serve_options& options) {
  if (auto there = check_files(options.files); !there) return std::unexpected(there.error());
  auto root = options.root.empty() ? base::data_dir() : fs::absolute(options.root);
  std::unique_ptr<host::app> app;
  host::http::server_options server_options;
  server_options.port = static_cast<std::uint16_t>(options.port);
  server_options.watch_signals = true;
  // The port is taken first, so that one in use is told at once; nothing is answered before run().
  auto server =
      host::http::server::listen(server_options, [&app](const auto& head) { return app->admit(head); });
  if (!server) return std::unexpected(server.error());
  auto dist = ready_dist(options);
  if (!dist) return std::unexpected(dist.error());
  auto bundle = ready_bundle(options);
  if (!bundle) return std::unexpected(bundle.error());
  if (auto logs = log_into(root); !logs) return std::unexpected(logs.error());
  auto ready = host::app::open({.root = root, .runtime = *dist, .bundle = *bundle});
  if (!ready) return std::unexpected(ready.error());
  app = std::move(*ready);
  auto notebooks = import_files(*app, options.files);
  if (!notebooks) return std::unexpected(notebooks.error());
  auto origin = host::site{.port = ":" + std::to_string((*server)->port())}.app_origin();
  announce(*notebooks, origin);
  if (!options.no_open) open_browser(origin + (notebooks->empty() ? "/" : notebooks->front().path));
  (*server)->run();
  return ok;
}

}  // namespace

void add_serve(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("serve", "Open notebooks in the browser");
  auto options = std::make_shared<serve_options>();
  command->add_option("files", options->files, "Notebooks to open; saved texts are written back to them")
      ->type_name("FILE.iomd");
  command->add_option("--port", options->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command
      ->add_option("--root", options->root,
                   "Folder for notebooks and their history (default: the user's data folder)")
      ->type_name("DATA");
  command->add_flag("--no-open", options->no_open, "Do not open the browser");
  command->add_flag("--from-source", options->from_source,
                    "Use nothing of channel/: all packages are compiled, which takes up to an hour");
  command->add_option("--dist", options->dist, "Serve Python from this folder instead of building dist/")
      ->type_name("DIR");
  command
      ->add_option("--bundle", options->bundle,
                   "Serve the page's program from this folder instead of notebook/dist")
      ->type_name("DIR");
  command->callback([&context, options] { context.run([options] { return serve(*options); }); });
}

}  // namespace kelp::cli
