// Shows an address in the user's browser.
#pragma once

#include <string>

namespace kelp::cli {

// Does nothing where there is no display or no xdg-open: the address was printed.
void open_browser(const std::string& address);

}  // namespace kelp::cli
