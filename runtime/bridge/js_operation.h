#pragma once

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/to_js.h"
#include "runtime/js/imports.h"

// One operation on a JavaScript value, with Python arguments (py::handle), integers (double) or cells.

namespace bridge {

// False when JavaScript says "nothing there".
template <class... A>
bool perform(js::operation op, js::value self, A... args) {
  cells<sizeof...(A)> written(args...);
  return succeeded(js_operation(int(op), self, written.data(), int(sizeof...(A))));
}

// The result; empty (and no error set) when there is none.
template <class... A>
py::ref evaluate(js::operation op, js::value self, A... args) {
  if (!perform(op, self, args...)) return {};
  return take_result();
}

}  // namespace bridge
