#include "runtime/bridge/py_proxy.h"

#include <array>
#include <vector>

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/helper.h"
#include "runtime/bridge/singletons.h"
#include "runtime/bridge/to_js.h"
#include "runtime/bridge/to_python.h"

extern "C" int _PyObject_GetMethod(PyObject* object, PyObject* name, PyObject** method);

namespace bridge::py_proxy {
namespace {

// Arguments of a vectorcall, read from cells; on the stack as long as there are few.
class arguments {
 public:
  arguments(const js::cell* cells, std::size_t count) : count_(count) {
    if (count + 1 > few_.size()) many_.resize(count + 1);
    at_ = (count + 1 > few_.size() ? many_.data() : few_.data()) + 1;  // a free place in front for CPython
    for (std::size_t i = 0; i < count; ++i) at_[i] = nullptr;
    for (std::size_t i = 0; i < count; ++i) at_[i] = to_python(cells[i]).release();
  }
  arguments(const arguments&) = delete;
  ~arguments() {
    for (std::size_t i = 0; i < count_; ++i) Py_XDECREF(at_[i]);
  }
  PyObject** data() { return at_; }

 private:
  std::size_t count_;
  std::array<PyObject*, 9> few_;
  std::vector<PyObject*> many_;
  PyObject** at_;
};

// Keyword arguments lie as name, value, name, value … after the positional ones.
py::ref call_with_keywords(PyObject* object, const js::cell* cells, int count, int keywords) {
  std::vector<js::cell> ordered(cells, cells + count);
  auto names = py::steal(PyTuple_New(keywords));
  for (int i = 0; i < keywords; ++i) {
    PyObject* name = to_python(cells[count + 2 * i]).release();
    PyUnicode_InternInPlace(&name);
    PyTuple_SET_ITEM(names.get(), i, name);
    ordered.push_back(cells[count + 2 * i + 1]);
  }
  arguments args(ordered.data(), ordered.size());
  return py::adopt(PyObject_Vectorcall(object, args.data(),
                                       std::size_t(count) | PY_VECTORCALL_ARGUMENTS_OFFSET, names.get()));
}

// A read that missed leaves KeyError or IndexError: to JavaScript that is undefined.
bool clear_lookup_error() { return py::clear_if(PyExc_LookupError); }

int found_or_missing(py::ref value) { return value ? result_to_js(value) : missing_to_js(); }

int same_to_js() {
  exchange.from_python.kind = js::tag::seen;
  return js::miss;
}

int attribute_to_js(py::handle value, const void* identity) {
  exchange.identity = identity;
  return result_to_js(value);
}

py::ref bind_method(PyObject* function, PyObject* self) {
  auto get = Py_TYPE(function)->tp_descr_get;
  return py::steal(get(function, self, reinterpret_cast<PyObject*>(Py_TYPE(self))));
}

int boolean_to_js(bool value) {
  exchange.from_python = {js::tag::boolean, std::uint32_t(value), {}};
  return js::ok;
}

}  // namespace

py::ref call_object(PyObject* object, const js::cell* args, int count, int keywords) {
  if (keywords != 0) return call_with_keywords(object, args, count, keywords);
  arguments loaded(args, std::size_t(count));
  return py::adopt(PyObject_Vectorcall(object, loaded.data(),
                                       std::size_t(count) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr));
}

int call(PyObject* object, const js::cell* args, int count, int keywords) {
  return result_to_js(call_object(object, args, count, keywords));
}

int get_attribute(PyObject* object, PyObject* name, const void* same) {
  PyObject* found = nullptr;
  const bool is_method = _PyObject_GetMethod(object, name, &found) != 0;
  auto value = py::adopt(found);
  if (!value) {
    if (!py::clear_if(PyExc_AttributeError)) throw py::error{};
    return missing_to_js();
  }
  if (value.get() == same) return same_to_js();
  return attribute_to_js(is_method ? bind_method(found, object) : value, found);
}

int set_attribute(PyObject* object, PyObject* name, const js::cell* value) {
  py::checked(PyObject_SetAttr(object, name, to_python(*value).get()));
  return js::ok;
}

int delete_attribute(PyObject* object, PyObject* name) {
  py::checked(PyObject_SetAttr(object, name, nullptr));
  return js::ok;
}

int has_attribute(PyObject* object, PyObject* name) {
  return boolean_to_js(py::checked(PyObject_HasAttrWithError(object, name)) != 0);
}

int names(PyObject* object) { return result_to_js(py::steal(PyObject_Dir(object))); }

int text(PyObject* object) { return result_to_js(py::steal(PyObject_Str(object))); }

// As CPython names it: with the module for types written in C, without for classes of Python.
int type_name(PyObject* object) { return result_to_js(py::str(Py_TYPE(object)->tp_name)); }

int is_instance(PyObject* object, const js::cell* type) {
  return boolean_to_js(py::is_instance(object, to_python(*type)));
}

int length(PyObject* object) { return number_to_js(double(py::checked(PyObject_Size(object)))); }

int get_item(PyObject* object, const js::cell* key) {
  auto place = to_python(*key);
  if (PyDict_CheckExact(object)) return found_or_missing(py::dict_get(object, place));
  auto value = py::adopt(PyObject_GetItem(object, place.get()));
  if (!value && !clear_lookup_error()) throw py::error{};
  return found_or_missing(std::move(value));
}

int set_item(PyObject* object, const js::cell* args) {
  auto key = to_python(args[0]);
  auto value = to_python(args[1]);
  py::checked(PyObject_SetItem(object, key.get(), value.get()));
  return js::ok;
}

int delete_item(PyObject* object, const js::cell* key) {
  if (PyObject_DelItem(object, to_python(*key).get()) == 0) return js::ok;
  if (!clear_lookup_error()) throw py::error{};
  return missing_to_js();
}

int contains(PyObject* object, const js::cell* value) {
  return boolean_to_js(py::checked(PySequence_Contains(object, to_python(*value).get())) != 0);
}

int iterate(PyObject* object) { return result_to_js(py::steal(PyObject_GetIter(object))); }

int next(PyObject* iterator, const js::cell* value) {
  auto sent = to_python(*value);
  PyObject* result = nullptr;
  const auto step = PyIter_Send(iterator, sent.get(), &result);
  auto owned = py::adopt(result);
  if (step == PYGEN_ERROR) throw py::error{};
  result_to_js(owned);
  return step == PYGEN_NEXT ? js::ok : js::miss;
}

// A generator has ended: with the value of its `return`, or with an error.
int returned_to_js() {
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) throw py::error{};
  auto stop = py::take_raised();
  result_to_js(py::attribute(stop, "value"));
  return js::miss;
}

// What the generator yields next; null with the error indicator set where it does not yield.
py::ref throw_into(PyObject* generator, PyObject* exception) {
  static const py::handle name = py::interned("throw").release();
  PyObject* args[] = {generator, exception};
  return py::adopt(PyObject_VectorcallMethod(name.get(), args, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr));
}

int generator_throw(PyObject* generator, const js::cell* error) {
  auto value = throw_into(generator, to_python(*error).get());
  return value ? result_to_js(value) : returned_to_js();
}

// JavaScript's return(): a generator may yield once more on its way out, or return a value of its own.
int generator_return(PyObject* generator) {
  auto value = throw_into(generator, PyExc_GeneratorExit);
  if (value) return result_to_js(value);
  if (py::clear_if(PyExc_GeneratorExit)) return same_to_js();
  return returned_to_js();
}

int help(PyObject* object, const js::cell* name, const js::cell* args, int count) {
  auto function = py::attribute(py::import("_pyodide._helpers"), to_python(*name));
  std::vector<js::cell> all{{js::tag::python, 0, {}}};
  all[0].address = Py_NewRef(object);
  all.insert(all.end(), args, args + count);
  return call(function.get(), all.data(), count + 1, 0);
}

}  // namespace bridge::py_proxy
