// A package of npm's registry, found by the machine's own npm.
#include <algorithm>
#include <boost/json.hpp>

#include "base/process.h"
#include "builder/fetch.h"

namespace kelp::builder {

base::result<std::vector<source_address>> find_npm(const recipe_source& source, const http_options& options) {
  const auto told =
      base::run({"npm", "view", source.package, "dist.tarball", "--json"}, {.stop = options.stop});
  if (!told) return base::fail_because(told.error(), "cannot run npm");
  boost::system::error_code bad;
  auto answer = boost::json::parse(told->output, bad);
  // A version range gives a list; the newest, which stands last, is not what a pinned recipe means.
  if (!told->ok() || bad || !answer.is_string())
    return base::fail("npm knows no package \"{}\" ({})", source.package, told->reason());
  return std::vector<source_address>{{std::string(answer.as_string()), ""}};
}

}  // namespace kelp::builder
