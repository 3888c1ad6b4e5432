// A recipe as data: what to fetch, how to build it, what it needs. One file recipes/NAME/recipe.toml, whose
// format builder/README.md describes, becomes one struct that cannot be wrong in form.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

enum class package_kind { library, tool, python, interpreter, runtime };
enum class build_backend { pep517, cmake, configure, script, wheel, pure };
enum class source_origin { pypi, debian, npm, local };

struct recipe_source {
  source_origin origin = source_origin::local;
  std::string package;               // name in its registry; "name@version" for npm; empty for local
  std::vector<std::string> paths;    // local: files and folders of this repository
  std::vector<std::string> exclude;  // local: globs of what is left out
  std::string file;                  // name of the file fetched
  std::string sha256;
  int strip = 1;       // leading path components dropped when unpacking
  std::string into;    // folder below /src; empty: /src itself
  bool unpack = true;  // false: the file is put there as it is
  int line = 0;        // in the recipe
};

struct recipe {
  std::string name, version, summary, license;
  package_kind kind = package_kind::library;
  std::vector<recipe_source> sources;
  std::vector<std::string> patches;  // file names in patches/, in order

  build_backend backend = build_backend::script;
  std::vector<std::string> options;  // for the back end
  std::string cflags, ldflags;
  std::map<std::string, std::string> env;
  std::string script;     // file beside the recipe
  std::string directory;  // below /src, where the back end is run

  std::vector<std::string> requires_host, requires_build, requires_run;

  std::vector<std::string> drop;     // globs of files left out of the wheel
  bool keep_tests = false;           // what is dropped is kept as an archive of its own
  std::vector<std::string> imports;  // top-level import names; empty: computed
  std::vector<std::string> exports;  // symbols modules may export besides PyInit_*
  bool shared = false;               // holds a shared library that others link to
  std::vector<std::string> test_imports;

  std::filesystem::path folder;
  std::string text;  // the bytes of recipe.toml

  bool is_wheel() const { return kind == package_kind::python; }
  // Whether building it runs anything in the sandbox.
  bool needs_sandbox() const { return backend != build_backend::wheel && backend != build_backend::pure; }
  std::filesystem::path path() const { return folder / "recipe.toml"; }
};

std::string_view to_string(package_kind kind);
std::string_view to_string(build_backend backend);
std::string_view to_string(source_origin origin);

// `display` is how messages call the file.
base::result<recipe> parse_recipe(std::string_view text, const std::string& display);
// Reads FOLDER/recipe.toml and looks up patches and script beside it.
base::result<recipe> load_recipe(const std::filesystem::path& folder);

}  // namespace kelp::builder
