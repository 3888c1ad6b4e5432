// The pages of the app site: the list of notebooks, one notebook, a new one.
#pragma once

#include "host/http/router.h"
#include "host/services.h"

namespace kelp::host {

void add_app_pages(http::router& router, services& services);

}  // namespace kelp::host
