// Revisions: every saved text of a notebook, never changed afterwards.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/sqlite.h"

namespace kelp::host::store {

struct revision {
  std::string id, notebook;
  std::optional<std::string> parent;
  std::int64_t number = 0;
  std::string title;
  std::int64_t created = 0;
  std::int64_t size = 0;  // bytes of the text
  std::string sha256;     // of the text
};

// A text on its way into the store, compressed before the transaction begins.
struct new_text {
  std::string title, sha256, packed;
  std::int64_t size = 0;
};
base::result<new_text> prepare_text(std::string title, std::string_view content);

base::result<std::optional<revision>> find_revision(database& database, std::string_view notebook,
                                                    std::string_view id);

// Newest first; before: only those with a smaller number.
base::result<std::vector<revision>> list_revisions(database& database, std::string_view notebook,
                                                   std::int64_t before, int limit);

base::result<std::string> read_text(database& database, const revision& revision);

// Adds a revision after parent (absent for a notebook's first) and makes it the notebook's head.
base::result<revision> add_revision(database& database, std::string_view notebook,
                                    const std::optional<revision>& parent, const new_text& text);

struct save_result {
  enum class outcome { created, unchanged, conflict };
  outcome what;
  revision head;  // the notebook's head afterwards
};

// Optimistic save: only on top of the head. A text equal to the head's is never a conflict, so that a
// repeated request is answered like the first. Nothing when there is no such notebook.
base::result<std::optional<save_result>> save_text(database& database, std::string_view notebook,
                                                   std::string_view parent_id, const new_text& text);

// The notebook's head revision; nothing when there is no such notebook.
base::result<std::optional<revision>> find_head(database& database, std::string_view notebook);

}  // namespace kelp::host::store
