#include "builder/template.h"

#include "base/hash.h"
#include "builder/fetch.h"

namespace kelp::builder {
namespace {

struct guess {
  const char *kind, *backend, *needs;
};

guess guess_from(const template_request& request) {
  if (request.file.ends_with("-none-any.whl")) return {"python", "pure", ""};
  if (request.file.ends_with(".whl")) return {"python", "wheel", ""};
  if (request.origin == source_origin::pypi)
    return {"python", "pep517",
            "\n[requires]\nhost = [\"cpython\"]\nbuild = [\"host-python\", \"build-tools\"]\n"};
  return {"library", "configure", ""};
}

base::result<std::string> sha256_of(const recipe_source& source) {
  const auto addresses = find_addresses(source, {});
  if (!addresses) return std::unexpected(addresses.error());
  base::status last = base::fail("no mirror is configured");
  for (const auto& address : *addresses) {
    const auto content = http_get(address.url, {.headers = {}, .proxy = address.proxy}, std::size_t{1} << 30);
    if (content) return base::sha256(*content);
    last = std::unexpected(content.error());
  }
  return std::unexpected(last.error());
}

}  // namespace

base::result<std::string> recipe_template(const template_request& request) {
  recipe_source source;
  source.origin = request.origin;
  source.package = request.package;
  source.file = request.file;
  const auto hash = sha256_of(source);
  if (!hash) return base::fail_because(hash.error(), "cannot look at {}", request.file);
  const auto guessed = guess_from(request);
  return fmt::format(R"(name = "{}"
version = "{}"
kind = "{}"
summary = "TODO: one line"
license = "TODO: SPDX expression"

[[source]]
{} = "{}"
file = "{}"
sha256 = "{}"

[build]
backend = "{}"
{})",
                     request.name, request.version, guessed.kind, to_string(request.origin), request.package,
                     request.file, *hash, guessed.backend, guessed.needs);
}

}  // namespace kelp::builder
