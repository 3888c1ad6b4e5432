#include "host/page.h"

#include <fmt/format.h>

#include "host/http/escape.h"

namespace kelp::host {
namespace {

// A blade of kelp; in the page itself, since a browser would otherwise ask for /favicon.ico.
constexpr std::string_view icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "fill='%230b6e5f' "
    "d='M8 0c5 4 1 6 3 9s0 5-2 7H7c-3-3 1-5-1-8S5 3 8 0z'/%3E%3C/svg%3E";

}  // namespace

std::string render(const page& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<link rel=\"icon\" href=\"{}\">\n{}</head>\n<body>\n{}</body>\n</html>\n",
      http::escape_html(page.title), icon, page.head, page.body);
}

std::string render_message(std::string_view title, std::string_view sentence) {
  return render({.title = std::string(title),
                 .head = {},
                 .body = fmt::format(
                     "<main>\n<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/\">All notebooks</a></p>\n</main>\n",
                     http::escape_html(title), http::escape_html(sentence))});
}

}  // namespace kelp::host
