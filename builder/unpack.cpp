#include "builder/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "base/file.h"
#include "builder/utf8_names.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

using reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

// The path below the target, or nothing when stripping leaves none; an error when it would lead outside.
base::result<std::optional<std::string>> safe_path(std::string_view raw, int strip) {
  if (raw.starts_with('/')) return fail("it holds the absolute path \"{}\"", raw);
  std::string kept;
  for (const auto& part : fs::path(raw)) {
    const auto name = part.string();
    if (name == "..") return fail("it holds the path \"{}\", which leads outside", raw);
    if (name.empty() || name == "." || strip-- > 0) continue;
    kept += (kept.empty() ? "" : "/") + name;
  }
  if (kept.empty()) return std::optional<std::string>();
  return std::optional(kept);
}

// Whether a symbolic link at `path` with this target stays inside, read as text.
bool link_stays_inside(const std::string& path, std::string_view link_target) {
  if (link_target.starts_with('/') || link_target.empty()) return false;
  auto depth = std::ranges::distance(fs::path(path).parent_path());
  for (const auto& part : fs::path(link_target)) {
    if (part == "..")
      --depth;
    else if (!part.empty() && part != ".")
      ++depth;
    if (depth < 0) return false;
  }
  return true;
}

class unpacker {
 public:
  unpacker(const fs::path& target, const unpack_options& options) : target_(target), options_(options) {}

  base::status take(archive* source, archive_entry* entry) {
    if (++entries_ > options_.max_entries) return fail("it holds more than {} entries", options_.max_entries);
    const char* raw = archive_entry_pathname_utf8(entry);
    if (!raw) raw = archive_entry_pathname(entry);
    if (!raw) return fail("it holds an entry without a readable name");
    const auto path = safe_path(raw, options_.strip);
    if (!path) return std::unexpected(path.error());
    if (!*path) return {};
    if (const char* linked = archive_entry_hardlink(entry)) return link_hard(**path, linked);
    switch (archive_entry_filetype(entry)) {
      case AE_IFDIR:
        return make_folder(**path);
      case AE_IFLNK:
        return link_soft(**path, archive_entry_symlink(entry));
      case AE_IFREG:
        return write_file(**path, source, entry);
      default:
        return fail("\"{}\" in it is a device, pipe or socket", **path);
    }
  }

 private:
  // Makes the folder and its parents, none of which may be a link: writing would follow it.
  base::status make_folder(const std::string& path) {
    if (path.empty() || folders_.contains(path)) return {};
    const auto parent = fs::path(path).parent_path().string();
    if (auto made = make_folder(parent); !made) return made;
    const auto full = target_ / path;
    std::error_code code;
    const auto status = fs::symlink_status(full, code);
    if (fs::is_symlink(status)) return fail("\"{}\" in it is used as a folder but is a link", path);
    if (!fs::is_directory(status)) {
      fs::create_directory(full, code);
      if (code) return fail("cannot make {}: {}", full.string(), code.message());
    }
    folders_.insert(path);
    return {};
  }

  base::status make_place(const std::string& path) {
    if (auto made = make_folder(fs::path(path).parent_path().string()); !made) return made;
    std::error_code code;
    if (!fs::is_directory(fs::symlink_status(target_ / path, code))) fs::remove(target_ / path, code);
    return {};
  }

  base::status write_file(const std::string& path, archive* source, archive_entry* entry) {
    if (auto made = make_place(path); !made) return made;
    const auto full = target_ / path;
    const mode_t mode = archive_entry_perm(entry) & 0100 ? 0755 : 0644;
    base::unique_fd fd(::open(full.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!fd) return base::fail_errno(errno, "cannot write {}", full.string());
    if (auto done = copy_content(source, fd.get(), full); !done) return done;
    if (archive_entry_mtime_is_set(entry)) {
      const timespec times[2] = {{archive_entry_mtime(entry), 0}, {archive_entry_mtime(entry), 0}};
      ::futimens(fd.get(), times);
    }
    return {};
  }

  base::status copy_content(archive* source, int fd, const fs::path& full) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    for (;;) {
      const int code = archive_read_data_block(source, &block, &size, &offset);
      if (code == ARCHIVE_EOF) return {};
      if (code != ARCHIVE_OK) return fail("{}", archive_error_string(source));
      bytes_ += size;
      if (bytes_ > options_.max_bytes)
        return fail("it unpacks to more than {}", base::human_size(options_.max_bytes));
      const auto written = ::pwrite(fd, block, size, offset);
      if (written != static_cast<ssize_t>(size))
        return base::fail_errno(written < 0 ? errno : ENOSPC, "cannot write {}", full.string());
    }
  }

  base::status link_soft(const std::string& path, const char* link_target) {
    if (!link_target || !link_stays_inside(path, link_target))
      return fail("the link \"{}\" in it leads outside, to \"{}\"", path, link_target ? link_target : "");
    if (auto made = make_place(path); !made) return made;
    std::error_code code;
    fs::create_symlink(link_target, target_ / path, code);
    if (code) return fail("cannot make the link {}: {}", (target_ / path).string(), code.message());
    return {};
  }

  base::status link_hard(const std::string& path, const char* raw_target) {
    const auto linked = safe_path(raw_target, options_.strip);
    if (!linked) return std::unexpected(linked.error());
    if (!*linked) return fail("the link \"{}\" in it leads outside, to \"{}\"", path, raw_target);
    if (auto made = make_place(path); !made) return made;
    // A copy, so that a change of one file by a build step does not reach the other.
    const auto from = target_ / **linked;
    std::error_code code;
    if (!fs::is_regular_file(fs::symlink_status(from, code)))
      return fail("\"{}\" in it links to no file", path);
    if (auto parent = make_folder(fs::path(**linked).parent_path().string()); !parent) return parent;
    fs::copy_file(from, target_ / path, code);
    if (code) return fail("cannot write {}: {}", (target_ / path).string(), code.message());
    return {};
  }

  const fs::path& target_;
  const unpack_options& options_;
  std::set<std::string> folders_;
  std::uint64_t bytes_ = 0, entries_ = 0;
};

base::status unpack_all(archive* source, const fs::path& target, const unpack_options& options) {
  unpacker unpack(target, options);
  archive_entry* entry = nullptr;
  for (;;) {
    const int code = archive_read_next_header(source, &entry);
    if (code == ARCHIVE_EOF) return {};
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return fail("{}", archive_error_string(source));
    if (auto done = unpack.take(source, entry); !done) return done;
  }
}

}  // namespace

base::status unpack_archive(const fs::path& path, const fs::path& target, const unpack_options& options) {
  if (auto made = base::make_dirs(target); !made) return made;
  const utf8_names names;
  const reader source(archive_read_new(), archive_read_free);
  archive_read_support_filter_all(source.get());
  archive_read_support_format_tar(source.get());
  archive_read_support_format_zip(source.get());
  if (archive_read_open_filename(source.get(), path.c_str(), 1 << 16) != ARCHIVE_OK)
    return fail("cannot unpack {}: {}", path.filename().string(), archive_error_string(source.get()));
  if (auto done = unpack_all(source.get(), target, options); !done)
    return base::fail_because(done.error(), "cannot unpack {}", path.filename().string());
  return {};
}

}  // namespace kelp::builder
