#include "builder/debian_root.h"

#include <unistd.h>

#include <charconv>
#include <fstream>

#include "base/file.h"
#include "base/process.h"

namespace kelp::builder {

using base::fail;

namespace {

// Documentation and translations are a quarter of the packages and nobody reads them there.
const std::vector<std::string> options{
    "--variant=apt",
    "--verbose",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/info/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    "--dpkgopt=path-exclude=/usr/share/emscripten/docs/*",
    "--aptopt=Acquire::Retries \"3\"",
};

// A proxy that the machine's apt is told to use must be told to the new root's apt as well.
std::vector<std::string> proxy_options() {
  std::vector<std::string> found;
  auto dump = base::run({"apt-config", "dump", "--format", "%f=%v%n", "Acquire"});
  if (!dump || !dump->ok()) return found;  // not Debian's apt: mmdebstrap will say what it misses
  std::string_view text = dump->output;
  while (!text.empty()) {
    auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    for (std::string_view key : {"Acquire::http::Proxy=", "Acquire::https::Proxy="})
      if (line.starts_with(key) && line.size() > key.size())
        found.push_back(
            fmt::format("--aptopt={} \"{}\"", key.substr(0, key.size() - 1), line.substr(key.size())));
  }
  return found;
}

// Turns apt's and dpkg's lines into progress: each package is unpacked, then set up.
class install_progress {
 public:
  explicit install_progress(base::progress_task& task) : task_(task) {}
  void line(std::string_view line) {
    if (auto at = line.find(" newly installed"); at != std::string_view::npos) {
      auto start = line.rfind(' ', at - 1) + 1;
      std::uint64_t count = 0;
      std::from_chars(line.data() + start, line.data() + at, count);
      total_ += 2 * count;
    } else if (line.starts_with("Unpacking ") || line.starts_with("Setting up ")) {
      ++done_;
      task_.update(done_, std::max(done_, total_));
      task_.note(line);
    } else if (line.starts_with("Get:") || line.starts_with("I: ")) {
      task_.note(line);
    }
  }

 private:
  base::progress_task& task_;
  std::uint64_t done_ = 0, total_ = 0;
};

base::error explain(const base::process_result& ended, const debian_root_request& request) {
  const std::string& said = ended.error_output;
  auto says = [&](std::string_view text) { return said.find(text) != std::string::npos; };
  std::string reason = ended.reason();
  std::string advice;
  if (says("newuidmap") || says("subuid"))
    advice =
        "your account has no range of user ids: install the package uidmap and have an administrator run "
        "'usermod --add-subuids 100000-165535 --add-subgids 100000-165535' with your account's name";
  else if (says("No space left on device") || says("not enough free disk space"))
    advice = "the disk is full: free some space and start again";
  else if (says("Temporary failure resolving") || says("Could not connect") || says("Connection failed") ||
           says("Could not resolve") || says("Network is unreachable"))
    advice = "Debian's package server was not reached: check the network and start again";
  else if (says("NO_PUBKEY") || says("is not signed") || says("keyring"))
    advice =
        "the signature of Debian's package index could not be checked: update the package "
        "debian-archive-keyring";
  else if (says("Unable to locate package"))
    advice = "Debian's suite lacks a package that builder/toolchain.lock.toml names";
  else
    advice = "see the log";
  return {fmt::format("cannot make the cross compiler's Debian {} system ({}): {}; log: {}", request.suite,
                      reason, advice, request.log_file.string())};
}

base::status run_step(const std::vector<std::string>& argv, const debian_root_request& request,
                      const std::function<void(std::string_view)>& on_line) {
  base::process_options how;
  how.log_file = request.log_file;
  how.on_line = on_line;
  how.stop = request.stop;
  how.set_env = {{"LC_ALL", "C.UTF-8"}};
  auto ended = base::run(argv, how);
  if (!ended) return std::unexpected(ended.error());
  if (ended->stopped) return fail("stopped while making the cross compiler's system");
  if (!ended->ok()) return std::unexpected(explain(*ended, request));
  return {};
}

}  // namespace

base::status make_debian_root(const debian_root_request& request, base::progress_task& task) {
  install_progress progress(task);
  auto on_line = [&](std::string_view line) { progress.line(line); };
  std::vector<std::string> argv{"mmdebstrap"};
  argv.insert(argv.end(), options.begin(), options.end());
  for (auto& option : proxy_options()) argv.push_back(std::move(option));
  argv.push_back(fmt::format("--include={}", fmt::join(request.packages, ",")));
  if (::geteuid() == 0) {
    argv.insert(argv.end(), {request.suite, request.root.string()});
    return run_step(argv, request, on_line);
  }
  // As an ordinary user the files would belong to ids that only exist in a namespace, and could not be
  // removed without one. So an archive is made there and unpacked under the user's own id; device files are
  // not needed.
  auto archive = request.root;
  archive += ".tar";
  argv.insert(argv.end(), {"--mode=unshare", request.suite, archive.string()});
  if (auto made = run_step(argv, request, on_line); !made) return made;
  task.note("unpacking");
  if (auto made = base::make_dirs(request.root); !made) return made;
  if (auto unpacked = run_step({"tar", "-x", "-f", archive.string(), "-C", request.root.string(),
                                "--no-same-owner", "--exclude=./dev/*"},
                               request, {});
      !unpacked)
    return unpacked;
  return base::remove_tree(archive);
}

base::result<std::map<std::string, std::string>> installed_packages(const std::filesystem::path& root) {
  auto path = root / "var/lib/dpkg/status";
  std::ifstream file(path);
  if (!file) return fail("cannot read {}: is {} a Debian system?", path.string(), root.string());
  std::map<std::string, std::string> versions;
  std::string line, package, version, provides;
  bool installed = false;
  auto finish = [&] {
    if (installed && !package.empty()) {
      versions[package] = version;
      std::string_view rest = provides;
      while (!rest.empty()) {
        auto end = std::min(rest.find(", "), rest.size());
        auto name = rest.substr(0, std::min(rest.find(' '), end));
        versions.emplace(name, version);
        rest.remove_prefix(std::min(end + 2, rest.size()));
      }
    }
    package.clear(), version.clear(), provides.clear();
    installed = false;
  };
  while (std::getline(file, line)) {
    if (line.empty()) finish();
    if (line.starts_with("Package: ")) package = line.substr(9);
    if (line.starts_with("Version: ")) version = line.substr(9);
    if (line.starts_with("Provides: ")) provides = line.substr(10);
    if (line.starts_with("Status: ")) installed = line.ends_with(" installed");
  }
  finish();
  return versions;
}

}  // namespace kelp::builder
