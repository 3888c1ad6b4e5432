// Runs the audit (builder/audit.h) over the folder that becomes a wheel.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "base/error.h"
#include "builder/audit.h"
#include "builder/recipe.h"

namespace kelp::builder {

// The exports of the main module in this folder (a runtime artefact's, unpacked) or of this .wasm file.
base::result<module_symbols> read_main_symbols(const std::filesystem::path& wasm);

// Audits what is in `wheel`; every finding goes to `log`. Fails with the errors' summary. Gives the part of
// the record that tells of the modules (null when there are none).
base::result<boost::json::value> audit_wheel(const recipe& recipe, const std::filesystem::path& wheel,
                                             const std::filesystem::path& work, const module_symbols& main,
                                             const std::function<void(std::string_view)>& log);

// Whether a wheel of this recipe can hold WebAssembly modules.
bool needs_audit(const recipe& recipe);

}  // namespace kelp::builder
