// The sites where notebooks run: the frame's page, the runtime, attached files. Nothing else is served there.
#pragma once

#include "host/http/router.h"
#include "host/services.h"

namespace kelp::host {

// The site of one notebook, LABEL.nb.localhost.
void add_frame_routes(http::router& router, services& services);

// shared.nb.localhost.
void add_shared_routes(http::router& router, services& services);

// /assets/… of the page's program, which the app site has too.
void add_asset_route(http::router& router, services& services);

}  // namespace kelp::host
