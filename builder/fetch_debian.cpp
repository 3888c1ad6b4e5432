// The pool of a Debian mirror holds files by their source package's name, also such that no suite lists any
// more.
#include <algorithm>

#include "base/process.h"
#include "builder/fetch.h"

namespace kelp::builder {
namespace {

using base::fail;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string without_end_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// How likely a configured archive is a full Debian mirror: what apt knows of its label, else its address.
int rank(const std::string& label, const std::string& site) {
  if (label == "Debian") return 0;
  return site.ends_with("/debian") ? 1 : 2;
}

base::result<std::vector<std::string>> debian_sites() {
  const auto told = base::run_checked(
      {"apt-get", "indextargets", "--format", "$(LABEL)|$(REPO_URI)", "Created-By: Packages"});
  if (!told) return base::fail_because(told.error(), "cannot ask apt for its mirrors");
  std::vector<std::pair<int, std::string>> ranked;
  for (const auto& line : split(*told, '\n')) {
    const auto fields = split(line, '|');
    if (fields.size() != 2 || !fields[1].starts_with("http")) continue;
    const auto site = without_end_slash(fields[1]);
    ranked.emplace_back(rank(fields[0], site), site);
  }
  std::ranges::stable_sort(ranked, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> sites;
  for (const auto& [order, site] : ranked)
    if (order < 2 && std::ranges::find(sites, site) == sites.end()) sites.push_back(site);
  if (sites.empty()) return fail("apt is configured with no Debian mirror over http; add one to its sources");
  return sites;
}

// What apt is told to go through, if anything.
std::string apt_proxy(const std::string& site) {
  const auto scheme = site.substr(0, site.find(':'));
  const auto told = base::run({"apt-config", "shell", "proxy", "Acquire::" + scheme + "::Proxy"});
  if (!told || !told->ok()) return {};
  const auto start = told->output.find('\''), end = told->output.rfind('\'');
  if (start == std::string::npos || end <= start) return {};
  const auto proxy = told->output.substr(start + 1, end - start - 1);
  return proxy == "DIRECT" || proxy == "false" ? "" : proxy;
}

}  // namespace

std::string debian_pool_path(const std::string& package, const std::string& file) {
  const auto prefix =
      package.starts_with("lib") && package.size() > 3 ? package.substr(0, 4) : package.substr(0, 1);
  return fmt::format("pool/main/{}/{}/{}", prefix, url_encode(package), url_encode(file));
}

base::result<std::vector<source_address>> find_debian(const recipe_source& source, const http_options&) {
  const auto sites = debian_sites();
  if (!sites) return std::unexpected(sites.error());
  std::vector<source_address> addresses;
  for (const auto& site : *sites)
    addresses.push_back({site + "/" + debian_pool_path(source.package, source.file), apt_proxy(site)});
  return addresses;
}

}  // namespace kelp::builder
