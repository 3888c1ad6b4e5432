// How many tests ran, read from the closing lines that test runners print.
#pragma once

#include <string_view>

namespace kelp::cli {

struct test_counts {
  long passed = 0, failed = 0, skipped = 0;
  bool operator==(const test_counts&) const = default;
};

// Adds what one line says. Known: ctest ("99% tests passed, 1 tests failed out of 120"), Node's runner ("#
// pass 12", "ℹ fail 0"), pytest ("3 failed, 12 passed, 1 skipped in 0.5s") and the plain "12 passed, 0
// failed". Lines that are not closing lines add nothing.
void count_line(std::string_view line, test_counts& counts);

}  // namespace kelp::cli
