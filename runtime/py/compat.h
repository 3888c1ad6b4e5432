#pragma once

#include "runtime/py/ref.h"

// What CPython 3.14 has and the 3.11 of the native unit tests has not. Each function behaves as 3.14's.

#if PY_VERSION_HEX < 0x030c0000

inline int PyUnstable_Long_IsCompact(const PyLongObject* integer) {
  return Py_SIZE(integer) >= -1 && Py_SIZE(integer) <= 1;
}

inline Py_ssize_t PyUnstable_Long_CompactValue(const PyLongObject* integer) {
  return Py_SIZE(integer) * Py_ssize_t(integer->ob_digit[0]);
}

#endif

#ifndef Py_CONSTANT_NONE  // 3.13

inline int PyObject_GetOptionalAttr(PyObject* object, PyObject* name, PyObject** result) {
  *result = PyObject_GetAttr(object, name);
  if (*result != nullptr) return 1;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
  PyErr_Clear();
  return 0;
}

inline int PyDict_GetItemRef(PyObject* dict, PyObject* key, PyObject** result) {
  *result = PyDict_GetItemWithError(dict, key);
  Py_XINCREF(*result);
  return *result != nullptr ? 1 : PyErr_Occurred() ? -1 : 0;
}

inline int PyObject_HasAttrWithError(PyObject* object, PyObject* name) {
  PyObject* value;
  int found = PyObject_GetOptionalAttr(object, name, &value);
  Py_XDECREF(value);
  return found;
}

#endif

#if PY_VERSION_HEX < 0x030c0000

inline PyObject* PyErr_GetRaisedException() {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (type == nullptr) return nullptr;
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  Py_XDECREF(traceback);
  Py_DECREF(type);
  return value;
}

inline void PyErr_SetRaisedException(PyObject* exception) {
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(exception));
  Py_INCREF(type);
  PyErr_Restore(type, exception, PyException_GetTraceback(exception));
}

#endif
