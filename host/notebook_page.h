// The page of one notebook: a skeleton that loads the app's program, with the notebook itself as JSON beside
// it.
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/bundle.h"
#include "host/store/files.h"
#include "host/store/notebooks.h"

namespace kelp::host {

struct notebook_data {
  store::notebook row;
  std::string content;
  std::vector<store::attached_file> files;
};

// Nothing when there is no such notebook.
base::result<std::optional<notebook_data>> find_notebook_data(store::database& database, std::string_view id);

struct notebook_view {
  const notebook_data& data;
  std::string frame_origin;  // "http://LABEL.nb.localhost:8642"
  std::string runtime_url;   // folder of Python's files, with a slash at its end
  boost::json::array files;
  std::string nonce;  // for style elements that the program makes
};

std::string render_notebook(const notebook_view& view, const bundle& bundle);

}  // namespace kelp::host
