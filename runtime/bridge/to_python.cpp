#include "runtime/bridge/to_python.h"

#include <cmath>
#include <new>
#include <string>

#include "runtime/bridge/singletons.h"
#include "runtime/bridge/text_survey.h"
#include "runtime/py/call.h"

namespace bridge {
namespace {

py::ref integer(double number) {
  if (number >= -0x80000000p0 && number <= 0x7fffffffp0) return py::steal(PyLong_FromLong(long(number)));
  return py::steal(PyLong_FromDouble(number));
}

py::ref latin1(const js::cell& text) {
  return py::steal(PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, text.address, Py_ssize_t(text.aux)));
}

// An address of 0 says that JavaScript could not make the object.
py::ref object(const js::cell& cell) {
  auto* object = static_cast<PyObject*>(const_cast<void*>(cell.address));
  if (object == nullptr) throw std::bad_alloc();
  return (cell.aux & js::borrowed) != 0 ? py::borrow(object) : py::adopt(object);
}

}  // namespace

py::ref text_of_units(const char16_t* units, std::size_t count) {
  if (!survey(units, count).surrogates)
    return py::steal(PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, units, Py_ssize_t(count)));
  int little_endian = -1;  // and a byte order mark is a character like any other
  return py::steal(PyUnicode_DecodeUTF16(reinterpret_cast<const char*>(units), Py_ssize_t(count) * 2,
                                         "surrogatepass", &little_endian));
}

py::ref number_to_python(double number) {
  // NaN fails both comparisons; the greatest safe integers are 2^53 - 1 from zero.
  if (number > -0x1p53 && number < 0x1p53 && number == std::trunc(number)) return integer(number);
  return py::steal(PyFloat_FromDouble(number));
}

py::ref to_python(const js::cell& cell) {
  switch (cell.kind) {
    case js::tag::undefined:
      return py::none();
    case js::tag::null:
      return js_null();
    case js::tag::boolean:
      return py::borrow(cell.aux != 0 ? Py_True : Py_False);
    case js::tag::integer:
      return integer(cell.number);
    case js::tag::number:
      return py::steal(PyFloat_FromDouble(cell.number));
    case js::tag::ascii:
    case js::tag::latin1:
      return latin1(cell);
    case js::tag::utf16:
      return text_of_units(static_cast<const char16_t*>(cell.address), cell.aux);
    case js::tag::bigint:
      return big_integer(std::string(static_cast<const char*>(cell.address), cell.aux));
    case js::tag::python:
      return object(cell);
    default:
      py::raise(PyExc_SystemError, "a value of kind %u cannot come from JavaScript", unsigned(cell.kind));
  }
}

}  // namespace bridge
