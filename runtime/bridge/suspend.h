#pragma once

#include "runtime/py/ref.h"

// Waiting for a promise in the middle of a call, with the engine's stack switching (JSPI).
//
// Only a call that came in through a promising export may wait, and only when no JavaScript frame lies between: the
// engine would throw at the import itself, where nobody can catch it. Hence the flag that every plain call clears.

namespace bridge {

bool may_suspend();
// The promise's value; its failure is raised. RuntimeError where this stack cannot wait.
py::ref suspend_until(py::handle promise);

// What an export does to the flag: the plain exports forbid waiting while they run, the promising one allows it.
class suspension_scope {
 public:
  explicit suspension_scope(bool allowed);
  suspension_scope(const suspension_scope&) = delete;
  ~suspension_scope();

 private:
  bool before_;
};

}  // namespace bridge
