#include "runtime/bridge/js_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "runtime/py/call.h"

namespace bridge {
namespace {

constexpr std::array<std::string_view, 35> keywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

bool is_mangled(std::string_view name) {
  auto stem = name;
  while (stem.ends_with('_')) stem.remove_suffix(1);
  return stem.size() < name.size() && std::ranges::find(keywords, stem) != keywords.end();
}

// The same str without its last character, interned.
py::ref unmangled(std::string_view name) {
  PyObject* shorter = PyUnicode_FromStringAndSize(name.data(), Py_ssize_t(name.size()) - 1);
  if (shorter == nullptr) throw py::error{};
  PyUnicode_InternInPlace(&shorter);
  return py::adopt(shorter);
}

bool ends_in_underscore(py::handle name) {
  const auto length = PyUnicode_GET_LENGTH(name.get());
  return length > 0 && PyUnicode_READ_CHAR(name.get(), length - 1) == '_' && PyUnicode_IS_ASCII(name.get());
}

}  // namespace

void attribute_to_js(py::handle name, js::cell& out, keeper& keep) {
  if (ends_in_underscore(name)) [[unlikely]] {
    const std::string_view text(static_cast<const char*>(PyUnicode_DATA(name.get())),
                                std::size_t(PyUnicode_GET_LENGTH(name.get())));
    if (is_mangled(text)) {
      keep.push_back(unmangled(text));
      return name_to_js(keep.back(), out, keep);
    }
  }
  name_to_js(name, out, keep);
}

}  // namespace bridge
