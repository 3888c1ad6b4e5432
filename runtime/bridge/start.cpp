#include "runtime/bridge/start.h"

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/js/ref.h"
#include "runtime/js/slots.h"
#include "runtime/py/call.h"

namespace bridge {
namespace {

// JavaScript remembers slot and generation for the value: later it finds the owner without a call.
PyObject* known(py::ref owner, std::uint32_t slot) {
  exchange.from_python = {js::tag::object, slot, {}};
  return owner.release();
}

}  // namespace

int start_bridge() {
  py::import("_pyodide_core");
  return js::ok;
}

const void* bridge_layout() {
  static const void* const words[] = {&exchange.from_js, &exchange.from_python, &exchange.identity,
                                      &js::slot_records};
  return words;
}

int live_references() {
  keep_for_reader({});
  return int(js::live_slots());
}

int make_room(int slots) {
  js::make_room_for_slots(std::uint32_t(slots));
  return js::ok;
}

int check_signals() {
  py::checked(PyErr_CheckSignals());
  return js::ok;
}

int owned_to_js(PyObject* object) { return result_to_js(py::steal(object)); }

int raise_owned(PyObject* exception) {
  PyErr_SetRaisedException(exception);
  throw py::error{};
}

PyObject* wrap_js(js::value value, int flags) noexcept {
  auto proxy = py::adopt(nullptr);
  try {
    proxy = new_js_proxy(value, std::uint32_t(flags));
  } catch (...) {
    return nullptr;
  }
  auto& target = proxy_of(proxy).target;
  target.set_owner(proxy.get());
  return known(std::move(proxy), target.slot());
}

PyObject* wrap_js_function(js::value function, int flags) noexcept {
  try {
    return new_js_proxy(function, std::uint32_t(flags)).release();
  } catch (...) {
    return nullptr;
  }
}

PyObject* wrap_js_error(js::value error) noexcept {
  try {
    auto exception = new_js_exception(error);
    const auto slot = thrown_cell(exception).aux;
    return known(std::move(exception), slot);
  } catch (...) {
    return nullptr;
  }
}

}  // namespace bridge
