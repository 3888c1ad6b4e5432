// JavaScript functions: calls with positional and keyword arguments, `new`.

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

py::ref call(py::handle self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  auto& proxy = proxy_of(self);
  call_cells cells(args, count, keywords);
  auto receiver = proxy.receiver == nullptr ? js::null_value() : target_of(proxy.receiver);
  succeeded(js_call(proxy.target.get(), receiver, cells.data(), cells.count(), cells.keywords()));
  return future_if_promise(take_result());
}

py::ref construct(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
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
  static const PyType_Slot slots[] = {
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)}, {Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
