// HTML documents: the skeleton that all pages share. All texts that come from users are escaped here.
#pragma once

#include <string>
#include <string_view>

namespace kelp::host {

struct page {
  std::string title;
  std::string head;  // further elements of <head>, as HTML
  std::string body;  // HTML
};

std::string render(const page& page);

// A plain message, such as for an address where nothing is.
std::string render_message(std::string_view title, std::string_view sentence);

}  // namespace kelp::host
