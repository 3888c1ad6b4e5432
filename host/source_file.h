// Notebooks that stand for a file on disk: read in when the server starts, written back at each save.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "host/store/revisions.h"
#include "host/store/store.h"

namespace kelp::host {

struct imported {
  std::string notebook_id;
  std::vector<std::string> warnings;  // sentences: a listed file that is missing, …
};

// Makes the notebook of that file, or brings it up to date: a text changed on disk becomes a new revision, a
// save that did not reach the file is written now, and the files that the front matter lists are attached. An
// error says in one sentence why the file cannot be a notebook.
base::result<imported> import_file(store::store& store, const std::filesystem::path& file);

struct saved {
  store::save_result result;
  std::string head_text;              // on a conflict, what the head holds
  std::vector<std::string> warnings;  // what was not done beside the save
};

// Saves a text on top of a revision, for notebooks with or without a file. A file that was changed by another
// program becomes a revision first, so that the save is a conflict with it. Nothing when there is no such
// notebook.
base::result<std::optional<saved>> save_notebook(store::store& store, std::string_view notebook_id,
                                                 std::string_view parent_id, std::string_view text);

}  // namespace kelp::host
