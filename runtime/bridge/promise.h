#pragma once

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

namespace bridge {

// Gives a future (taken over) the value or the error with which a promise settled; a finished future is left
// alone.
int settle_future(PyObject* future, int rejected, const js::cell* value);

// What a call gave; a promise as a future of the event loop, so that Python can wait for it, cancel it and
// ask it.
py::ref future_if_promise(py::ref result);

}  // namespace bridge
