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

void add_to(py::handle module, const char* name, py::handle object) {
  py::checked(PyModule_AddObjectRef(module.get(), name, object.get()));
}

}  // namespace

void make_singletons(py::handle module) {
  auto null_type = py::type_builder("pyodide.ffi.JsNull", sizeof(PyObject)).add(null_slots()).make();
  null_object = py::steal(PyObject_New(PyObject, reinterpret_cast<PyTypeObject*>(null_type.get()))).release();
  static const PyType_Slot big_slots[] = {
      {Py_tp_doc, const_cast<char*>("A JavaScript BigInt; it goes back as a BigInt, however small.")},
      {0, nullptr}};
  auto big = py::type_builder("pyodide.ffi.JsBigInt", 0, Py_TPFLAGS_BASETYPE)
                 .add(big_slots)
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
