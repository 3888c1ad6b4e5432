// pyodide-lock.json: what a distribution holds, in Pyodide's format
// (https://pyodide.org/en/stable/development/lockfile.html), so that its tools read it too.
#pragma once

#include <map>
#include <string>

#include "builder/store.h"

namespace kelp::builder {

// One entry for every Python artefact, and one for the tests taken out of it, if they were kept. `python` is
// the full version of the interpreter. Sorted: the same artefacts give the same text.
std::string lock_file(const std::map<std::string, artefact>& artefacts, const std::string& python);

}  // namespace kelp::builder
