#include "builder/lock_file.h"

#include <boost/json.hpp>

namespace kelp::builder {
namespace {

namespace json = boost::json;

// Level of the API that the loader serves; clients compare it with their own.
constexpr auto api_version = "314.0.7";
// Wheels with PEP 783 tags of this platform version run here as well.
constexpr auto abi_version = "2026_0";
constexpr auto platform = "emscripten_3_1_69";

json::object entry(const artefact_record& record, const record_file& file) {
  return {{"name", record.name},
          {"version", record.version},
          {"file_name", file.name},
          {"install_dir", "site"},
          {"sha256", file.sha256},
          {"size", file.size},
          {"package_type", record.shared ? "shared_library" : "package"},
          {"imports", json::value_from(record.imports)},
          {"depends", json::value_from(record.depends)},
          {"unvendored_tests", record.files.size() > 1}};
}

json::object tests_entry(const artefact_record& record) {
  auto made = entry(record, record.files.at(1));
  made["name"] = record.name + "-tests";
  made["imports"] = json::array();
  made["depends"] = json::array{record.name};
  made["package_type"] = "package";
  made["unvendored_tests"] = false;
  return made;
}

}  // namespace

std::string lock_file(const std::map<std::string, artefact>& artefacts, const std::string& python) {
  json::object packages;
  for (const auto& [name, made] : artefacts) {
    if (made.record.kind != "python") continue;
    packages[name] = entry(made.record, made.record.main_file());
    if (made.record.files.size() > 1) packages[name + "-tests"] = tests_entry(made.record);
  }
  return pretty_json({{"info",
                       {{"arch", "wasm32"},
                        {"platform", platform},
                        {"version", api_version},
                        {"python", python},
                        {"abi_version", abi_version}}},
                      {"packages", packages}});
}

}  // namespace kelp::builder
