#include "runtime/bridge/buffer_record.h"

#include "runtime/py/error.h"

namespace bridge {
namespace {

void get_view(py::handle object, Py_buffer& view) {
  if (PyObject_GetBuffer(object.get(), &view, PyBUF_FULL) == 0) return;
  // Some exporters refuse a writable view with another error than BufferError.
  PyErr_Clear();
  py::checked(PyObject_GetBuffer(object.get(), &view, PyBUF_FULL_RO));
}

struct extent {
  Py_ssize_t before = 0, after = 0;  // bytes that lie before and after the first element's first byte
};

// ctypes leaves the strides out: then the elements lie one after the other, the last index fastest.
std::vector<Py_ssize_t> strides_of(const Py_buffer& view) {
  std::vector<Py_ssize_t> strides(std::size_t(view.ndim), view.itemsize);
  for (int i = view.ndim - 2; i >= 0; --i)
    strides[std::size_t(i)] = strides[std::size_t(i + 1)] * view.shape[i + 1];
  if (view.strides != nullptr) strides.assign(view.strides, view.strides + view.ndim);
  return strides;
}

extent extent_of(const Py_buffer& view, const std::vector<Py_ssize_t>& strides) {
  extent e;
  e.after = view.len == 0 ? 0 : view.itemsize;
  if (view.len == 0) return e;
  for (int i = 0; i < view.ndim; ++i) {
    const auto reach = (view.shape[i] - 1) * strides[std::size_t(i)];
    (reach < 0 ? e.before : e.after) += reach < 0 ? -reach : reach;
  }
  return e;
}

}  // namespace

buffer_record::buffer_record(py::handle object) {
  get_view(object, view);
  if (view.suboffsets != nullptr) {
    PyBuffer_Release(&view);
    py::raise(PyExc_ValueError, "a buffer with suboffsets cannot be given to JavaScript");
  }
  const auto all_strides = strides_of(view);
  const auto e = extent_of(view, all_strides);
  start = view.buf;
  data = static_cast<const char*>(view.buf) - e.before;
  span = std::uint32_t(e.before + e.after);
  format = view.format == nullptr ? "B" : view.format;
  shape = view.shape;
  made_strides = all_strides;
  strides = made_strides.data();
  ndim = std::uint32_t(view.ndim);
  itemsize = std::uint32_t(view.itemsize);
  nbytes = std::uint32_t(view.len);
  readonly = std::uint32_t(view.readonly);
  c_contiguous = std::uint32_t(PyBuffer_IsContiguous(&view, 'C'));
  f_contiguous = std::uint32_t(PyBuffer_IsContiguous(&view, 'F'));
}

}  // namespace bridge
