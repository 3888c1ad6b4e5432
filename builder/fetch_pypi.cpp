// A file of the Python package index that the machine's pip is configured with.
#include <algorithm>
#include <boost/json.hpp>
#include <boost/url.hpp>
#include <cstdlib>
#include <regex>

#include "base/process.h"
#include "builder/fetch.h"

namespace kelp::builder {
namespace {

using base::fail;

std::string trimmed(std::string text) {
  while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.back())) || text.back() == '/'))
    text.pop_back();
  return text;
}

// pip's own order: environment, configuration, built-in default.
base::result<std::string> index_address() {
  if (const char* set = std::getenv("PIP_INDEX_URL"); set && *set) return trimmed(set);
  // Asking pip takes a second, and there may be dozens of packages.
  static const auto address = []() -> base::result<std::string> {
    const auto configured = base::run({"python3", "-m", "pip", "config", "get", "global.index-url"});
    if (configured && configured->ok() && !trimmed(configured->output).empty())
      return trimmed(configured->output);
    auto built_in = base::run_checked(
        {"python3", "-c", "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"});
    if (!built_in) return base::fail_because(built_in.error(), "cannot ask pip for its package index");
    return trimmed(*built_in);
  }();
  return address;
}

// PEP 503: names are compared in lower case with single dashes.
std::string normalized(const std::string& name) {
  auto text = std::regex_replace(name, std::regex("[-_.]+"), "-");
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

base::result<std::string> resolve(const std::string& page, std::string_view reference) {
  const auto base_url = boost::urls::parse_uri(page);
  const auto relative = boost::urls::parse_uri_reference(reference);
  boost::urls::url made;
  if (!base_url || !relative || !boost::urls::resolve(*base_url, *relative, made))
    return fail("the package index gives an address that makes no sense: {}", reference);
  made.remove_fragment();
  return std::string(made.buffer());
}

// PEP 691.
std::optional<std::string> link_in_json(const boost::json::value& page, const std::string& file) {
  const auto* files = page.as_object().if_contains("files");
  if (!files || !files->is_array()) return std::nullopt;
  for (const auto& entry : files->as_array()) {
    const auto* name = entry.as_object().if_contains("filename");
    const auto* url = entry.as_object().if_contains("url");
    if (name && url && name->is_string() && url->is_string() && name->as_string() == file)
      return std::string(url->as_string());
  }
  return std::nullopt;
}

// PEP 503.
std::optional<std::string> link_in_html(const std::string& page, const std::string& file) {
  static const std::regex anchor("<a\\s[^>]*href=\"([^\"]*)\"[^>]*>\\s*([^<]*?)\\s*</a>", std::regex::icase);
  for (std::sregex_iterator it(page.begin(), page.end(), anchor), end; it != end; ++it)
    if ((*it)[2] == file) return std::regex_replace((*it)[1].str(), std::regex("&amp;"), "&");
  return std::nullopt;
}

std::optional<std::string> link_in_page(const std::string& page, const std::string& file) {
  boost::system::error_code bad;
  const auto parsed = boost::json::parse(page, bad);
  return !bad && parsed.is_object() ? link_in_json(parsed, file) : link_in_html(page, file);
}

}  // namespace

base::result<std::vector<source_address>> find_pypi(const recipe_source& source,
                                                    const http_options& options) {
  const auto index = index_address();
  if (!index) return std::unexpected(index.error());
  const auto page_url = fmt::format("{}/{}/", *index, normalized(source.package));
  auto asked = options;
  asked.headers = {"Accept: application/vnd.pypi.simple.v1+json, text/html;q=0.1"};
  asked.on_progress = {};
  const auto page = http_get(page_url, asked);
  if (!page) return std::unexpected(page.error());
  const auto link = link_in_page(*page, source.file);
  if (!link) return fail("the package index has no file {} of \"{}\"", source.file, source.package);
  auto url = resolve(page_url, *link);
  if (!url) return std::unexpected(url.error());
  return std::vector<source_address>{{std::move(*url), ""}};
}

}  // namespace kelp::builder
