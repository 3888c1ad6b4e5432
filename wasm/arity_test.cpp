#include "wasm/arity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wasm/dylink.h"
#include "wasm/notes.h"
#include "wasm/sample.h"

namespace kelp::wasm {
namespace {

using testing::ElementsAre;

TEST(arity, tells_the_parameters_of_each_table_entry) {
  sample made;
  const auto found = arities(made.content(), 100);
  ASSERT_TRUE(found) << found.error().message;
  // Segment 0 at the base: the import `add` and a function () -> (); segment 4 at base + 3 with a null
  // between.
  EXPECT_THAT(*found, ElementsAre(table_arity{100, 2}, table_arity{101, 0}, table_arity{103, 2},
                                  table_arity{105, 2}));
}

TEST(arity, refuses_a_place_that_depends_on_another_global) {
  sample made;
  made.content().elements[0].offset = {made.keep({0x23, 1, 0x0b})};
  const auto found = arities(made.content(), 100);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "an element segment's place depends on global 1, which is not env.__table_base");
}

TEST(dylink, gives_back_what_was_written) {
  const dylink_section made{.memory_size = 70000,
                            .memory_align = 4,
                            .table_size = 300,
                            .table_align = 0,
                            .needed = {"liba.so", "libb.so"},
                            .exports = {{"", "x", symbol_flags::thread_local_}},
                            .imports = {{"env", "y", symbol_flags::weak}},
                            .runtime_paths = {"$ORIGIN"}};
  const auto written = write_dylink(made);
  const auto read = read_dylink(written);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->memory_size, 70000u);
  EXPECT_EQ(read->table_size, 300u);
  EXPECT_EQ(read->needed, made.needed);
  EXPECT_EQ(read->runtime_paths, made.runtime_paths);
  EXPECT_EQ(read->exports[0].name, "x");
  EXPECT_TRUE(read->is_weak_import("y"));
  EXPECT_FALSE(read->is_weak_import("x"));
}

TEST(dylink, unknown_subsections_are_passed_over_and_broken_ones_refused) {
  sample made;
  EXPECT_TRUE(read_dylink(made.keep({99, 2, 1, 2})));
  const auto broken = read_dylink(made.keep({2, 3, 200, 1, 'a'}));
  ASSERT_FALSE(broken);
  EXPECT_EQ(
      broken.error().message,
      "at byte 0x2 (dylink.0 section, subsection 2): 200 names are announced, but only 1 bytes are left");
}

TEST(notes, names_features_and_producers_are_read) {
  sample made;
  const auto names = read_names(made.keep({0, 2, 1, 'm', 1, 4, 1, 5, 1, 'f'}));
  ASSERT_TRUE(names) << names.error().message;
  EXPECT_EQ(names->module, "m");
  EXPECT_EQ(names->functions.at(5), "f");
  const auto features = read_features(made.keep({2, '+', 1, 'a', '-', 1, 'b'}));
  ASSERT_TRUE(features);
  EXPECT_EQ((*features)[1].prefix, '-');
  EXPECT_EQ((*features)[1].name, "b");
  EXPECT_FALSE(read_features(made.keep({1, '?', 1, 'a'})));
  const auto producers = read_producers(made.keep({1, 3, 's', 'd', 'k', 1, 2, 'e', 'm', 1, '3'}));
  ASSERT_TRUE(producers);
  EXPECT_EQ((*producers)[0].field, "sdk");
  EXPECT_EQ((*producers)[0].version, "3");
}

}  // namespace
}  // namespace kelp::wasm
