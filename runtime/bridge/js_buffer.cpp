// ArrayBuffers, typed arrays and DataViews: their bytes go over in one copy.

#include <string>

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

struct layout {
  Py_ssize_t size;  // bytes
  char format[2];   // of module struct
};

layout layout_of(py::handle self) {
  perform(operation::buffer_format, target_of(self));
  return {Py_ssize_t(exchange.from_js.number), {char(exchange.from_js.aux), 0}};
}

class buffer {
 public:
  buffer(py::handle object, int flags) { py::checked(PyObject_GetBuffer(object.get(), &view_, flags)); }
  buffer(const buffer&) = delete;
  ~buffer() { PyBuffer_Release(&view_); }
  const Py_buffer& view() const { return view_; }

 private:
  Py_buffer view_;
};

void check_size(Py_ssize_t python, Py_ssize_t javascript) {
  if (python != javascript)
    py::raise(PyExc_ValueError,
              "the Python buffer has %zd bytes and the JavaScript buffer %zd: they must be equal", python,
              javascript);
}

constexpr signature<1> buffer_parameters{{"buffer"}};
py::ref assign(py::handle self, py::handle from) {
  buffer source(from, PyBUF_C_CONTIGUOUS);
  check_size(source.view().len, layout_of(self).size);
  succeeded(js_buffer_write(target_of(self), source.view().buf, int(source.view().len)));
  return py::none();
}

py::ref assign_to(py::handle self, py::handle to) {
  buffer target(to, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE);
  check_size(target.view().len, layout_of(self).size);
  succeeded(js_buffer_read(target_of(self), target.view().buf, int(target.view().len)));
  return py::none();
}

void read(py::handle self, char* to, Py_ssize_t size) {
  succeeded(js_buffer_read(target_of(self), to, int(size)));
}

py::ref to_bytes(py::handle self) {
  const auto size = layout_of(self).size;
  auto bytes = py::steal(PyBytes_FromStringAndSize(nullptr, size));
  read(self, PyBytes_AS_STRING(bytes.get()), size);
  return bytes;
}

py::ref to_memoryview(py::handle self) {
  static const py::handle cast = py::interned("cast").release();
  const auto shape = layout_of(self);
  auto bytes = py::steal(PyByteArray_FromStringAndSize(nullptr, shape.size));
  read(self, PyByteArray_AS_STRING(bytes.get()), shape.size);
  auto view = py::steal(PyMemoryView_FromObject(bytes.get()));
  return shape.format[0] == 'B' ? view : py::call_method(view, cast, py::str(shape.format));
}

constexpr signature<1> encoding_parameters{{"encoding"}, 0};
py::ref to_string(py::handle self, py::handle encoding) {
  if (!perform(operation::buffer_text, target_of(self), encoding ? encoding : py::handle(Py_None)))
    py::raise(PyExc_ValueError, "Failed to decode Javascript TypedArray as %S",
              (encoding ? py::borrow(encoding) : py::str("utf8")).get());
  return take_result();
}

constexpr signature<1> file_parameters{{"file"}};
py::ref to_file(py::handle self, py::handle file) { return py::call(helper("buffer_to_file"), self, file); }
py::ref from_file(py::handle self, py::handle file) {
  return py::call(helper("buffer_from_file"), self, file);
}

constexpr signature<2> subarray_parameters{{"start", "stop"}, 0};
py::ref subarray(py::handle self, py::handle start, py::handle stop) {
  return evaluate(operation::buffer_subarray, target_of(self), start ? start : py::handle(Py_None),
                  stop ? stop : py::handle(Py_None));
}

}  // namespace

const PyType_Slot* js_buffer_slots() {
  static PyMethodDef methods[] = {
      def<assign, buffer_parameters>("assign",
                                     "Copies the bytes of a Python buffer of equal size into this one."),
      def<assign_to, buffer_parameters>(
          "assign_to", "Copies this buffer's bytes into a writable Python buffer of equal size."),
      def<to_bytes>("to_bytes", "A copy as bytes."),
      def<to_memoryview>("to_memoryview", "A copy as a memoryview with the elements' format."),
      def<to_string, encoding_parameters>("to_string",
                                          "The text in these bytes, decoded by JavaScript's TextDecoder."),
      def<to_file, file_parameters>("to_file", "Writes the bytes to a file object that has a descriptor."),
      def<to_file, file_parameters>("_into_file", "The same; the buffer may not be used afterwards."),
      def<from_file, file_parameters>("from_file",
                                      "Fills the buffer from a file object that has a descriptor."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

const PyType_Slot* js_typed_array_slots() {
  static PyMethodDef methods[] = {
      def<subarray, subarray_parameters>("subarray",
                                         "A view of the elements from start to stop, without a copy."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
