// What keeps sites apart: response headers for each site, and the check of requests that change something.
#pragma once

#include <optional>
#include <string>

#include "host/http/message.h"
#include "host/site.h"

namespace kelp::host {

// A random value for the style elements of one page.
std::string make_nonce();

// Headers of every response. Pages get theirs with the functions below in addition.
void add_common_headers(http::response& response, const site& site);

// Headers of a page of the app, and of the page in a notebook's frame: content policy and cross-origin
// isolation.
void add_app_page_headers(http::response& response, const http::request& request, const site& site,
                          const std::string& nonce);
void add_frame_page_headers(http::response& response, const http::request& request, const site& site);

// Refuses what a page of another origin may have caused. An API call must carry "X-Kelp: 1", which no form
// can send; a form (api false) must come from a page of ours, which browsers say in Origin or Sec-Fetch-Site.
std::optional<http::response> check_same_origin(const http::request& request, const site& site, bool api);

}  // namespace kelp::host
