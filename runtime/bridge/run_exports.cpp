#include "runtime/bridge/run_exports.h"

#include "runtime/bridge/buffer_record.h"
#include "runtime/bridge/exchange.h"
#include "runtime/bridge/run_to_js.h"
#include "runtime/bridge/text_survey.h"
#include "runtime/py/call.h"

namespace bridge {
namespace {

int object_to_js(py::ref object, const void* body) {
  exchange.identity = body;
  exchange.from_python = {js::tag::python, 0, {}};
  exchange.from_python.address = object.release();
  return js::ok;
}

int address_to_js(js::tag kind, std::uint32_t aux, const void* address) {
  exchange.from_python = {kind, aux, {}};
  exchange.from_python.address = address;
  return js::ok;
}

}  // namespace

int open_run(PyObject* object, int depth, int may_change) {
  auto* run = new run_to_js(object, depth, may_change != 0);
  exchange.identity = run;
  return address_to_js(js::tag::list, run->size(), run->data());
}

void close_run(void* run) { delete static_cast<run_to_js*>(run); }

int value_of_run(const run_from_js* run) { return object_to_js(run_to_python(*run), nullptr); }

int intern_text(const js::cell* text) {
  PyObject* name = to_python(*text).release();
  PyUnicode_InternInPlace(&name);  // and never given back: JavaScript keeps its address
  return address_to_js(js::tag::python, 0, name);
}

int make_text(const js::cell* text) { return object_to_js(to_python(*text), nullptr); }

int new_text(int length, int width) {
  auto text = py::steal(PyUnicode_New(length, width == 1 ? 127 : 65535));
  const void* body = PyUnicode_DATA(text.get());
  return object_to_js(std::move(text), body);
}

int finish_text(PyObject* written) {
  auto text = py::steal(written);
  const auto* units = reinterpret_cast<const char16_t*>(PyUnicode_2BYTE_DATA(text.get()));
  const auto count = std::size_t(PyUnicode_GET_LENGTH(text.get()));
  const auto found = survey(units, count);
  if (found.surrogates || !found.wide) text = text_of_units(units, count);
  return object_to_js(std::move(text), nullptr);
}

int new_bytes(int size) {
  auto bytes = py::steal(PyByteArray_FromStringAndSize(nullptr, size));
  const void* body = PyByteArray_AS_STRING(bytes.get());
  return object_to_js(std::move(bytes), body);
}

int view_bytes(PyObject* bytes, int format) {
  static const py::handle cast = py::interned("cast").release();
  auto owned = py::steal(bytes);
  auto view = py::steal(PyMemoryView_FromObject(owned.get()));
  const char text[] = {char(format), 0};
  if (format != 'B') view = py::call_method(view, cast, py::str(text));
  return object_to_js(std::move(view), nullptr);
}

int open_buffer(PyObject* object) { return address_to_js(js::tag::array, 0, new buffer_record(object)); }

void close_buffer(void* record) { delete static_cast<buffer_record*>(record); }

}  // namespace bridge
