#include "host/attachments.h"

#include <algorithm>

#include "host/iomd.h"
#include "host/store/files.h"

namespace kelp::host {
namespace {

namespace fs = std::filesystem;

// Names stay inside the folder by having no folder in them.
bool is_plain_name(std::string_view name) {
  auto bad = [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  return !name.empty() && name.size() <= 200 && name != "." && name != ".." &&
         std::ranges::none_of(name, bad);
}

// The file to read, or a sentence. A link may lead elsewhere only within the folder.
base::result<fs::path> locate(const fs::path& folder, const std::string& name) {
  if (!is_plain_name(name))
    return base::fail("\"{}\" in the list of files is not the name of a file beside the notebook", name);
  std::error_code error;
  auto path = fs::canonical(folder / name, error);
  if (error) return base::fail("the listed file {} is not beside the notebook", name);
  if (path.parent_path() != fs::canonical(folder, error))
    return base::fail("the listed file {} is a link out of the notebook's folder", name);
  if (!fs::is_regular_file(path, error))
    return base::fail("the listed file {} is not an ordinary file", name);
  auto size = fs::file_size(path, error);
  if (!error && size > largest_attachment)
    return base::fail("the listed file {} has {}; at most {} can be attached", name, base::human_size(size),
                      base::human_size(largest_attachment));
  return path;
}

base::status attach_one(store::store& store, std::string_view notebook_id, const fs::path& folder,
                        const std::string& name) {
  auto path = locate(folder, name);
  if (!path) return std::unexpected(path.error());
  auto blob = store::keep_blob(store, *path);
  if (!blob) return std::unexpected(blob.error());
  return store.write(
      [&](store::database& database) { return store::attach_file(database, notebook_id, name, *blob); });
}

}  // namespace

base::result<std::vector<std::string>> sync_attachments(store::store& store, std::string_view notebook_id,
                                                        const fs::path& notebook_file, std::string_view text,
                                                        attach which) {
  std::vector<std::string> warnings;
  auto front = read_front_matter(text);
  if (!front) {
    warnings.push_back("The list of files was not read: " + front.error().message + ".");
    return warnings;
  }
  auto attached =
      store.read([&](store::database& database) { return store::list_files(database, notebook_id); });
  if (!attached) return std::unexpected(attached.error());
  auto is_attached = [&](const std::string& name) {
    return std::ranges::any_of(*attached, [&](const auto& file) { return file.name == name; });
  };
  for (const auto& name : front->files) {
    if (which == attach::missing && is_attached(name)) continue;
    if (auto done = attach_one(store, notebook_id, notebook_file.parent_path(), name); !done)
      warnings.push_back("Not attached: " + done.error().message + ".");
  }
  for (const auto& file : *attached) {
    if (std::ranges::find(front->files, file.name) != front->files.end()) continue;
    auto done = store.write(
        [&](store::database& database) { return store::detach_file(database, notebook_id, file.name); });
    if (!done) return std::unexpected(done.error());
  }
  return warnings;
}

}  // namespace kelp::host
