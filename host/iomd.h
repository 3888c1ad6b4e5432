// The notebook format, IOMD: front matter in TOML between "+++" lines, then chunks that begin at lines with
// "%%". The text may be hostile: nothing here fails on any bytes, except where a result says so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::host {

inline constexpr std::size_t largest_notebook = std::size_t{16} << 20;  // bytes

struct front_matter {
  std::string title;               // empty when not given
  std::vector<std::string> files;  // names of attached files as written
};

struct chunk {
  std::string type;                // lower case; empty before the first "%%"
  std::vector<std::string> flags;  // as written: "skipRunAll", "hide=code", "#load"
  std::size_t line = 0;            // of the delimiter, from 0; for the text above the first delimiter 0
  std::string_view text;           // without the delimiter line; a view into the document
};

// The TOML between the first line "+++" and the next one, or nothing when the document does not begin so.
std::string_view front_matter_text(std::string_view document);

// An error names the line and what is wrong there. Unknown keys are kept for others: they are no error.
base::result<front_matter> read_front_matter(std::string_view document);

// All chunks in order, the text above the first delimiter (front matter included) first if it is not empty.
std::vector<chunk> split_chunks(std::string_view document);

// The front matter's title, else the first heading of a Markdown chunk, else "Untitled". One line without
// control characters, at most 200 bytes.
std::string title_of(std::string_view document);

// Whether a file holds a notebook: UTF-8 without zero bytes, readable front matter, and a chunk if it holds
// anything.
base::status check_iomd(std::string_view document);

}  // namespace kelp::host
