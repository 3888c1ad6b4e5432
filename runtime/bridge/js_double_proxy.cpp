// PyProxies and once-callables seen from Python: they can be destroyed and give their Python object back.

#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

py::ref destroy(py::handle self) {
  perform(js::operation::proxy_destroy, target_of(self), 1.0);
  return py::none();
}

py::ref unwrap(py::handle self) { return evaluate(js::operation::proxy_unwrap, target_of(self)); }

}  // namespace

const PyType_Slot* js_double_proxy_slots() {
  static PyMethodDef methods[] = {
      def<destroy>("destroy", "Lets the Python object go; JavaScript can no longer use the proxy."),
      def<unwrap>("unwrap", "The Python object behind the proxy."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
