#include "runtime/bridge/suspend.h"

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/js/imports.h"
#include "runtime/py/error.h"

namespace bridge {
namespace {

bool allowed = false;

}  // namespace

suspension_scope::suspension_scope(bool may) : before_(allowed) { allowed = may; }
suspension_scope::~suspension_scope() { allowed = before_; }

bool may_suspend() { return allowed; }

py::ref suspend_until(py::handle promise) {
  if (!allowed)
    py::raise(PyExc_RuntimeError,
              "Cannot stack switch here: this Python code was called from JavaScript in a way that cannot wait. Call it with "
              "runPythonAsync or callPromising, in an engine that has WebAssembly.Suspending");
  if (!is_js_proxy(promise)) py::raise(PyExc_TypeError, "suspend() takes a JavaScript promise, not %R", promise.get());
  PyThreadState* own = PyThreadState_Get();
  const int status = js_suspend(target_of(promise));
  PyThreadState_Swap(own);
  allowed = true;
  succeeded(status);
  return take_result();
}

}  // namespace bridge
