// Notebooks: an id, the label of the frame, a title and a head revision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/revisions.h"
#include "host/store/sqlite.h"

namespace kelp::host::store {

struct notebook {
  std::string id, label, title, head_revision;
  std::int64_t created = 0, updated = 0;
};

base::result<std::optional<notebook>> find_notebook(database& database, std::string_view id);
base::result<std::optional<notebook>> find_notebook_by_label(database& database, std::string_view label);

// Where a page of the list ends: the place of its last notebook.
struct list_cursor {
  std::int64_t updated = 0;
  std::string id;
};

// Last changed first.
base::result<std::vector<notebook>> list_notebooks(database& database,
                                                   const std::optional<list_cursor>& after, int limit);

// A notebook with its first revision. secret: the store's.
base::result<notebook> create_notebook(database& database, const std::string& secret, const new_text& text);

}  // namespace kelp::host::store
