// JavaScript objects with get, has, set … as Mapping and MutableMapping; `in`.

#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

py::ref raise_key_error(PyObject* key) {
  PyErr_SetObject(PyExc_KeyError, key);
  return {};
}

py::ref subscript(PyObject* self, PyObject* key) {
  if (!perform(operation::map_get, target_of(self), py::handle(key))) return raise_key_error(key);
  return take_result();
}

int assign(PyObject* self, PyObject* key, PyObject* value) {
  if (value != nullptr) {
    perform(operation::map_set, target_of(self), py::handle(key), py::handle(value));
    return 0;
  }
  if (perform(operation::map_delete, target_of(self), py::handle(key))) return 0;
  raise_key_error(key);
  return -1;
}

py::ref keys(PyObject* self) { return evaluate(operation::map_keys, target_of(self)); }

int contains(PyObject* self, PyObject* value) {
  const auto op = (proxy_of(self).flags & js_has_has) != 0 ? operation::map_has : operation::includes;
  perform(op, target_of(self), py::handle(value));
  return int(exchange.from_js.aux);
}

py::ref clear(py::handle self) {
  perform(operation::map_clear, target_of(self));
  return py::none();
}

// Methods of collections.abc that need only the slots above.
void add_mixins(py::handle type, const char* abstract, std::initializer_list<const char*> names) {
  auto source = py::attribute(py::import("collections.abc"), abstract);
  for (const char* name : names)
    py::checked(PyObject_SetAttrString(type.get(), name, py::attribute(source, name).get()));
}

}  // namespace

void finish_map_type(py::handle type, std::uint32_t flags) {
  if (!is_map(flags)) return;
  add_mixins(type, "Mapping", {"keys", "items", "values", "get"});
  if ((flags & js_has_set) != 0)
    add_mixins(type, "MutableMapping", {"pop", "popitem", "setdefault", "update", "_MutableMapping__marker"});
}

const PyType_Slot* js_map_slots() {
  static const PyType_Slot slots[] = {
      slot<binaryfunc, subscript>(Py_mp_subscript), slot<getiterfunc, keys>(Py_tp_iter), {0, nullptr}};
  return slots;
}

const PyType_Slot* js_mutable_map_slots() {
  static PyMethodDef methods[] = {def<clear>("clear", "Takes out all keys."), {}};
  static const PyType_Slot slots[] = {
      slot<objobjargproc, assign>(Py_mp_ass_subscript), {Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

const PyType_Slot* js_contains_slots() {
  static const PyType_Slot slots[] = {slot<objobjproc, contains>(Py_sq_contains), {0, nullptr}};
  return slots;
}

}  // namespace bridge
