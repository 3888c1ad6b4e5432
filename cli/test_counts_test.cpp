#include "cli/test_counts.h"

#include <gtest/gtest.h>

namespace kelp::cli {

void PrintTo(const test_counts& counts, std::ostream* out) {
  *out << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped << " skipped";
}

test_counts counted(std::initializer_list<std::string_view> lines) {
  test_counts counts;
  for (auto line : lines) count_line(line, counts);
  return counts;
}

TEST(test_counts, reads_ctest) {
  EXPECT_EQ(counted({"100% tests passed, 0 tests failed out of 53"}), (test_counts{53, 0, 0}));
  EXPECT_EQ(counted({"98% tests passed, 1 tests failed out of 53"}), (test_counts{52, 1, 0}));
}

TEST(test_counts, reads_nodes_runner_in_both_of_its_formats) {
  EXPECT_EQ(counted({"# tests 5", "# pass 4", "# fail 1", "# cancelled 0", "# skipped 2"}),
            (test_counts{4, 1, 2}));
  EXPECT_EQ(counted({"\x1b[34mℹ pass 7\x1b[39m", "\x1b[34mℹ fail 0\x1b[39m"}), (test_counts{7, 0, 0}));
}

TEST(test_counts, reads_pytest) {
  EXPECT_EQ(counted({"===== 2 failed, 768 passed, 3 skipped, 4 xfailed, 9 warnings in 12.34s ====="}),
            (test_counts{772, 2, 3}));
  EXPECT_EQ(counted({"\x1b[32m======== \x1b[32m\x1b[1m53 passed\x1b[0m\x1b[32m in 0.12s\x1b[0m\x1b[32m "
                     "========\x1b[0m"}),
            (test_counts{53, 0, 0}));
  EXPECT_EQ(counted({"1 passed, 1 error in 75.00s (0:01:15)"}), (test_counts{1, 1, 0}));
}

TEST(test_counts, reads_the_plain_line) {
  EXPECT_EQ(counted({"12 passed, 0 failed", "Total: 3 passed, 1 failed, 2 skipped"}),
            (test_counts{15, 1, 2}));
}

TEST(test_counts, other_lines_add_nothing) {
  EXPECT_EQ(counted({"", "the test that passed 3 times failed", "[  PASSED  ] 53 tests.",
                     "I saw 12 passed, 0 failed today", "ok 1 - 5 passed", std::string(10'000, '9')}),
            test_counts{});
}

}  // namespace kelp::cli
