#pragma once

#include <cstdint>

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// What a PyProxy does with its Python object. Each answers a js::status and leaves its result in
// exchange.from_python. Objects are borrowed; argument cells carry references that are taken over.

namespace bridge::py_proxy {

// The call itself; empty with the indicator set when it failed.
py::ref call_object(PyObject* object, const js::cell* args, int count, int keywords);
int call(PyObject* object, const js::cell* args, int count, int keywords);
// `same` (an address) is what an earlier call named as the attribute's identity; when it is that still,
// answers js::miss with kind `seen`, so that JavaScript gives out the same PyProxy.
int get_attribute(PyObject* object, PyObject* name, const void* same);
int set_attribute(PyObject* object, PyObject* name, const js::cell* value);
int delete_attribute(PyObject* object, PyObject* name);
int has_attribute(PyObject* object, PyObject* name);
int names(PyObject* object);
int text(PyObject* object);
int type_name(PyObject* object);
int is_instance(PyObject* object, const js::cell* type);

int length(PyObject* object);
int get_item(PyObject* object, const js::cell* key);
int set_item(PyObject* object, const js::cell* args);
int delete_item(PyObject* object, const js::cell* key);
int contains(PyObject* object, const js::cell* value);

int iterate(PyObject* object);
int next(PyObject* iterator, const js::cell* value);
int generator_throw(PyObject* generator, const js::cell* error);
int generator_return(PyObject* generator);

// A function of _pyodide._helpers with this object as first argument.
int help(PyObject* object, const js::cell* name, const js::cell* args, int count);

}  // namespace bridge::py_proxy
