#pragma once

#include <array>
#include <cstring>
#include <tuple>

#include "runtime/bridge/boundary.h"

// Typed C++ functions as Python functions and methods: `Py_ssize_t f(py::handle self, double x)` becomes a
// METH_FASTCALL.
//
// Only METH_FASTCALL is made: CPython calls it directly, the older conventions go through its trampoline.

namespace bridge {

// The parameters after self. Those from `required` on may be left out and then arrive as an empty py::handle;
// those from `positional` on are given by keyword only.
template <std::size_t N>
struct signature {
  std::array<const char*, N> names;
  std::size_t required = N;
  std::size_t positional = N;
};
inline constexpr signature<0> no_parameters{};

// Puts each argument of a call in the place of its parameter.
void bind_arguments(const char* const* names, std::size_t count, std::size_t required, std::size_t positional,
                    PyObject* const* args, Py_ssize_t given, PyObject* keywords, py::handle* places);

template <auto Fn, const auto& Signature>
struct method;
template <class R, class... A, R (*Fn)(py::handle, A...), const auto& Signature>
requires(writable<R> && (readable<A> && ...)) struct method<Fn, Signature> {
  static py::ref load_and_call(PyObject* self, PyObject* const* args, Py_ssize_t given, PyObject* keywords) {
    std::array<py::handle, sizeof...(A) + 1> places{};  // one more: no array of nothing
    bind_arguments(Signature.names.data(), sizeof...(A), Signature.required, Signature.positional, args,
                   given, keywords, places.data());
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::tuple<A...> loaded{converter<A>::from_python(places[I])...};  // braces: left to right
      return converter<R>::to_python(
          std::apply([self](A... a) { return Fn(self, std::move(a)...); }, std::move(loaded)));
    }
    (std::index_sequence_for<A...>{});
  }
  static PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t given,
                        PyObject* keywords) noexcept {
    try {
      return to_c(load_and_call(self, args, given, keywords));
    } catch (...) {
      current_exception_to_python();
    }
    return nullptr;
  }
};

template <auto Fn, const auto& Signature = no_parameters>
PyMethodDef def(const char* name, const char* doc) {
  PyObject* (*thunk)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*) noexcept =
      &method<Fn, Signature>::call;
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(thunk)), METH_FASTCALL | METH_KEYWORDS,
          doc};
}

}  // namespace bridge
