#include "host/home_page.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "host/http/escape.h"
#include "host/json_views.h"
#include "host/page.h"

namespace kelp::host {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; }
header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem; }
ul { list-style: none; padding: 0; }
li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .6rem 0; border-top: 1px solid #8884; }
li a { overflow-wrap: anywhere; font-weight: 600; }
time { opacity: .75; }
button { font: inherit; padding: .4rem .9rem; cursor: pointer; }
)";

constexpr std::string_view new_button =
    "<form method=\"post\" action=\"/new\"><button>New notebook</button></form>\n";

std::string style_element(const std::string& nonce) {
  return fmt::format("<style nonce=\"{}\">{}</style>\n", http::escape_html(nonce), style);
}

std::string item(const store::notebook& notebook) {
  auto day = fmt::gmtime(static_cast<std::time_t>(notebook.updated / 1000));
  return fmt::format("<li><a href=\"/n/{}\">{}</a> <time datetime=\"{}\">{:%Y-%m-%d %H:%M} UTC</time></li>\n",
                     notebook.id, http::escape_html(notebook.title), time_text(notebook.updated), day);
}

std::string list(const std::vector<store::notebook>& notebooks) {
  if (notebooks.empty())
    return "<p>There is no notebook yet. Make one, or start with: kelp serve FILE.iomd</p>\n";
  std::string items;
  for (const auto& notebook : notebooks) items += item(notebook);
  return "<ul aria-label=\"Notebooks\">\n" + items + "</ul>\n";
}

}  // namespace

std::string render_home(const std::vector<store::notebook>& notebooks, bool more, const std::string& nonce) {
  auto body =
      fmt::format("<header><h1>Notebooks</h1>{}</header>\n<main>\n{}{}</main>\n", new_button, list(notebooks),
                  more ? "<p>Older ones are not shown here; the API lists them all.</p>\n" : "");
  return render({.title = "Notebooks – Kelp", .head = style_element(nonce), .body = std::move(body)});
}

std::string render_new(const std::string& nonce) {
  auto body = fmt::format(
      "<header><h1>New notebook</h1></header>\n<main>\n{}<p><a href=\"/\">All notebooks</a></p>\n</main>\n",
      new_button);
  return render({.title = "New notebook – Kelp", .head = style_element(nonce), .body = std::move(body)});
}

}  // namespace kelp::host
