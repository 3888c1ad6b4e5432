#include "runtime/bridge/singletons.h"

#include "runtime/bridge/method.h"
#include "runtime/py/call.h"
#include "runtime/py/type.h"

namespace bridge {
namespace {

PyObject* null_object = nullptr;
PyTypeObject* big_integer_type = nullptr;

py::ref null_repr(PyObject*) { return py::str("jsnull"); }
int null_truth(PyObject*) { return 0; }
py::ref null_new(PyTypeObject*, PyObject*, PyObject*) { return js_null(); }
py::ref null_reduce(py::handle) { return py::str("jsnull"); }  // pickle: the global of this name

const PyType_Slot* null_slots() {
  static PyMethodDef methods[] = {def<null_reduce>("__reduce__", "Pickled as the one jsnull."), {}};
  static const PyType_Slot slots[] = {
      slot<reprfunc, null_repr>(Py_tp_repr),
      slot<inquiry, null_truth>(Py_nb_bool),
      slot<newfunc, null_new>(Py_tp_new),
      {Py_tp_methods, methods},
      {Py_tp_doc, const_cast<char*>("The type of jsnull, which stands for JavaScript's null.")},
      {0, nullptr},
  };
  return slots;
}

// Arithmetic with a BigInt gives a BigInt again.
py::ref as_big(py::ref number) {
  if (!PyLong_CheckExact(number.get())) return number;
  return py::call(reinterpret_cast<PyObject*>(big_integer_type), number);
}

template <binaryfunc PyNumberMethods::*Slot>
py::ref big_binary(PyObject* left, PyObject* right) {
  return as_big(py::adopt((PyLong_Type.tp_as_number->*Slot)(left, right)));
}

template <unaryfunc PyNumberMethods::*Slot>
py::ref big_unary(PyObject* self) {
  return as_big(py::adopt((PyLong_Type.tp_as_number->*Slot)(self)));
}

py::ref big_power(PyObject* base, PyObject* exponent, PyObject* modulus) {
  return as_big(py::adopt(PyLong_Type.tp_as_number->nb_power(base, exponent, modulus)));
}

const PyType_Slot* big_slots() {
  using n = PyNumberMethods;
  static const PyType_Slot slots[] = {
      {Py_tp_doc, const_cast<char*>("A JavaScript BigInt; it goes back as a BigInt, however small.")},
      slot<binaryfunc, big_binary<&n::nb_add>>(Py_nb_add),
      slot<binaryfunc, big_binary<&n::nb_subtract>>(Py_nb_subtract),
      slot<binaryfunc, big_binary<&n::nb_multiply>>(Py_nb_multiply),
      slot<binaryfunc, big_binary<&n::nb_remainder>>(Py_nb_remainder),
      slot<binaryfunc, big_binary<&n::nb_floor_divide>>(Py_nb_floor_divide),
      slot<binaryfunc, big_binary<&n::nb_lshift>>(Py_nb_lshift),
      slot<binaryfunc, big_binary<&n::nb_rshift>>(Py_nb_rshift),
      slot<binaryfunc, big_binary<&n::nb_and>>(Py_nb_and),
      slot<binaryfunc, big_binary<&n::nb_or>>(Py_nb_or),
      slot<binaryfunc, big_binary<&n::nb_xor>>(Py_nb_xor),
      slot<unaryfunc, big_unary<&n::nb_negative>>(Py_nb_negative),
      slot<unaryfunc, big_unary<&n::nb_positive>>(Py_nb_positive),
      slot<unaryfunc, big_unary<&n::nb_absolute>>(Py_nb_absolute),
      slot<unaryfunc, big_unary<&n::nb_invert>>(Py_nb_invert),
      slot<ternaryfunc, big_power>(Py_nb_power),
      {0, nullptr}};
  return slots;
}

void add_to(py::handle module, const char* name, py::handle object) {
  py::checked(PyModule_AddObjectRef(module.get(), name, object.get()));
}

}  // namespace

void make_singletons(py::handle module) {
  auto null_type = py::type_builder("pyodide.ffi.JsNull", sizeof(PyObject)).add(null_slots()).make();
  null_object = py::steal(PyObject_New(PyObject, reinterpret_cast<PyTypeObject*>(null_type.get()))).release();
  auto big = py::type_builder("pyodide.ffi.JsBigInt", 0, Py_TPFLAGS_BASETYPE)
                 .add(big_slots())
                 .make(reinterpret_cast<PyObject*>(&PyLong_Type));
  add_to(module, "JsNull", null_type);
  add_to(module, "jsnull", null_object);
  add_to(module, "JsBigInt", big);
  big_integer_type = reinterpret_cast<PyTypeObject*>(big.release());
}

py::ref js_null() { return py::borrow(null_object); }
bool is_js_null(py::handle object) { return object.get() == null_object; }

py::ref big_integer(const std::string& digits) {
  auto plain = py::steal(PyLong_FromString(digits.c_str(), nullptr, 16));
  return py::call(reinterpret_cast<PyObject*>(big_integer_type), plain);
}

bool is_big_integer(py::handle object) { return PyObject_TypeCheck(object.get(), big_integer_type); }

}  // namespace bridge
