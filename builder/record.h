// The small record that goes with every artefact: what it is, what it was made from, what is inside.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

struct record_file {
  std::string name;  // as it is called in cache and channel
  std::string sha256;
  std::uint64_t size = 0;  // bytes
  bool operator==(const record_file&) const = default;
};

struct artefact_record {
  std::string name, version, kind, license;
  std::string hash;                           // of the inputs
  std::vector<record_file> files;             // the artefact first; then its tests, if it has such
  std::map<std::string, std::string> inputs;  // label → hash (builder/inputs.h)
  std::vector<std::string> imports;           // python: top-level modules
  std::vector<std::string> depends;           // python: names of recipes needed at run time
  bool shared = false;                        // python: holds a library that others link to
  boost::json::value audit;                   // python: exports and needs of each module (builder/audit.h)

  const record_file& main_file() const { return files.front(); }
  // "numpy-2.5.5-0123456789abcdef": how artefacts that are no wheels, their records and logs are called.
  std::string stem() const { return name + "-" + version + "-" + hash.substr(0, 16); }
};

// Keys sorted, one per line: good to diff.
std::string to_json(const artefact_record& record);
// `display` is how messages call the text.
base::result<artefact_record> parse_record(std::string_view text, const std::string& display);

// JSON text with sorted keys, two spaces per level and a final newline.
std::string pretty_json(const boost::json::value& value);

}  // namespace kelp::builder
