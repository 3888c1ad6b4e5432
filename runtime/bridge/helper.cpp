#include "runtime/bridge/helper.h"

#include <string_view>
#include <unordered_map>

namespace bridge {

py::handle helper(const char* name) {
  static auto& known = *new std::unordered_map<std::string_view, PyObject*>;
  auto& function = known[name];
  if (function == nullptr) function = py::attribute(py::import("_pyodide._helpers"), name).release();
  return function;
}

}  // namespace bridge
