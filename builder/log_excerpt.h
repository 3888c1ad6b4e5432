// The lines of a failed build's log that a person needs first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kelp::builder {

// At most `count` lines: from the first line that names an error within the log's end, else its last lines. A
// gap is marked by "…".
std::vector<std::string> lines_that_matter(std::string_view log, std::size_t count = 30);

}  // namespace kelp::builder
