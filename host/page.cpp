#include "host/page.h"

#include <fmt/format.h>

#include "host/http/escape.h"

namespace kelp::host {

std::string render(const page& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n{}</head>\n<body>\n{}</body>\n</html>\n",
      http::escape_html(page.title), page.head, page.body);
}

std::string render_message(std::string_view title, std::string_view sentence) {
  return render({.title = std::string(title),
                 .head = {},
                 .body = fmt::format(
                     "<main>\n<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/\">All notebooks</a></p>\n</main>\n",
                     http::escape_html(title), http::escape_html(sentence))});
}

}  // namespace kelp::host
