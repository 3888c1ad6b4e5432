#include "host/bundle.h"

#include <boost/json/parse.hpp>

#include "base/file.h"

namespace kelp::host {
namespace {

base::result<std::map<std::string, std::string>> read_manifest(const std::filesystem::path& file) {
  auto text = base::read_file(file, 1 << 20);
  if (!text) return std::unexpected(text.error());
  boost::system::error_code error;
  auto value = boost::json::parse(*text, error);
  const auto* object = error ? nullptr : value.if_object();
  if (!object) return base::fail("{} is not a JSON object", file.string());
  std::map<std::string, std::string> names;
  for (const auto& [key, name] : *object) {
    if (!name.is_string())
      return base::fail("{}: the name of \"{}\" is not a string", file.string(), std::string(key));
    names.emplace(key, name.get_string());
  }
  return names;
}

}  // namespace

std::string bundle::url(const std::string& entry) const {
  auto found = names.find(entry);
  return found == names.end() ? std::string() : "/assets/" + found->second;
}

base::result<std::shared_ptr<const bundle>> bundle_folder::current() {
  std::error_code absent;
  auto time = std::filesystem::last_write_time(folder_ / "manifest.json", absent);
  if (absent) return base::fail("The page's program is not built; run: npm run build -w notebook");
  std::lock_guard lock(mutex_);
  if (loaded_ && time == manifest_time_) return loaded_;
  auto fresh = load();
  if (!fresh) return fresh;
  loaded_ = *fresh;
  manifest_time_ = time;
  return fresh;
}

std::shared_ptr<const bundle> bundle_folder::last() {
  std::lock_guard lock(mutex_);
  return loaded_;
}

base::result<std::shared_ptr<const bundle>> bundle_folder::load() {
  auto names = read_manifest(folder_ / "manifest.json");
  if (!names) return base::fail_because(names.error(), "The page's program cannot be used");
  auto files = http::static_tree::scan(folder_);
  if (!files) return base::fail_because(files.error(), "The page's program cannot be used");
  for (const auto& [entry, name] : *names)
    if (!files->find(name))
      return base::fail("The page's program lacks {} ({}); run: npm run build -w notebook", name, entry);
  return std::make_shared<const bundle>(std::move(*files), std::move(*names));
}

}  // namespace kelp::host
