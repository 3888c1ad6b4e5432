// /api/v1/notebooks/ID/revisions/: list, read, save.
#pragma once

#include "host/http/router.h"
#include "host/services.h"

namespace kelp::host {

void add_revision_routes(http::router& router, services& services);

}  // namespace kelp::host
