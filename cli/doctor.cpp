// kelp doctor: says of each thing that Kelp needs whether it is there, and if not what to do.
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/file.h"
#include "base/paths.h"
#include "base/process.h"
#include "builder/sandbox.h"
#include "builder/toolchain.h"
#include "cli/command.h"

namespace kelp::cli {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct finding {
  enum class state { good, later, bad };  // later: not there yet, kelp itself will get it
  state is = state::good;
  std::string text;    // what was found
  std::string advice;  // what to do
};

finding good(std::string text) { return {finding::state::good, std::move(text), {}}; }
finding later(std::string text, std::string advice) {
  return {finding::state::later, std::move(text), std::move(advice)};
}
finding bad(std::string text, std::string advice) {
  return {finding::state::bad, std::move(text), std::move(advice)};
}

std::string os_field(std::string_view key) {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(std::string(key) + "=")) {
      line.erase(0, key.size() + 1);
      std::erase(line, '"');
      return line;
    }
  return {};
}

finding check_system() {
  utsname kernel{};
  ::uname(&kernel);
  auto text = fmt::format("{}, Linux {}, {}", os_field("PRETTY_NAME"), kernel.release, kernel.machine);
  if (std::string_view(kernel.machine) != "x86_64")
    return bad(text, "use a machine with an x86-64 processor");
  bool debian = os_field("ID") == "debian" || os_field("ID_LIKE").find("debian") != std::string::npos;
  return debian ? good(text) : bad(text, "use Debian 12 or 13, or a derivative");
}

finding check_packages(const fs::path& root, const std::string& group) {
  std::ifstream file(root / "scripts/debian-packages.txt");
  std::vector<std::string> missing;
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(group + " ")) continue;
    ++count;
    std::vector<std::string> query{"dpkg-query", "-W", "-f", "${db:Status-Status}\n"};
    std::istringstream names(line.substr(group.size() + 1));
    std::string first;
    for (std::string name; std::getline(names, name, '|'); query.push_back(name))
      if (first.empty()) first = name;
    auto ended = base::run(query);
    if (!ended) return bad(ended.error().message, "use a system with Debian's package manager");
    if (("\n" + ended->output).find("\ninstalled\n") == std::string::npos) missing.push_back(first);
  }
  if (missing.empty()) return good(fmt::format("all {} are installed", count));
  auto text = fmt::format("{} of {} are missing", missing.size(), count);
  auto install = fmt::format("apt-get install --no-install-recommends {}", fmt::join(missing, " "));
  if (group == "test") return later(text, "kelp test installs them, or as root: " + install);
  return bad(text, "as root: " + install);
}

finding check_space(const fs::path& place, std::uint64_t needed) {
  auto space = base::free_space(place);
  if (!space) return bad(space.error().message, "check the path");
  auto text = fmt::format("{} free at {}", base::human_size(*space), place.string());
  if (*space >= needed) return good(text);
  return bad(text, fmt::format("free some space: {} are needed there", base::human_size(needed)));
}

finding check_memory() {
  auto bytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
               static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  auto text = base::human_size(bytes);
  if (bytes >= 3'500'000'000) return good(text);
  return bad(text, "building packages from source needs 4 GB; with channel/ less is enough");
}

finding check_node() {
  auto ended = base::run({"node", "--version"});
  if (!ended || !ended->ok()) return later("not found", "kelp serve installs it");
  std::string version = ended->output.substr(0, ended->output.find('\n'));
  int major = 0;
  if (version.starts_with("v")) std::from_chars(version.data() + 1, version.data() + version.size(), major);
  if (major < 20) return later(version + " is too old", "kelp serve installs a newer one for itself");
  if (base::find_program("npm").empty()) return later(version + ", but no npm", "kelp serve installs it");
  return good(version + " with npm, " + base::find_program("node").string());
}

finding check_npm_packages(const fs::path& root) {
  auto ours = root / "package-lock.json", theirs = root / "node_modules/.package-lock.json";
  if (!fs::exists(theirs)) return later("not installed", "kelp serve installs them");
  if (fs::last_write_time(ours) > fs::last_write_time(theirs))
    return later("out of date", "kelp serve installs them");
  return good("installed as package-lock.json says");
}

finding check_namespaces() {
  auto able = builder::check_sandbox();
  return able ? good("bubblewrap can make them") : bad("not available", able.error().message);
}

finding check_toolchain() {
  auto digest = builder::toolchain_digest();
  if (!digest) return bad(digest.error().message, "restore builder/toolchain.lock.toml");
  auto found = builder::find_toolchain();
  if (!found)
    return later("not installed",
                 "kelp build installs it when something must be compiled; kelp doctor --fix does it now");
  return good(fmt::format("emscripten {}, clang {}, digest {}", found->versions["emscripten"],
                          found->versions["clang-19"], digest->substr(0, 16)));
}

finding check_channel(const fs::path& root) {
  auto index = root / "channel/index.json";
  if (!fs::exists(index)) return later("empty", "packages are built from source, which takes up to an hour");
  auto size = base::disk_usage(root / "channel");
  return good(fmt::format("{} of built packages", size ? base::human_size(*size) : "some"));
}

finding check_browser() {
  for (auto name : {"chromium", "google-chrome", "firefox", "xdg-open"})
    if (auto path = base::find_program(name); !path.empty()) return good(path.string());
  return later("none found here",
               "open the printed address in a browser of another machine, or install chromium");
}

// Asks each client for something small through its own settings; no address is known here.
finding check_network(const std::vector<std::string>& ask, const std::string& client) {
  base::process_options options;
  options.timeout = 20s;
  auto ended = base::run(ask, options);
  if (ended && ended->ok()) return good(client + " reached its server");
  return bad(client + " did not reach its server" + (ended && ended->timed_out ? " within 20 s" : ""),
             "check the network and the settings of " + client + "; without it nothing new can be fetched");
}

// Fetches the first index file that apt knows of.
finding check_apt() {
  auto folder = base::make_temp_dir();
  auto uris = base::run({"apt-get", "--print-uris", "update"});
  if (!folder || !uris || !uris->output.starts_with('\''))
    return bad("apt has no sources", "add Debian's archive to /etc/apt");
  auto address = uris->output.substr(1, uris->output.find('\'', 1) - 1);
  auto target = (folder->path() / "index").string();
  return check_network({"/usr/lib/apt/apt-helper", "download-file", address, target}, "apt");
}

struct report {
  int bad = 0;
  void add(std::string_view name, const finding& finding) {
    const char* mark = finding.is == finding::state::good  ? "ok"
                       : finding.is == finding::state::bad ? "MISSING"
                                                           : "later";
    bad += finding.is == finding::state::bad;
    fmt::print("{:<8} {:<18} {}\n", mark, name, finding.text);
    if (!finding.advice.empty()) fmt::print("{:<8} {:<18} → {}\n", "", "", finding.advice);
    std::fflush(stdout);
  }
};

struct doctor_options {
  bool fix = false, offline = false;
};

base::result<int> doctor(const doctor_options& options) {
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  if (options.fix) {
    base::progress progress;
    if (auto made = builder::ensure_toolchain(progress); !made) return std::unexpected(made.error());
  }
  report report;
  report.add("system", check_system());
  report.add("memory", check_memory());
  report.add("disk, clone", check_space(*root, 2'000'000'000));
  report.add("disk, cache", check_space(base::cache_dir(), 6'000'000'000));
  report.add("packages", check_packages(*root, "run"));
  report.add("packages for tests", check_packages(*root, "test"));
  report.add("user namespaces", check_namespaces());
  report.add("Node.js", check_node());
  report.add("npm packages", check_npm_packages(*root));
  report.add("cross compiler", check_toolchain());
  report.add("channel", check_channel(*root));
  report.add("browser", check_browser());
  if (!options.offline) {
    report.add("network, npm", check_network({"npm", "view", "npm", "version"}, "npm"));
    report.add("network, PyPI", check_network({"python3", "-m", "pip", "index", "versions", "six"}, "pip"));
    report.add("network, Debian", check_apt());
  }
  if (report.bad == 0) fmt::print("Everything that Kelp needs is there.\n");
  return report.bad == 0 ? ok : failed;
}

}  // namespace

void add_doctor(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("doctor", "Check what Kelp needs and say what to do");
  auto options = std::make_shared<doctor_options>();
  command->add_flag("--fix", options->fix, "Install the cross compiler now, if it is missing");
  command->add_flag("--offline", options->offline, "Do not try the network");
  command->callback([&context, options] { context.run([options] { return doctor(*options); }); });
}

}  // namespace kelp::cli
