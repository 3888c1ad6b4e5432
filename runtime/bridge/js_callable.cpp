// JavaScript functions: calls with positional and keyword arguments, `new`.

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"
#include "runtime/bridge/promise.h"

namespace bridge {
namespace {

// Positional arguments, then keyword names and values in turn; on the stack as long as there are few.
class call_cells {
 public:
  call_cells(PyObject* const* args, std::size_t count, PyObject* keywords) {
    const std::size_t named = keywords == nullptr ? 0 : std::size_t(PyTuple_GET_SIZE(keywords));
    const std::size_t total = count + 2 * named;
    if (total > few_.size()) many_.resize(total);
    at_ = total > few_.size() ? many_.data() : few_.data();
    for (std::size_t i = 0; i < count; ++i) to_js(args[i], at_[i], keep_);
    for (std::size_t i = 0; i < named; ++i) {
      name_to_js(PyTuple_GET_ITEM(keywords, Py_ssize_t(i)), at_[count + 2 * i], keep_);
      to_js(args[count + i], at_[count + 2 * i + 1], keep_);
    }
    count_ = int(count);
    keywords_ = int(named);
  }
  const js::cell* data() const { return at_; }
  int count() const { return count_; }
  int keywords() const { return keywords_; }

 private:
  std::array<js::cell, 8> few_;
  std::vector<js::cell> many_;
  js::cell* at_;
  int count_, keywords_;
  keeper keep_;
};

py::ref keyword_dict(PyObject* const* values, PyObject* keywords) {
  auto dict = py::steal(PyDict_New());
  for (Py_ssize_t i = 0; keywords != nullptr && i < PyTuple_GET_SIZE(keywords); ++i)
    py::checked(PyDict_SetItem(dict.get(), PyTuple_GET_ITEM(keywords, i), values[i]));
  return dict;
}

// The signature of bind_sig converts arguments and result.
py::ref call_bound(py::handle self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  auto positional = py::steal(PyTuple_New(Py_ssize_t(count)));
  for (std::size_t i = 0; i < count; ++i)
    PyTuple_SET_ITEM(positional.get(), Py_ssize_t(i), Py_NewRef(args[i]));
  return py::call(helper("bound_call"), self, positional, keyword_dict(args + count, keywords));
}

// A function that is an attribute of a Python class: the instance is JavaScript's `this`.
py::ref call_as_method(py::handle self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  keeper keep;
  std::vector<js::cell> at(count + 2);
  to_js(proxy_of(self).receiver, at[0], keep);
  for (std::size_t i = 0; i < count; ++i) to_js(args[i], at[i + 1], keep);
  py::ref named = py::none();
  if (keywords != nullptr) named = py::call(helper("js_object"), keyword_dict(args + count, keywords));
  to_js(named, at[count + 1], keep);
  succeeded(js_operation(int(js::operation::call_on), target_of(self), at.data(), int(at.size())));
  return take_result();
}

py::ref bind_to(PyObject* self, PyObject* instance, PyObject*) {
  auto& proxy = proxy_of(self);
  if (instance == nullptr || instance == Py_None || proxy.receiver != nullptr) return py::borrow(self);
  auto method = new_js_method(proxy.target.get(), proxy.flags, instance);
  proxy_of(method).binding = Py_XNewRef(proxy.binding);
  return method;
}

py::ref call(py::handle self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  auto& proxy = proxy_of(self);
  if (proxy.binding != nullptr) [[unlikely]]
    return call_bound(self, args, count, keywords);
  if (proxy.receiver != nullptr && !is_js_proxy(proxy.receiver)) [[unlikely]]
    return call_as_method(self, args, count, keywords);
  call_cells cells(args, count, keywords);
  auto receiver = proxy.receiver == nullptr ? js::null_value() : target_of(proxy.receiver);
  succeeded(js_call(proxy.target.get(), receiver, cells.data(), cells.count(), cells.keywords()));
  return future_if_promise(take_result());
}

py::ref construct(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
  if (proxy_of(self).binding != nullptr) [[unlikely]]
    return call_bound(self, args, std::size_t(count), keywords);
  call_cells cells(args, std::size_t(count), keywords);
  succeeded(js_construct(target_of(self), cells.data(), cells.count(), cells.keywords()));
  return take_result();
}

}  // namespace

PyObject* call_js(PyObject* self, PyObject* const* args, std::size_t count, PyObject* keywords) noexcept {
  try {
    return call(self, args, std::size_t(PyVectorcall_NARGS(count)), keywords).release();
  } catch (...) {
    current_exception_to_python();
  }
  return nullptr;
}

const PyType_Slot* js_callable_slots() {
  using slot_type = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);
  static PyMethodDef methods[] = {
      {"new",
       reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(&from_python<slot_type, construct>::call)),
       METH_FASTCALL | METH_KEYWORDS, "Calls the function as a constructor, with JavaScript's `new`."},
      {}};
  static const PyType_Slot slots[] = {{Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
                                      slot<descrgetfunc, bind_to>(Py_tp_descr_get),
                                      {Py_tp_methods, methods},
                                      {0, nullptr}};
  return slots;
}

}  // namespace bridge
