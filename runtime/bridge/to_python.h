#pragma once

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// Cells that JavaScript wrote, as Python objects.

namespace bridge {

// A single value. The cell of a Python object carries a reference that is taken over.
py::ref to_python(const js::cell& cell);

// A JavaScript number: an int if it is an integer that a double holds exactly, a float otherwise.
py::ref number_to_python(double number);

// A whole run: lists, dicts and sets with their contents, as JavaScript wrote it for `toPy` and `to_py`.
// Texts lie in `text` (a cell's address is an offset into it); Python objects are numbers of rows in
// `objects`.
struct run_from_js {
  const js::cell* cells;
  std::uint32_t count;
  const char* text;
  std::uint32_t text_size;
  PyObject* const* objects;
  std::uint32_t object_count;
};

// Raises ConversionError when two keys are equal in Python, ValueError when the cells do not fit together (so
// hostile bytes are harmless).
py::ref run_to_python(const run_from_js& run);

}  // namespace bridge
