#include "base/error.h"

#include <system_error>

namespace kelp::base {

std::string errno_text(int code) { return std::generic_category().message(code); }

}  // namespace kelp::base
