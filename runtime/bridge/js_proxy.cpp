#include "runtime/bridge/js_proxy.h"

#include <structmember.h>

#include <cstddef>
#include <new>
#include <unordered_map>

#include "runtime/bridge/boundary.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/py/type.h"

namespace bridge {

destructor js_proxy_dealloc = nullptr;

namespace {

PyObject* base_type = nullptr;

void dealloc(PyObject* self) noexcept {
  PyTypeObject* type = Py_TYPE(self);
  auto& proxy = proxy_of(self);
  if (proxy.weakrefs != nullptr) PyObject_ClearWeakRefs(self);
  Py_CLEAR(proxy.receiver);
  Py_CLEAR(proxy.attributes);
  Py_CLEAR(proxy.binding);
  proxy.target.~ref();
  PyObject_Free(self);
  Py_DECREF(type);
}

// What the evaluation loop asks for: whether to call by vectorcall, and which patterns of `match` apply.
unsigned type_flags(std::uint32_t flags) {
  return (any(flags, js_callable) ? unsigned(Py_TPFLAGS_HAVE_VECTORCALL) : 0u) |
         (any(flags, js_array | js_typed_array) ? unsigned(Py_TPFLAGS_SEQUENCE) : 0u) |
         (is_map(flags) && any(flags, js_has_length) ? unsigned(Py_TPFLAGS_MAPPING) : 0u);
}

py::ref make_type(std::uint32_t flags) {
  py::type_builder builder("pyodide.ffi.JsProxy", sizeof(js_proxy), type_flags(flags));
  builder.add(Py_tp_dealloc, reinterpret_cast<void*>(dealloc));  // CPython would put its own there otherwise
  for (const auto& protocol : js_protocols)
    if (protocol.applies(flags)) builder.add(protocol.slots());
  auto type = builder.make(base_type);
  auto value = py::steal(PyLong_FromUnsignedLong(flags));
  py::checked(PyObject_SetAttrString(type.get(), "_js_type_flags", value.get()));
  finish_map_type(type, flags);
  return type;
}

PyTypeObject* type_for(std::uint32_t flags) {
  static auto& types = *new std::unordered_map<std::uint32_t, PyTypeObject*>;
  auto& type = types[flags];
  if (type == nullptr) type = reinterpret_cast<PyTypeObject*>(make_type(flags).release());
  return type;
}

}  // namespace

py::ref new_js_proxy(js::value value, std::uint32_t flags) {
  PyTypeObject* type = type_for(flags);
  auto object = py::steal(reinterpret_cast<PyObject*>(PyObject_New(js_proxy, type)));
  auto& proxy = proxy_of(object);
  proxy.vectorcall = call_js;
  proxy.receiver = proxy.attributes = proxy.weakrefs = proxy.binding = nullptr;
  proxy.flags = flags;
  new (&proxy.target) js::ref(value);
  return object;
}

py::ref new_js_method(js::value function, std::uint32_t flags, py::handle receiver) {
  auto method = new_js_proxy(function, flags);
  proxy_of(method).receiver = py::borrow(receiver).release();
  return method;
}

void make_js_proxy_type(py::handle module) {
  static PyMemberDef members[] = {
      {"__weaklistoffset__", T_PYSSIZET, offsetof(js_proxy, weakrefs), READONLY, nullptr},
      {"__dictoffset__", T_PYSSIZET, offsetof(js_proxy, attributes), READONLY, nullptr},
      {"__vectorcalloffset__", T_PYSSIZET, offsetof(js_proxy, vectorcall), READONLY, nullptr},
      {nullptr, 0, 0, 0, nullptr}};
  js_proxy_dealloc = dealloc;
  auto builder = py::type_builder("pyodide.ffi.JsProxy", sizeof(js_proxy),
                                  Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION);
  builder.add(Py_tp_dealloc, reinterpret_cast<void*>(dealloc))
      .add(Py_tp_members, members)
      .add(js_object_slots());
  base_type = builder.make().release();
  py::checked(PyModule_AddObjectRef(module.get(), "JsProxy", base_type));
}

}  // namespace bridge
