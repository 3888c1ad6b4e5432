// Rows of the store as the API shows them.
#pragma once

#include <boost/json/object.hpp>

#include "host/site.h"
#include "host/store/files.h"
#include "host/store/notebooks.h"
#include "host/store/revisions.h"

namespace kelp::host {

// "2026-11-23T12:30:00.250Z"
std::string time_text(std::int64_t milliseconds);

boost::json::object to_json(const store::notebook& notebook);
boost::json::object to_json(const store::revision& revision);
boost::json::array to_json(const std::vector<store::attached_file>& files, const site& site,
                           std::string_view frame_label);

}  // namespace kelp::host
