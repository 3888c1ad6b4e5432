#pragma once

#include <initializer_list>

#include "runtime/py/error.h"

// The C API calls that the bridge needs, with ownership and errors as C++ has them.

namespace py {

inline ref str(const char* text) { return steal(PyUnicode_FromString(text)); }

inline ref interned(const char* text) { return steal(PyUnicode_InternFromString(text)); }

inline ref attribute(handle object, handle name) { return steal(PyObject_GetAttr(object.get(), name.get())); }

inline ref attribute(handle object, const char* name) {
  return steal(PyObject_GetAttrString(object.get(), name));
}

// Empty when there is no such attribute.
inline ref optional_attribute(handle object, handle name) {
  PyObject* result;
  checked(PyObject_GetOptionalAttr(object.get(), name.get(), &result));
  return adopt(result);
}

// Empty when the key is not there.
inline ref dict_get(handle dict, handle key) {
  PyObject* result;
  checked(PyDict_GetItemRef(dict.get(), key.get(), &result));
  return adopt(result);
}

template <class... Args>
ref call(handle callable, const Args&... args) {
  PyObject* array[] = {nullptr,
                       args.get()...};  // the free place in front lets methods be called without a copy
  return steal(PyObject_Vectorcall(callable.get(), array + 1,
                                   sizeof...(Args) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr));
}

template <class... Args>
ref call_method(handle object, handle name, const Args&... args) {
  PyObject* array[] = {object.get(), args.get()...};
  return steal(PyObject_VectorcallMethod(name.get(), array,
                                         (1 + sizeof...(Args)) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr));
}

inline ref import(const char* module) { return steal(PyImport_ImportModule(module)); }

inline bool is_instance(handle object, handle type) {
  return checked(PyObject_IsInstance(object.get(), type.get())) != 0;
}

}  // namespace py
