#include "host/source_file.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/lock.h"
#include "host/attachments.h"
#include "host/http/escape.h"
#include "host/iomd.h"
#include "host/store/notebooks.h"
#include "host/store/sources.h"

namespace kelp::host {
namespace {

namespace fs = std::filesystem;

// One at a time, also between several servers on one data folder: what is compared must be what is replaced.
base::result<base::file_lock> lock_files(const store::store& store) {
  return base::file_lock::acquire(store.root() / "files.lock", {}, std::chrono::seconds(30));
}

base::result<fs::path> notebook_path(const fs::path& file) {
  std::error_code error;
  auto path = fs::canonical(file, error);
  if (error) return base::fail("{} cannot be opened: {}", file.string(), error.message());
  if (!fs::is_regular_file(path, error)) return base::fail("{} is not a file", file.string());
  if (path.extension() != ".iomd" && path.extension() != ".jsmd")
    return base::fail("{} is not a notebook: its name does not end in .iomd", file.string());
  return path;
}

base::result<std::string> read_text(const std::string& path) {
  std::error_code error;
  auto size = fs::file_size(path, error);
  if (!error && size > largest_notebook)
    return base::fail("{} is too large for a notebook: {} instead of at most {}", path,
                      base::human_size(size), base::human_size(largest_notebook));
  auto text = base::read_file(path, largest_notebook);
  if (text && !http::is_utf8(*text)) return base::fail("{} is not a notebook: it is not UTF-8 text", path);
  return text;
}

// A new file must look like a notebook. One that we know may hold anything: the user may have saved it
// half-written.
base::result<std::string> read_notebook(const fs::path& path, bool known) {
  auto text = read_text(path.string());
  if (!text || known) return text;
  if (auto fit = check_iomd(*text); !fit)
    return base::fail_because(fit.error(), "{} is not a notebook", path.string());
  return text;
}

base::result<std::string> make_notebook(store::store& store, const fs::path& path,
                                        const store::new_text& text) {
  return store.write([&](store::database& database) -> base::result<std::string> {
    auto made = store::create_notebook(database, store.secret(), text);
    if (!made) return std::unexpected(made.error());
    if (auto put = store::put_source(database, {path.string(), made->id, text.sha256}); !put)
      return std::unexpected(put.error());
    return made->id;
  });
}

// The text on disk becomes the head.
base::status take_from_disk(store::store& store, const store::source& source, const store::new_text& text) {
  return store.write([&](store::database& database) -> base::status {
    auto head = store::find_head(database, source.notebook);
    if (!head) return std::unexpected(head.error());
    if (*head && (*head)->sha256 != text.sha256)
      if (auto added = store::add_revision(database, source.notebook, **head, text); !added)
        return std::unexpected(added.error());
    return store::put_source(database, {source.path, source.notebook, text.sha256});
  });
}

base::status write_back(store::store& store, const store::source& source, std::string_view text) {
  struct stat before {};
  unsigned mode = stat(source.path.c_str(), &before) == 0 ? before.st_mode & 0777u : 0644u;
  if (auto written = base::write_file_atomic(source.path, text, mode); !written) return written;
  return store.write([&](store::database& database) {
    return store::put_source(database, {source.path, source.notebook, base::sha256(text)});
  });
}

// A save may have been stored but not written to the file: the program was killed between, or the file was
// locked away.
base::status finish_write_back(store::store& store, const store::source& source) {
  using missing_text = std::optional<std::string>;
  auto text = store.read([&](store::database& database) -> base::result<missing_text> {
    auto head = store::find_head(database, source.notebook);
    if (!head) return std::unexpected(head.error());
    if (!*head || (*head)->sha256 == source.sha256) return missing_text();
    auto text = store::read_text(database, **head);
    if (!text) return std::unexpected(text.error());
    return missing_text(std::move(*text));
  });
  if (!text) return std::unexpected(text.error());
  return *text ? write_back(store, source, **text) : base::status();
}

// The id of the file's notebook, which then holds this text.
base::result<std::string> bring_up_to_date(store::store& store, const fs::path& path,
                                           const std::optional<store::source>& known,
                                           const store::new_text& text, std::vector<std::string>& warnings) {
  if (!known) return make_notebook(store, path, text);
  if (known->sha256 != text.sha256) {
    if (auto taken = take_from_disk(store, *known, text); !taken) return std::unexpected(taken.error());
  } else if (auto done = finish_write_back(store, *known); !done) {
    warnings.push_back("The last save could not be written to the file: " + done.error().message + ".");
  }
  return known->notebook;
}

// What another program left in the file since we looked; nothing new is the usual case.
base::status take_changes(store::store& store, const store::source& source) {
  std::error_code absent;
  if (!fs::exists(source.path, absent)) return {};  // it is written anew
  auto text = read_text(source.path);
  if (!text) return base::fail_because(text.error(), "The file of this notebook cannot be compared");
  if (base::sha256(*text) == source.sha256) return {};
  auto prepared = store::prepare_text(title_of(*text), *text);
  if (!prepared) return std::unexpected(prepared.error());
  return take_from_disk(store, source, *prepared);
}

base::result<std::optional<saved>> save_in_store(store::store& store, std::string_view notebook_id,
                                                 std::string_view parent_id, std::string_view text) {
  auto prepared = store::prepare_text(title_of(text), text);
  if (!prepared) return std::unexpected(prepared.error());
  return store.write([&](store::database& database) -> base::result<std::optional<saved>> {
    auto result = store::save_text(database, notebook_id, parent_id, *prepared);
    if (!result) return std::unexpected(result.error());
    if (!*result) return std::optional<saved>();
    saved answer{.result = std::move(**result), .head_text = {}, .warnings = {}};
    if (answer.result.what == store::save_result::outcome::conflict) {
      auto head = store::read_text(database, answer.result.head);
      if (!head) return std::unexpected(head.error());
      answer.head_text = std::move(*head);
    }
    return std::optional(std::move(answer));
  });
}

base::result<std::optional<saved>> save_with_file(store::store& store, const store::source& source,
                                                  std::string_view parent_id, std::string_view text) {
  auto turn = lock_files(store);
  if (!turn) return std::unexpected(turn.error());
  if (auto taken = take_changes(store, source); !taken) return std::unexpected(taken.error());
  auto answer = save_in_store(store, source.notebook, parent_id, text);
  if (!answer || !*answer || (*answer)->result.what == store::save_result::outcome::conflict) return answer;
  if (auto written = write_back(store, source, text); !written)
    (*answer)->warnings.push_back("Saved, but not in the file: " + written.error().message + ".");
  auto files = sync_attachments(store, source.notebook, source.path, text, attach::missing);
  if (!files) return std::unexpected(files.error());
  (*answer)->warnings.insert((*answer)->warnings.end(), files->begin(), files->end());
  return answer;
}

}  // namespace

base::result<imported> import_file(store::store& store, const fs::path& file) {
  auto path = notebook_path(file);
  if (!path) return std::unexpected(path.error());
  auto turn = lock_files(store);
  if (!turn) return std::unexpected(turn.error());
  auto known =
      store.read([&](store::database& database) { return store::find_source(database, path->string()); });
  if (!known) return std::unexpected(known.error());
  auto text = read_notebook(*path, known->has_value());
  if (!text) return std::unexpected(text.error());
  auto prepared = store::prepare_text(title_of(*text), *text);
  if (!prepared) return std::unexpected(prepared.error());
  imported result;
  auto id = bring_up_to_date(store, *path, *known, *prepared, result.warnings);
  if (!id) return std::unexpected(id.error());
  result.notebook_id = *id;
  auto files = sync_attachments(store, *id, *path, *text, attach::all);
  if (!files) return std::unexpected(files.error());
  result.warnings.insert(result.warnings.end(), files->begin(), files->end());
  return result;
}

base::result<std::optional<saved>> save_notebook(store::store& store, std::string_view notebook_id,
                                                 std::string_view parent_id, std::string_view text) {
  auto source =
      store.read([&](store::database& database) { return store::source_of(database, notebook_id); });
  if (!source) return std::unexpected(source.error());
  if (*source) return save_with_file(store, **source, parent_id, text);
  return save_in_store(store, notebook_id, parent_id, text);
}

}  // namespace kelp::host
