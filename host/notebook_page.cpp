#include "host/notebook_page.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "host/http/escape.h"
#include "host/page.h"

namespace kelp::host {
namespace {

std::string head_elements(const bundle& bundle) {
  std::string head;
  if (auto style = bundle.url("app.css"); !style.empty())
    head += fmt::format("<link rel=\"stylesheet\" href=\"{}\">\n", http::escape_html(style));
  head +=
      fmt::format("<script type=\"module\" src=\"{}\"></script>\n", http::escape_html(bundle.url("app.js")));
  return head;
}

std::string island(const notebook_view& view) {
  boost::json::object value{{"notebook", {{"id", view.data.row.id}, {"title", view.data.row.title}}},
                            {"frameOrigin", view.frame_origin},
                            {"runtimeUrl", view.runtime_url},
                            {"revision", {{"id", view.data.row.head_revision}}},
                            {"content", view.data.content},
                            {"files", view.files},
                            {"nonce", view.nonce}};
  return fmt::format("<script type=\"application/json\" id=\"kelp-page\">{}</script>\n",
                     http::escape_json_island(boost::json::serialize(value)));
}

}  // namespace

base::result<std::optional<notebook_data>> find_notebook_data(store::database& database,
                                                              std::string_view id) {
  auto row = store::find_notebook(database, id);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<notebook_data>();
  auto head = store::find_head(database, id);
  if (!head) return std::unexpected(head.error());
  if (!*head) return base::fail("notebook {} has no revision", id);
  auto content = store::read_text(database, **head);
  if (!content) return std::unexpected(content.error());
  auto files = store::list_files(database, id);
  if (!files) return std::unexpected(files.error());
  return std::optional(notebook_data{std::move(**row), std::move(*content), std::move(*files)});
}

std::string render_notebook(const notebook_view& view, const bundle& bundle) {
  auto body = island(view) +
              "<noscript><p>This page computes in your browser and needs JavaScript. <a href=\"/\">All "
              "notebooks</a></p>"
              "</noscript>\n";
  return render(
      {.title = view.data.row.title + " – Kelp", .head = head_elements(bundle), .body = std::move(body)});
}

}  // namespace kelp::host
