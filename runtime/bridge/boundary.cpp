#include "runtime/bridge/boundary.h"

#include <exception>
#include <new>

#include "runtime/bridge/exchange.h"

namespace bridge {

// The whole table of exception translation.
void current_exception_to_python() noexcept {
  try {
    throw;
  } catch (const py::error&) {  // the indicator is already set
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_Format(PyExc_RuntimeError, "the bridge failed: %s", e.what());
  }
}

int current_exception_to_js() noexcept {
  current_exception_to_python();
  return raised_to_js();
}

}  // namespace bridge
