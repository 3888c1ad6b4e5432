#include "runtime/bridge/exchange.h"

#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/to_js.h"
#include "runtime/bridge/to_python.h"
#include "runtime/py/error.h"

namespace bridge {

exchange_area exchange;

namespace {

// Never freed: a destructor at exit would run after the interpreter is gone.
py::ref& kept() {
  static auto* object = new py::ref;
  return *object;
}

void raise_result() {
  auto* exception = static_cast<PyObject*>(const_cast<void*>(exchange.from_js.address));
  PyErr_SetRaisedException(exception);
  throw py::error{};
}

}  // namespace

bool succeeded(int status) {
  if (status == js::failed) [[unlikely]]
    raise_result();
  return status == js::ok;
}

py::ref take_result() { return to_python(exchange.from_js); }

int result_to_js(py::handle result) {
  if (!result) return raised_to_js();
  to_js(result, exchange.from_python);
  return js::ok;
}

int missing_to_js() {
  exchange.from_python.kind = js::tag::missing;
  return js::miss;
}

int number_to_js(double number) {
  exchange.from_python = {js::tag::number, 0, {number}};
  return js::ok;
}

int raised_to_js() noexcept {
  auto exception = py::take_raised();
  remember_last_exception(exception);
  exchange.from_python = exception_cell(std::move(exception));
  return js::failed;
}

void keep_for_reader(py::ref object) { kept() = std::move(object); }

}  // namespace bridge
