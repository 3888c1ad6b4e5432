#pragma once

#include "runtime/bridge/js_flags.h"
#include "runtime/js/ref.h"
#include "runtime/js/wire.h"
#include "runtime/py/call.h"

// A JavaScript object as a Python object. One Python type is made per combination of flags, from the slots of
// the files js_object.cpp, js_callable.cpp, js_sequence.cpp … (one per Python protocol).

namespace bridge {

struct js_proxy {
  PyObject_HEAD vectorcallfunc vectorcall;
  PyObject* receiver;    // `this` of a method (the proxy it was read from), or null
  PyObject* attributes;  // dict of what Python's import system sets on a module, or null
  PyObject* weakrefs;
  PyObject* binding;  // what bind_sig and bind_class gave, or null
  std::uint32_t flags;
  js::ref target;
};

// What a JavaScript object of these flags is in Python. One file each fills it in.
struct protocol {
  bool (*applies)(std::uint32_t flags);
  const PyType_Slot* (*slots)();
};

// Makes JsProxy, the base type, and adds it to the module.
void make_js_proxy_type(py::handle module);

// A new proxy. The caller has looked for one that exists (JavaScript's map of known objects).
py::ref new_js_proxy(js::value value, std::uint32_t flags);
// A function read from `receiver`, to be called on it.
py::ref new_js_method(js::value function, std::uint32_t flags, py::handle receiver);

extern destructor js_proxy_dealloc;  // tells our types from all others
inline bool is_js_proxy_type(PyTypeObject* type) { return type->tp_dealloc == js_proxy_dealloc; }
inline bool is_js_proxy(py::handle object) { return is_js_proxy_type(object.type()); }

inline js_proxy& proxy_of(py::handle self) { return *reinterpret_cast<js_proxy*>(self.get()); }
inline js::value target_of(py::handle self) { return proxy_of(self).target.get(); }

inline js::cell proxy_cell(py::handle proxy) { return {js::tag::object, proxy_of(proxy).target.slot(), {}}; }

}  // namespace bridge
