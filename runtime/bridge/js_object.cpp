// Every JavaScript object: attributes, comparison, repr, truth and the methods that all proxies have.

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_names.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

py::ref raise_attribute_error(PyObject* name) {
  PyErr_SetObject(PyExc_AttributeError, name);
  return {};
}

// dict() and others take what has keys() for a mapping, which an array is not.
bool hides(PyObject* self, PyObject* name) {
  return any(proxy_of(self).flags, js_array | js_typed_array) && PyUnicode_GET_LENGTH(name) == 4 &&
         PyUnicode_CompareWithASCIIString(name, "keys") == 0;
}

// What Python itself keeps on a JavaScript object that was imported; `from module import *` takes all
// properties.
py::ref missing_attribute(PyObject* self, PyObject* name) {
  PyObject* own = proxy_of(self).attributes;
  if (own == nullptr) return raise_attribute_error(name);
  if (auto value = py::dict_get(own, name)) return value;
  if (PyUnicode_CompareWithASCIIString(name, "__all__") != 0) return raise_attribute_error(name);
  return py::call(helper("names_of_module"), py::handle(self));
}

py::ref get_attr(PyObject* self, PyObject* name) {
  if (hides(self, name)) return raise_attribute_error(name);
  if (_PyType_Lookup(Py_TYPE(self), name) != nullptr) return py::adopt(PyObject_GenericGetAttr(self, name));
  if (proxy_of(self).binding != nullptr) [[unlikely]]
    return py::call(helper("bound_attribute"), py::handle(self), py::handle(name));
  js::cell key;
  keeper keep;
  attribute_to_js(name, key, keep);
  if (!succeeded(js_get(target_of(self), &key))) {
    return missing_attribute(self, name);
  }
  const bool is_method = exchange.from_js.kind == js::tag::python && (exchange.from_js.aux & js::method) != 0;
  auto result = take_result();
  if (is_method) proxy_of(result).receiver = Py_NewRef(self);
  return result;
}

// What importlib sets on a module belongs to Python, not to the JavaScript object.
bool belongs_to_import_system(PyObject* name) {
  for (const char* own :
       {"__loader__", "__name__", "__package__", "__path__", "__spec__", "__file__", "__cached__"})
    if (PyUnicode_CompareWithASCIIString(name, own) == 0) return true;
  return false;
}

int set_attr(PyObject* self, PyObject* name, PyObject* value) {
  if (PyUnicode_READ_CHAR(name, 0) == '_' && belongs_to_import_system(name))
    return py::checked(PyObject_GenericSetAttr(self, name, value));
  js::cell key;
  keeper keep;
  attribute_to_js(name, key, keep);
  if (value == nullptr) {
    if (!perform(operation::delete_property, target_of(self), key))
      raise_attribute_error(name), throw py::error{};
    return 0;
  }
  py::ref converted;
  if (proxy_of(self).binding != nullptr) [[unlikely]] {
    converted = py::call(helper("bound_value"), py::handle(self), py::handle(name), py::handle(value));
    value = converted.get();
  }
  cells<1> written{py::handle(value)};
  succeeded(js_set(target_of(self), &key, written.data()));
  return 0;
}

py::ref to_text(PyObject* self) { return evaluate(operation::to_text, target_of(self)); }

py::ref compare(PyObject* self, PyObject* other, int op) {
  if (!is_js_proxy(other)) return py::borrow(Py_NotImplemented);
  return evaluate(operation::compare, target_of(self), py::handle(other), double(op));
}

Py_ssize_t identity(py::handle self) {
  perform(operation::identity, target_of(self));
  return Py_ssize_t(exchange.from_js.number);
}
Py_hash_t hash(PyObject* self) { return identity(self); }

int truth(PyObject* self) {
  perform(operation::truth, target_of(self));
  return int(exchange.from_js.aux);
}

// A proxy of its own for the same object and the same `this`.
py::ref copy_of(py::handle self) {
  auto& proxy = proxy_of(self);
  auto copy = new_js_proxy(proxy.target.get(), proxy.flags);
  proxy_of(copy).receiver = Py_XNewRef(proxy.receiver);
  return copy;
}

constexpr signature<1> binding_parameters{{"signature"}, 1, 1};
py::ref bind_signature(py::handle self, py::handle signature) {
  auto copy = copy_of(self);
  proxy_of(copy).binding = Py_NewRef(signature.get());
  return copy;
}
py::ref bind_class(py::handle self, py::handle type) {
  return bind_signature(self, py::call(helper("signature_of_class"), type));
}
py::ref binding_of(py::handle self) {
  auto* binding = proxy_of(self).binding;
  return binding == nullptr ? py::none() : py::borrow(binding);
}

py::ref dir(py::handle self) {
  static const py::handle object_dir =
      py::attribute(reinterpret_cast<PyObject*>(&PyBaseObject_Type), "__dir__").release();
  auto names = py::steal(PySet_New(py::call(object_dir, self).get()));
  auto own = evaluate(operation::own_names, target_of(self));
  static const py::handle update = py::interned("update").release();
  py::call_method(names, update, own);
  return py::steal(PySequence_List(names.get()));
}

py::ref type_of(py::handle self) { return evaluate(operation::type_name, target_of(self)); }
py::ref id_of(py::handle self) { return converter<Py_ssize_t>::to_python(identity(self)); }
py::ref entries(py::handle self) { return evaluate(operation::object_entries, target_of(self)); }
py::ref keys(py::handle self) { return evaluate(operation::object_keys, target_of(self)); }
py::ref values(py::handle self) { return evaluate(operation::object_values, target_of(self)); }
py::ref weak_reference(py::handle self) { return evaluate(operation::weak_reference, target_of(self)); }

py::handle or_none(py::handle given) { return given ? given : py::handle(Py_None); }

constexpr signature<1> map_parameters{{"hereditary"}, 0, 0};
py::ref object_map(py::handle self, py::handle hereditary) {
  const bool all = hereditary && converter<bool>::from_python(hereditary);
  return evaluate(operation::object_map, target_of(self), py::handle(all ? Py_True : Py_False));
}

py::ref as_py_json(py::handle self) {
  return evaluate(operation::object_map, target_of(self), py::handle(Py_True));
}

constexpr signature<2> to_py_parameters{{"depth", "default_converter"}, 0, 0};
py::ref to_py(py::handle self, py::handle depth, py::handle default_converter) {
  const auto levels = depth ? converter<Py_ssize_t>::from_python(depth) : -1;
  return evaluate(operation::to_python, target_of(self), double(levels), or_none(default_converter));
}

}  // namespace

const PyType_Slot* js_object_slots() {
  static PyMethodDef methods[] = {
      def<dir>("__dir__", "The names of Python's attributes and of the JavaScript object's properties."),
      def<entries>("object_entries", "JavaScript's Object.entries of this object."),
      def<keys>("object_keys", "JavaScript's Object.keys of this object."),
      def<values>("object_values", "JavaScript's Object.values of this object."),
      def<weak_reference>("to_weakref",
                          "A JavaScript WeakRef of this object; its deref() gives the object or None."),
      def<object_map, map_parameters>("as_object_map",
                                      "as_object_map($self, /, *, hereditary=False)\n--\n\n"
                                      "The object's own properties as a mapping (with hereditary also the "
                                      "objects in it)."),
      def<as_py_json>("as_py_json",
                      "as_py_json($self, /)\n--\n\nPlain objects as mappings and arrays of them, also in "
                      "each other; nothing is copied."),
      def<to_py, to_py_parameters>("to_py",
                                   "to_py($self, /, *, depth=-1, default_converter=None)\n--\n\n"
                                   "The value as lists, dicts, sets and memoryviews, `depth` levels deep."),
      def<bind_signature, binding_parameters>(
          "bind_sig", "A copy whose attributes and calls are converted as the signature says."),
      def<bind_class, binding_parameters>("bind_class",
                                          "The same for a JavaScript class that makes such objects."),
      def<copy_of>("_unbound", "A copy without signature."),
      {}};
  static PyGetSetDef getters[] = {
      getter<type_of>("typeof", "JavaScript's typeof of this object."),
      getter<binding_of>("_sig", "What bind_sig or bind_class was given, or None."),
      getter<id_of>("js_id", "A number that no other live JavaScript object has."),
      {}};
  static const PyType_Slot slots[] = {slot<getattrofunc, get_attr>(Py_tp_getattro),
                                      slot<setattrofunc, set_attr>(Py_tp_setattro),
                                      slot<reprfunc, to_text>(Py_tp_repr),
                                      slot<reprfunc, to_text>(Py_tp_str),
                                      slot<richcmpfunc, compare>(Py_tp_richcompare),
                                      slot<hashfunc, hash>(Py_tp_hash),
                                      slot<inquiry, truth>(Py_nb_bool),
                                      {Py_tp_methods, methods},
                                      {Py_tp_getset, getters},
                                      {0, nullptr}};
  return slots;
}

}  // namespace bridge
