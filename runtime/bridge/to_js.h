#pragma once

#include <array>
#include <vector>

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// Python values written as cells for JavaScript: the implicit conversion (numbers, texts, None, JavaScript's
// own objects; everything else becomes a PyProxy).

namespace bridge {

// What must stay alive until JavaScript has read the cells.
using keeper = std::vector<py::ref>;

void to_js(py::handle value, js::cell& out, keeper& keep);
// The same for a single result; what must stay alive is kept until the next one.
void to_js(py::handle value, js::cell& out);

// The text of a str, which must outlive the cell (or `keep` does).
void text_to_js(py::handle text, js::cell& out, keeper& keep);
// A property name: its number where it has one.
void name_to_js(py::handle name, js::cell& out, keeper& keep);
// An owned Python object that becomes a PyProxy.
js::cell object_cell(py::ref object);

inline js::cell integer_cell(double integer) { return {js::tag::integer, 0, {integer}}; }

// Arguments of an import.
template <std::size_t N>
class cells {
 public:
  template <class... A>
  explicit cells(A... args) {
    std::size_t i = 0;
    (write(at_[i++], args), ...);
  }
  const js::cell* data() const { return at_.data(); }

 private:
  void write(js::cell& out, py::handle value) { to_js(value, out, keep_); }
  void write(js::cell& out, double integer) { out = integer_cell(integer); }
  void write(js::cell& out, const js::cell& cell) { out = cell; }

  std::array<js::cell, N + 1> at_;  // one more: no array of nothing
  keeper keep_;
};

}  // namespace bridge
