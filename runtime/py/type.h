#pragma once

#include <vector>

#include "runtime/py/error.h"

// Makes heap types from slots that several files contribute; their methods and getters are put together.

namespace py {

class type_builder {
 public:
  // `name` must outlive the type.
  type_builder(const char* name, std::size_t size, unsigned flags = 0)
      : spec_{name, int(size), 0, unsigned(Py_TPFLAGS_DEFAULT) | flags, nullptr} {}

  // Slots up to the row {0, nullptr}. A later slot of the same number replaces an earlier one.
  type_builder& add(const PyType_Slot* slots);
  type_builder& add(int slot, void* value);

  ref make(handle base = {});

 private:
  PyType_Spec spec_;
  std::vector<PyType_Slot> slots_;
  std::vector<PyMethodDef> methods_;
  std::vector<PyGetSetDef> getters_;
};

}  // namespace py
