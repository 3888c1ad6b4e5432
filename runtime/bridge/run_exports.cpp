#include "runtime/bridge/run_exports.h"

#include <algorithm>
#include <string_view>

#include "runtime/bridge/buffer_record.h"
#include "runtime/bridge/exchange.h"
#include "runtime/bridge/run_to_js.h"
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

// `size` bytes of well-formed UTF-8, none of them of a character above U+FFFF.
template <class Unit>
void decode(const char* bytes, std::size_t size, Unit* to, Unit* end) {
  for (const auto *at = bytes, *stop = bytes + size; at < stop && to < end;) {
    const auto byte = [&at, stop] {
      return at < stop ? std::uint32_t(static_cast<unsigned char>(*at++)) : 0u;
    };
    const auto first = byte();
    std::uint32_t unit = first;
    if (first >= 0xe0) {
      const auto second = byte() & 0x3f;
      unit = (first & 0x0f) << 12 | second << 6 | (byte() & 0x3f);
    } else if (first >= 0x80) {
      unit = (first & 0x1f) << 6 | (byte() & 0x3f);
    }
    *to++ = Unit(unit);
  }
}

py::ref text_of(std::string_view bytes, Py_ssize_t length, unsigned char widest) {
  if (widest >= 0xf0) return py::steal(PyUnicode_DecodeUTF8(bytes.data(), Py_ssize_t(bytes.size()), nullptr));
  auto text = py::steal(PyUnicode_New(length, widest < 0x80 ? 127 : widest < 0xc4 ? 255 : 0xffff));
  if (widest < 0xc4) {
    auto* body = PyUnicode_1BYTE_DATA(text.get());
    decode(bytes.data(), bytes.size(), body, body + length);
  } else {
    auto* body = PyUnicode_2BYTE_DATA(text.get());
    decode(bytes.data(), bytes.size(), body, body + length);
  }
  return text;
}

}  // namespace

int text_of_utf8(const char* bytes, int size, int length) {
  const std::string_view all(bytes, std::size_t(size));
  unsigned char widest = 0;
  for (const char byte : all) widest = std::max(widest, static_cast<unsigned char>(byte));
  if (widest >= 0xef && all.find("\xef\xbf\xbd") != all.npos) return js::miss;
  return object_to_js(text_of(all, length, widest), nullptr);
}

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
