#include "runtime/bridge/method.h"

namespace bridge {
namespace {

std::size_t parameter_number(const char* const* names, std::size_t count, PyObject* keyword) {
  for (std::size_t i = 0; i < count; ++i)
    if (PyUnicode_CompareWithASCIIString(keyword, names[i]) == 0) return i;
  py::raise(PyExc_TypeError, "there is no parameter '%U'", keyword);
}

}  // namespace

void bind_arguments(const char* const* names, std::size_t count, std::size_t required, std::size_t positional,
                    PyObject* const* args, Py_ssize_t given, PyObject* keywords, py::handle* places) {
  if (std::size_t(given) > positional)
    py::raise(PyExc_TypeError, "at most %zu positional arguments are taken, %zd were given", positional,
              given);
  for (Py_ssize_t i = 0; i < given; ++i) places[i] = args[i];
  const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
  for (Py_ssize_t i = 0; i < named; ++i) {
    auto& place = places[parameter_number(names, count, PyTuple_GET_ITEM(keywords, i))];
    if (place) py::raise(PyExc_TypeError, "parameter '%U' was given twice", PyTuple_GET_ITEM(keywords, i));
    place = args[given + i];
  }
  for (std::size_t i = 0; i < required; ++i)
    if (!places[i]) py::raise(PyExc_TypeError, "argument '%s' is missing", names[i]);
}

}  // namespace bridge
