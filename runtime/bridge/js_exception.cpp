#include "runtime/bridge/js_exception.h"

#include <structmember.h>

#include <new>

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_names.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/method.h"
#include "runtime/js/ref.h"
#include "runtime/py/type.h"

namespace bridge {
namespace {

using js::operation;

struct js_exception {
  PyBaseExceptionObject base;
  PyObject* weakrefs;
  js::ref thrown;
};

PyTypeObject* exception_type = nullptr;

constexpr char documentation[] =
    "An error that JavaScript threw, as a Python exception.\n\n"
    "The error's properties (`name`, `message`, `stack`, `cause` …) are attributes; `js_error` is the error\n"
    "itself. Thrown values that are no Error become one too. The traceback shows where JavaScript threw it.";

js_exception& exception_of(py::handle self) { return *reinterpret_cast<js_exception*>(self.get()); }
js::value thrown_of(py::handle self) { return exception_of(self).thrown.get(); }

PyTypeObject* base_of_exception() { return reinterpret_cast<PyTypeObject*>(PyExc_Exception); }

void dealloc(PyObject* self) noexcept {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (exception_of(self).weakrefs != nullptr) PyObject_ClearWeakRefs(self);
  exception_of(self).thrown.~ref();
  PyObject_GC_Track(self);  // the base untracks it again
  base_of_exception()->tp_dealloc(self);
  Py_DECREF(type);
}

int traverse(PyObject* self, visitproc visit, void* arg) noexcept {
  Py_VISIT(Py_TYPE(self));
  return base_of_exception()->tp_traverse(self, visit, arg);
}

py::ref text(PyObject* self) { return evaluate(operation::error_text, thrown_of(self)); }

py::ref js_error_of(py::handle self) { return evaluate(operation::keep_result, thrown_of(self)); }

// What every JavaScript object has (js_object.cpp), for the error.
py::ref type_of(py::handle self) { return evaluate(operation::type_name, thrown_of(self)); }
py::ref id_of(py::handle self) { return py::steal(PyLong_FromSsize_t(PyObject_Hash(self.get()))); }
py::ref entries(py::handle self) { return evaluate(operation::object_entries, thrown_of(self)); }
py::ref keys(py::handle self) { return evaluate(operation::object_keys, thrown_of(self)); }
py::ref values(py::handle self) { return evaluate(operation::object_values, thrown_of(self)); }
py::ref weak_reference(py::handle self) { return evaluate(operation::weak_reference, thrown_of(self)); }
constexpr signature<2> to_py_parameters{{"depth", "default_converter"}, 0, 0};
py::ref to_py(py::handle self, py::handle, py::handle) { return py::borrow(self); }

py::ref arguments(py::handle self) { return py::steal(PyTuple_Pack(1, text(self.get()).get())); }

// JavaScript's stack is shown with the traceback, as a note; it is formatted only when someone looks.
py::ref notes(PyObject* self) {
  auto list = py::steal(PyList_New(0));
  auto stack = evaluate(operation::error_stack, thrown_of(self));
  if (stack && PyUnicode_Check(stack.get()) && PyUnicode_GET_LENGTH(stack.get()) > 0)
    py::checked(PyList_Append(list.get(), stack.get()));
  return list;
}

bool is_notes(PyObject* name) { return PyUnicode_CompareWithASCIIString(name, "__notes__") == 0; }

py::ref get_attr(PyObject* self, PyObject* name) {
  if (PyObject* own = _PyObject_GenericGetAttrWithDict(self, name, nullptr, 1)) return py::adopt(own);
  if (PyErr_Occurred()) return {};
  if (is_notes(name)) {
    auto list = notes(self);
    py::checked(PyObject_GenericSetAttr(self, name, list.get()));
    return list;
  }
  js::cell key;
  keeper keep;
  attribute_to_js(name, key, keep);
  if (succeeded(js_get(thrown_of(self), &key))) return take_result();
  PyErr_SetObject(PyExc_AttributeError, name);
  return {};
}

// What begins with two underscores is Python's (traceback, cause, notes); all else the JavaScript error's.
int set_attr(PyObject* self, PyObject* name, PyObject* value) {
  const bool is_pythons = PyUnicode_GET_LENGTH(name) > 1 && PyUnicode_READ_CHAR(name, 0) == '_' &&
                          PyUnicode_READ_CHAR(name, 1) == '_';
  if (is_pythons || value == nullptr) return py::checked(PyObject_GenericSetAttr(self, name, value));
  js::cell key;
  keeper keep;
  attribute_to_js(name, key, keep);
  cells<1> written{py::handle(value)};
  succeeded(js_set(thrown_of(self), &key, written.data()));
  return 0;
}

// JsException("text") makes a new JavaScript Error; JsException(error) is that error's one exception.
py::ref create(PyTypeObject*, PyObject* args, PyObject*) {
  if (PyTuple_GET_SIZE(args) != 1)
    py::raise(PyExc_TypeError, "JsException takes one argument: a text or a JavaScript error");
  return evaluate(operation::error_create, js::null_value(), py::handle(PyTuple_GET_ITEM(args, 0)));
}
int initialise(PyObject*, PyObject*, PyObject*) { return 0; }

py::ref reduce(py::handle self) { return py::call(helper("reduce_js_exception"), self); }

py::ref compare(PyObject* self, PyObject* other, int op) {
  if (!is_js_exception(other) || (op != Py_EQ && op != Py_NE)) return py::borrow(Py_NotImplemented);
  return evaluate(operation::compare, thrown_of(self), py::handle(other), double(op));
}
Py_hash_t hash(PyObject* self) {
  perform(operation::identity, thrown_of(self));
  return Py_hash_t(exchange.from_js.number);
}

const PyType_Slot* exception_slots() {
  static PyMethodDef methods[] = {
      def<reduce>("__reduce__", "Pickled by name, message and stack."),
      def<entries>("object_entries", "JavaScript's Object.entries of the error."),
      def<keys>("object_keys", "JavaScript's Object.keys of the error."),
      def<values>("object_values", "JavaScript's Object.values of the error."),
      def<weak_reference>("to_weakref", "A JavaScript WeakRef of the error."),
      def<to_py, to_py_parameters>("to_py", "The exception itself: errors have no other form in Python."),
      {}};
  static PyGetSetDef getters[] = {
      getter<js_error_of>("js_error", "The JavaScript error (or whatever was thrown)."),
      getter<type_of>("typeof", "JavaScript's typeof of the error."),
      getter<id_of>("js_id", "A number that no other live JavaScript object has."),
      getter<arguments>("args", "The error's text."),
      {}};
  static PyMemberDef members[] = {
      {"__weaklistoffset__", T_PYSSIZET, offsetof(js_exception, weakrefs), READONLY, nullptr},
      {nullptr, 0, 0, 0, nullptr}};
  static const PyType_Slot slots[] = {{Py_tp_doc, const_cast<char*>(documentation)},
                                      {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                                      {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
                                      slot<reprfunc, text>(Py_tp_str),
                                      slot<reprfunc, text>(Py_tp_repr),
                                      slot<getattrofunc, get_attr>(Py_tp_getattro),
                                      slot<setattrofunc, set_attr>(Py_tp_setattro),
                                      slot<newfunc, create>(Py_tp_new),
                                      slot<initproc, initialise>(Py_tp_init),
                                      slot<richcmpfunc, compare>(Py_tp_richcompare),
                                      slot<hashfunc, hash>(Py_tp_hash),
                                      {Py_tp_methods, methods},
                                      {Py_tp_getset, getters},
                                      {Py_tp_members, members},
                                      {0, nullptr}};
  return slots;
}

}  // namespace

void make_js_exception_type(py::handle module) {
  auto type = py::type_builder("pyodide.ffi.JsException", sizeof(js_exception), Py_TPFLAGS_HAVE_GC)
                  .add(exception_slots())
                  .make(PyExc_Exception);
  py::checked(PyModule_AddObjectRef(module.get(), "JsException", type.get()));
  exception_type = reinterpret_cast<PyTypeObject*>(type.release());
}

py::ref new_js_exception(js::value thrown) {
  auto empty = py::steal(PyTuple_New(0));
  auto exception = py::steal(base_of_exception()->tp_new(exception_type, empty.get(), nullptr));
  exception_of(exception).weakrefs = nullptr;
  auto* kept = new (&exception_of(exception).thrown) js::ref(thrown);
  kept->set_owner(exception.get());
  return exception;
}

bool is_js_exception(py::handle object) { return object.type() == exception_type; }

js::cell thrown_cell(py::handle exception) {
  return {js::tag::object, exception_of(exception).thrown.slot(), {}};
}

js::cell exception_cell(py::ref exception) noexcept {
  if (is_js_exception(exception)) {
    const auto cell = thrown_cell(exception);
    keep_for_reader(std::move(exception));
    return cell;
  }
  js::cell cell{js::tag::python, 0, {}};
  cell.address = exception.release();
  return cell;
}

void remember_last_exception(py::handle exception) noexcept {
  if (PySys_SetObject("last_exc", exception.get()) < 0) PyErr_Clear();
}

}  // namespace bridge
