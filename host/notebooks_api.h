// /api/v1/notebooks/: list, create, read.
#pragma once

#include "host/http/router.h"
#include "host/services.h"

namespace kelp::host {

void add_notebook_routes(http::router& router, services& services);

}  // namespace kelp::host
