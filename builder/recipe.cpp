#include "builder/recipe.h"

#include <algorithm>
#include <array>
#include <regex>

#include "base/file.h"
#include "base/hash.h"
#include "builder/toml_reader.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

constexpr std::array kind_names{"library", "tool", "python", "interpreter", "runtime"};
constexpr std::array backend_names{"pep517", "cmake", "configure", "script", "wheel", "pure"};
constexpr std::array origin_names{"pypi", "debian", "npm", "local"};

template <class Enum, class Names>
Enum read_choice(toml_reader& reader, std::string_view key, const Names& names) {
  const auto text = reader.required_text(key);
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) {
    reader.mistake(key, fmt::format("\"{}\" is no {}; it is one of {}", text, key, fmt::join(names, ", ")));
    return Enum{};
  }
  return static_cast<Enum>(found - names.begin());
}

bool is_name(const std::string& text) {
  static const std::regex form("[a-z0-9]([a-z0-9._+-]*[a-z0-9+])?");
  return std::regex_match(text, form);
}

bool is_version(const std::string& text) {
  static const std::regex form("[A-Za-z0-9][A-Za-z0-9.+_]*");
  return std::regex_match(text, form);
}

// A relative path that stays below the folder it is relative to.
bool stays_inside(const std::string& text) {
  const fs::path path(text);
  return path.is_relative() && std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

bool ends_with_wheel_suffix(const std::string& file) { return file.ends_with(".whl"); }

void read_origin(toml_reader& reader, recipe_source& source) {
  int origins = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto package = reader.text(origin_names[i]);
    if (!package) continue;
    ++origins;
    source.origin = static_cast<source_origin>(i);
    source.package = *package;
    if (package->empty())
      reader.mistake(origin_names[i], fmt::format("\"{}\" must not be empty", origin_names[i]));
  }
  source.paths = reader.texts("local");
  source.exclude = reader.texts("exclude");
  if (source.paths.empty() && !source.exclude.empty())
    reader.mistake("exclude", "\"exclude\" is only for local sources");
  origins += !source.paths.empty();
  if (origins != 1) reader.mistake("", "a source has exactly one of pypi, debian, npm, local");
}

void read_fetched_file(toml_reader& reader, recipe_source& source) {
  source.file = reader.required_text("file");
  source.sha256 = reader.required_text("sha256");
  if (source.file.find('/') != std::string::npos)
    reader.mistake("file", "\"file\" is a file name without folders");
  if (!base::is_sha256(source.sha256))
    reader.mistake("sha256", "\"sha256\" must be 64 lower-case hexadecimal digits");
  if (source.origin == source_origin::npm && source.package.find('@', 1) == std::string::npos)
    reader.mistake("npm", "\"npm\" needs a version: \"name@1.2.3\"");
}

base::result<recipe_source> read_source(const toml::table& table, const std::string& display) {
  toml_reader reader(table, display, "[[source]]");
  recipe_source source;
  source.line = reader.line();
  read_origin(reader, source);
  if (source.origin != source_origin::local) read_fetched_file(reader, source);
  source.strip = reader.integer("strip", 0, 9).value_or(ends_with_wheel_suffix(source.file) ? 0 : 1);
  source.into = reader.text("into").value_or("");
  source.unpack = reader.boolean("unpack").value_or(true);
  if (!stays_inside(source.into)) reader.mistake("into", "\"into\" must be a folder below /src");
  for (const auto& path : source.paths)
    if (path.empty() || !stays_inside(path))
      reader.mistake("local", fmt::format("\"{}\" is not inside this repository", path));
  if (auto done = reader.finish(); !done) return std::unexpected(done.error());
  return source;
}

base::status read_build(const toml::table& table, const std::string& display, recipe& made) {
  toml_reader reader(table, display, "[build]");
  made.backend = read_choice<build_backend>(reader, "backend", backend_names);
  made.options = reader.texts("options");
  made.cflags = reader.text("cflags").value_or("");
  made.ldflags = reader.text("ldflags").value_or("");
  made.env = reader.text_map("env");
  made.directory = reader.text("directory").value_or("");
  made.script = reader.text("script").value_or(made.backend == build_backend::script ? "build.sh" : "");
  if (made.backend != build_backend::script && !made.script.empty())
    reader.mistake("script", "\"script\" is only for backend \"script\"");
  if (!stays_inside(made.directory)) reader.mistake("directory", "\"directory\" must be a folder below /src");
  if (!stays_inside(made.script)) reader.mistake("script", "\"script\" must be a file beside the recipe");
  return reader.finish();
}

base::status read_requires(const toml::table& table, const std::string& display, recipe& made) {
  toml_reader reader(table, display, "[requires]");
  made.requires_host = reader.texts("host");
  made.requires_build = reader.texts("build");
  made.requires_run = reader.texts("run");
  return reader.finish();
}

base::status read_wheel(const toml::table& table, const std::string& display, recipe& made) {
  toml_reader reader(table, display, "[wheel]");
  made.drop = reader.texts("drop");
  made.keep_tests = reader.boolean("tests").value_or(false);
  made.imports = reader.texts("imports");
  made.exports = reader.texts("exports");
  made.shared = reader.boolean("shared").value_or(false);
  return reader.finish();
}

base::status read_test(const toml::table& table, const std::string& display, recipe& made) {
  toml_reader reader(table, display, "[test]");
  made.test_imports = reader.texts("imports");
  return reader.finish();
}

// What needs two keys to be seen.
base::status check_sense(const recipe& made, const std::string& display) {
  const bool wheel_backend = !made.needs_sandbox() || made.backend == build_backend::pep517;
  if (wheel_backend && !made.is_wheel())
    return fail("{}: backend \"{}\" makes a wheel, so kind must be \"python\"", display,
                to_string(made.backend));
  if (made.is_wheel() && (made.backend == build_backend::cmake || made.backend == build_backend::configure))
    return fail(
        "{}: backend \"{}\" makes a library; a \"python\" package is made by pep517, wheel, pure or script",
        display, to_string(made.backend));
  if (!made.needs_sandbox() && made.sources.size() != 1)
    return fail("{}: backend \"{}\" takes exactly one [[source]], a wheel", display, to_string(made.backend));
  if (!made.needs_sandbox() && !ends_with_wheel_suffix(made.sources[0].file))
    return fail("{}:{}: backend \"{}\" needs a .whl file", display, made.sources[0].line,
                to_string(made.backend));
  if (made.sources.empty()) return fail("{}: a recipe needs at least one [[source]]", display);
  return {};
}

base::result<recipe> read_recipe(const toml::table& table, const std::string& display) {
  toml_reader reader(table, display, "");
  recipe made;
  made.name = reader.required_text("name");
  made.version = reader.required_text("version");
  made.kind = read_choice<package_kind>(reader, "kind", kind_names);
  made.summary = reader.required_text("summary");
  made.license = reader.required_text("license");
  if (!made.name.empty() && !is_name(made.name))
    reader.mistake("name",
                   fmt::format("\"{}\" is no package name (lower-case letters, digits, . _ + -)", made.name));
  if (!made.version.empty() && !is_version(made.version))
    reader.mistake("version", fmt::format("\"{}\" is no version (letters, digits, . + _)", made.version));
  const auto sources = reader.tables("source");
  const auto* build = reader.table("build");
  if (!build) reader.mistake("build", "[build] is missing");
  const auto* needs = reader.table("requires");
  const auto* wheel = reader.table("wheel");
  const auto* test = reader.table("test");
  if (auto done = reader.finish(); !done) return std::unexpected(done.error());

  for (const auto* item : sources) {
    auto source = read_source(*item, display);
    if (!source) return std::unexpected(source.error());
    made.sources.push_back(std::move(*source));
  }
  if (auto done = read_build(*build, display, made); !done) return std::unexpected(done.error());
  if (needs)
    if (auto done = read_requires(*needs, display, made); !done) return std::unexpected(done.error());
  if (wheel)
    if (auto done = read_wheel(*wheel, display, made); !done) return std::unexpected(done.error());
  if (test)
    if (auto done = read_test(*test, display, made); !done) return std::unexpected(done.error());
  if (auto done = check_sense(made, display); !done) return std::unexpected(done.error());
  return made;
}

base::result<std::vector<std::string>> list_patches(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder / "patches", code), end; !code && it != end; it.increment(code)) {
    const auto name = it->path().filename().string();
    if (!name.ends_with(".patch"))
      return fail("{}: only .patch files belong into patches/", it->path().string());
    names.push_back(name);
  }
  if (code && code != std::errc::no_such_file_or_directory)
    return fail("cannot list {}/patches: {}", folder.string(), code.message());
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::string_view to_string(package_kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view to_string(build_backend backend) { return backend_names[static_cast<std::size_t>(backend)]; }
std::string_view to_string(source_origin origin) { return origin_names[static_cast<std::size_t>(origin)]; }

base::result<recipe> parse_recipe(std::string_view text, const std::string& display) {
  try {
    const toml::table table = toml::parse(text);
    auto made = read_recipe(table, display);
    if (made) made->text = text;
    return made;
  } catch (const toml::parse_error& problem) {
    return fail("{}:{}: {}", display, problem.source().begin.line, problem.description());
  }
}

base::result<recipe> load_recipe(const fs::path& folder) {
  const auto display = "recipes/" + folder.filename().string() + "/recipe.toml";
  auto text = base::read_file(folder / "recipe.toml", 1 << 20);
  if (!text) return std::unexpected(text.error());
  auto made = parse_recipe(*text, display);
  if (!made) return made;
  made->folder = folder;
  if (made->name != folder.filename())
    return fail("{}: name is \"{}\", but the folder is called \"{}\"", display, made->name,
                folder.filename().string());
  if (!made->script.empty() && !fs::is_regular_file(folder / made->script))
    return fail("{}: the script \"{}\" is not there", display, made->script);
  auto patches = list_patches(folder);
  if (!patches) return std::unexpected(patches.error());
  made->patches = std::move(*patches);
  return made;
}

}  // namespace kelp::builder
