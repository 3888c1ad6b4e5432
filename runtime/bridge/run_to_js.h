#pragma once

#include <memory>
#include <vector>

#include "runtime/bridge/buffer_record.h"
#include "runtime/bridge/numbered_addresses.h"
#include "runtime/bridge/to_js.h"

// The deep conversion (to_js, toJs): a Python value with its contents as one run of cells, in the order in
// which a reader builds it. Texts are not copied: cells point into Python's strings, which the run keeps
// alive.

namespace bridge {

class run_to_js {
 public:
  // `depth` levels of containers are converted (negative: all). With `may_change` everything is kept alive
  // singly, because callbacks will run while JavaScript reads.
  run_to_js(py::handle value, Py_ssize_t depth, bool may_change);

  const js::cell* data() const { return cells_.data(); }
  std::uint32_t size() const { return std::uint32_t(cells_.size()); }

 private:
  void write(py::handle value, Py_ssize_t depth);
  bool write_container(py::handle value, Py_ssize_t depth);
  bool write_seen(py::handle value);
  void begin(js::tag kind, py::handle value, Py_ssize_t count);
  void write_list(py::handle list, Py_ssize_t depth);
  void write_tuple(py::handle tuple, Py_ssize_t depth);
  void write_dict(py::handle dict, Py_ssize_t depth);
  void write_set(py::handle set, Py_ssize_t depth);
  void write_buffer(py::handle object);
  void write_leaf(py::handle value);

  std::vector<js::cell> cells_;
  numbered_addresses seen_;  // containers, by their number in the run
  keeper keep_;
  std::vector<std::unique_ptr<buffer_record>> buffers_;
  bool may_change_;
};

}  // namespace bridge
