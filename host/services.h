// What the handlers of all resources share. Lives as long as the server.
#pragma once

#include <memory>

#include "host/bundle.h"
#include "host/http/static_tree.h"
#include "host/http/variant_cache.h"
#include "host/store/store.h"

namespace kelp::host {

struct services {
  std::unique_ptr<store::store> store;
  std::unique_ptr<http::variant_cache> variants;
  std::unique_ptr<bundle_folder> bundle;
  http::static_tree runtime;  // what pages load Python from; empty when none is built

  // Path of the runtime's folder: "/runtime/HASH/".
  std::string runtime_path() const { return "/runtime/" + runtime.digest().substr(0, 16) + "/"; }
};

}  // namespace kelp::host
