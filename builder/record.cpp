#include "builder/record.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/hash.h"

namespace kelp::builder {
namespace {

namespace json = boost::json;

void print(const json::value& value, const std::string& indent, std::string& out);

void print_object(const json::object& object, const std::string& indent, std::string& out) {
  std::vector<std::string_view> keys;
  for (const auto& item : object) keys.push_back(item.key());
  std::ranges::sort(keys);
  const auto inner = indent + "  ";
  const char* separator = "\n";
  out += '{';
  for (const auto key : keys) {
    out += separator + inner + json::serialize(json::value(key)) + ": ";
    print(object.at(key), inner, out);
    separator = ",\n";
  }
  out += object.empty() ? "}" : "\n" + indent + "}";
}

void print_array(const json::array& array, const std::string& indent, std::string& out) {
  const auto inner = indent + "  ";
  const char* separator = "\n";
  out += '[';
  for (const auto& item : array) {
    out += separator + inner;
    print(item, inner, out);
    separator = ",\n";
  }
  out += array.empty() ? "]" : "\n" + indent + "]";
}

void print(const json::value& value, const std::string& indent, std::string& out) {
  if (value.is_object()) return print_object(value.get_object(), indent, out);
  if (value.is_array()) return print_array(value.get_array(), indent, out);
  out += json::serialize(value);
}

std::vector<std::string> read_texts(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  for (const auto& item : object.at(key).as_array()) texts.emplace_back(item.as_string());
  return texts;
}

artefact_record read_record(const json::object& object) {
  artefact_record made;
  const auto text = [&](std::string_view key) { return std::string(object.at(key).as_string()); };
  made.name = text("name");
  made.version = text("version");
  made.kind = text("kind");
  made.license = text("license");
  made.hash = text("hash");
  for (const auto& item : object.at("files").as_array()) {
    const auto& file = item.as_object();
    made.files.push_back({std::string(file.at("name").as_string()),
                          std::string(file.at("sha256").as_string()),
                          file.at("size").to_number<std::uint64_t>()});
  }
  for (const auto& item : object.at("inputs").as_object())
    made.inputs.emplace(item.key(), item.value().as_string());
  made.imports = read_texts(object, "imports");
  made.depends = read_texts(object, "depends");
  made.shared = object.at("shared").as_bool();
  made.audit = object.at("audit");
  return made;
}

// A record comes from files that anybody may have touched: names in it become paths.
bool is_sound(const artefact_record& record) {
  const auto plain = [](const record_file& file) {
    return !file.name.empty() && file.name[0] != '.' && file.name.find('/') == std::string::npos &&
           base::is_sha256(file.sha256);
  };
  return !record.files.empty() && std::ranges::all_of(record.files, plain) && base::is_sha256(record.hash);
}

}  // namespace

std::string pretty_json(const json::value& value) {
  std::string out;
  print(value, "", out);
  return out + "\n";
}

std::string to_json(const artefact_record& record) {
  json::array files;
  for (const auto& file : record.files)
    files.push_back({{"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
  json::object inputs;
  for (const auto& [label, hash] : record.inputs) inputs[label] = hash;
  return pretty_json({{"name", record.name},
                      {"version", record.version},
                      {"kind", record.kind},
                      {"license", record.license},
                      {"hash", record.hash},
                      {"files", files},
                      {"inputs", inputs},
                      {"imports", json::value_from(record.imports)},
                      {"depends", json::value_from(record.depends)},
                      {"shared", record.shared},
                      {"audit", record.audit}});
}

base::result<artefact_record> parse_record(std::string_view text, const std::string& display) {
  try {
    auto record = read_record(json::parse(text).as_object());
    if (!is_sound(record)) return base::fail("the record {} is damaged", display);
    return record;
  } catch (const std::exception& problem) {
    return base::fail("the record {} is damaged ({})", display, problem.what());
  }
}

}  // namespace kelp::builder
