#include "runtime/bridge/to_js.h"

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/interned.h"
#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/python_flags.h"
#include "runtime/bridge/singletons.h"
#include "runtime/py/call.h"
#include "runtime/py/compat.h"

namespace bridge {
namespace {

constexpr long long largest_safe = (1LL << 53) - 1;

void hexadecimal(py::handle integer, js::cell& out, keeper& keep) {
  auto digits = py::steal(PyNumber_ToBase(integer.get(), 16));
  text_to_js(digits, out, keep);
  out.kind = js::tag::bigint;
  keep.push_back(std::move(digits));
}

void integer_to_js(py::handle integer, js::cell& out, keeper& keep) {
  int overflow;
  const long long i = PyLong_AsLongLongAndOverflow(integer.get(), &overflow);
  if (i == -1 && overflow == 0 && PyErr_Occurred()) throw py::error{};
  if (overflow != 0 || i > largest_safe || i < -largest_safe || is_big_integer(integer))
    hexadecimal(integer, out, keep);
  else
    out = integer_cell(double(i));
}

// JavaScript's strings have no characters above 65535: those become pairs of surrogates.
void astral_text_to_js(py::handle text, js::cell& out, keeper& keep) {
  auto bytes = py::steal(PyUnicode_AsEncodedString(text.get(), "utf-16-le", "surrogatepass"));
  out.kind = js::tag::utf16;
  out.aux = std::uint32_t(PyBytes_GET_SIZE(bytes.get()) / 2);
  out.address = PyBytes_AS_STRING(bytes.get());
  keep.push_back(std::move(bytes));
}

}  // namespace

void text_to_js(py::handle text, js::cell& out, keeper& keep) {
  const auto kind = PyUnicode_KIND(text.get());
  if (kind == PyUnicode_4BYTE_KIND) return astral_text_to_js(text, out, keep);
  out.kind = kind == PyUnicode_2BYTE_KIND     ? js::tag::utf16
             : PyUnicode_IS_ASCII(text.get()) ? js::tag::ascii
                                              : js::tag::latin1;
  out.aux = std::uint32_t(PyUnicode_GET_LENGTH(text.get()));
  out.address = PyUnicode_DATA(text.get());
}

void name_to_js(py::handle name, js::cell& out, keeper& keep) {
  const auto id = PyUnicode_CHECK_INTERNED(name.get()) ? interned_name(name) : js::most_names;
  if (id == js::most_names) return text_to_js(name, out, keep);
  out.kind = js::tag::name;
  out.aux = id;
}

js::cell object_cell(py::ref object) {
  js::cell out{js::tag::python, python_flags(object), {}};
  out.address = object.release();
  return out;
}

void to_js(py::handle value, js::cell& out, keeper& keep) {
  PyObject* object = value.get();
  PyTypeObject* type = value.type();
  if (object == Py_None) {
    out.kind = js::tag::undefined;
  } else if (PyLong_CheckExact(object)) {
    const auto* integer = reinterpret_cast<PyLongObject*>(object);
    if (PyUnstable_Long_IsCompact(integer)) [[likely]]
      out = integer_cell(double(PyUnstable_Long_CompactValue(integer)));
    else
      integer_to_js(value, out, keep);
  } else if (PyUnicode_Check(object)) {
    text_to_js(value, out, keep);
  } else if (PyBool_Check(object)) {
    out.kind = js::tag::boolean;
    out.aux = object == Py_True;
  } else if (PyFloat_Check(object)) {
    out.kind = js::tag::number;
    out.number = PyFloat_AS_DOUBLE(object);
  } else if (is_js_proxy_type(type)) {
    out = proxy_cell(value);
  } else if (PyLong_Check(object)) {
    integer_to_js(value, out, keep);
  } else if (is_js_null(value)) {
    out.kind = js::tag::null;
  } else if (is_js_exception(value)) {
    out = thrown_cell(value);
  } else {
    out = object_cell(py::borrow(value));
  }
}

void to_js(py::handle value, js::cell& out) {
  keeper keep;
  to_js(value, out, keep);
  if (!keep.empty())
    keep_for_reader(std::move(keep.front()));
  else if (out.kind == js::tag::object || PyUnicode_Check(value.get()))
    keep_for_reader(py::borrow(value));  // perhaps the last reference
}

}  // namespace bridge
