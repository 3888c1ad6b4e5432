#pragma once

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// Cells that JavaScript wrote, as Python objects.

namespace bridge {

// A single value. The cell of a Python object carries a reference that is taken over.
py::ref to_python(const js::cell& cell);

// A JavaScript number: an int if it is an integer that a double holds exactly, a float otherwise.
py::ref number_to_python(double number);

// So many 16-bit units, surrogates as JavaScript has them: pairs are one character, lone ones stay.
py::ref text_of_units(const char16_t* units, std::size_t count);

// A whole run: lists, dicts and sets with their contents, as JavaScript wrote it for `toPy` and `to_py`.
// Its texts lie in `text` one after the other, in the order of their cells; Python objects are numbers of
// rows in `objects`.
struct run_from_js {
  const js::cell* cells;
  std::uint32_t count;
  const char* text;
  std::uint32_t text_size;  // in bytes
  PyObject* const* objects;
  std::uint32_t object_count;
  std::uint32_t text_width = 1;  // bytes of a character: 1 if all are ASCII, else 2
};

// Raises ConversionError when two keys are equal in Python, ValueError when the cells do not fit together (so
// hostile bytes are harmless).
py::ref run_to_python(const run_from_js& run);

}  // namespace bridge
