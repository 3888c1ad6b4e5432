// The list of notebooks, and the page that offers a new one: plain HTML that works without scripts.
#pragma once

#include <string>
#include <vector>

#include "host/store/notebooks.h"

namespace kelp::host {

// more: the store holds further ones that are not shown.
std::string render_home(const std::vector<store::notebook>& notebooks, bool more, const std::string& nonce);

std::string render_new(const std::string& nonce);

}  // namespace kelp::host
