#pragma once

#include "runtime/js/imports.h"
#include "runtime/py/ref.h"

// The words of linear memory through which results cross, and what reads and writes them.

namespace bridge {

struct exchange_area {
  js::cell from_js;      // result of an import, written by JavaScript just before it returns
  js::cell from_python;  // result of an export, written by C++ just before it returns
  const void* identity;  // of the attribute in from_python (py_proxy.h, get_attribute)
};
extern exchange_area exchange;

// JavaScript -> C++

// True when there is a result, false on a miss; throws py::error after raising what JavaScript threw.
bool succeeded(int status);
// The result of the last import as a Python object.
py::ref take_result();

// C++ -> JavaScript

// Leaves `result` for JavaScript and answers js::ok.
int result_to_js(py::handle result);
int missing_to_js();
int number_to_js(double number);
// Leaves the raised exception for JavaScript and answers js::failed.
int raised_to_js() noexcept;

// Keeps `object` alive until the next result: JavaScript still reads its text.
void keep_for_reader(py::ref object);

}  // namespace bridge
