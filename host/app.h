// The host as one application for the HTTP server: chooses the site, checks what may change something, finds
// the handler, and gives every answer the headers of its site.
#pragma once

#include "host/http/router.h"
#include "host/services.h"

namespace kelp::host {

struct app_options {
  std::filesystem::path root;     // data folder
  std::filesystem::path runtime;  // what kelp dist writes; empty or absent: pages say that it is missing
  std::filesystem::path bundle;   // notebook/dist
};

class app {
 public:
  static base::result<std::unique_ptr<app>> open(const app_options& options);
  app(const app&) = delete;

  // To be given to http::server; the app must outlive it.
  http::admission admit(const http::request& head) const;

  store::store& store() { return *services_.store; }
  services& parts() { return services_; }

 private:
  explicit app(services services);

  services services_;
  http::router app_site_, frame_site_, shared_site_;
};

}  // namespace kelp::host
