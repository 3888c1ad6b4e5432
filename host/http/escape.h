// Text put safely into other text: HTML, JSON inside HTML, one line of a log.
#pragma once

#include <string>
#include <string_view>

namespace kelp::host::http {

// For element content and for attribute values in either kind of quotes.
std::string escape_html(std::string_view text);

// Makes serialised JSON safe inside a <script type="application/json"> element: no "<", ">" or "&" is left.
std::string escape_json_island(std::string_view json);

// A value for key=value log lines: as it is when plain, otherwise quoted with control characters escaped, so
// that no request can forge a line. Longer values are cut at limit bytes.
std::string log_value(std::string_view text, std::size_t limit = 300);

// True when text is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// At most limit bytes of UTF-8 text, cut between characters.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

}  // namespace kelp::host::http
