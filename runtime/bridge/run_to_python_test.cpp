// The decoder of runs that JavaScript writes: right on what JavaScript writes, harmless on anything else.

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "runtime/bridge/to_python.h"
#include "runtime/py/call.h"

namespace {

using js::cell;
using js::tag;

std::string decode(const std::vector<cell>& cells, std::string_view text = {},
                   std::vector<PyObject*> objects = {}, std::uint32_t width = 1) {
  try {
    auto value = bridge::run_to_python({cells.data(), std::uint32_t(cells.size()), text.data(),
                                        std::uint32_t(text.size()), objects.data(),
                                        std::uint32_t(objects.size()), width});
    return PyUnicode_AsUTF8(py::steal(PyObject_ASCII(value.get())).get());
  } catch (const py::error&) {
    auto raised = py::take_raised();
    return raised.type()->tp_name;
  }
}

std::string decode_wide(const std::vector<cell>& cells, std::u16string_view text) {
  return decode(cells, {reinterpret_cast<const char*>(text.data()), 2 * text.size()}, {}, 2);
}

TEST(run_to_python, builds_nested_values) {
  EXPECT_EQ(decode({{tag::list, 2, {}},
                    {tag::integer, 0, {1}},
                    {tag::dict, 1, {}},
                    {tag::text, 2, {}},
                    {tag::null, 0, {}}},
                   "ab"),
            "[1, {'ab': jsnull}]");
}

// Two numbers in the place of one cell.
cell pair(double first, double second) {
  cell c;
  static_assert(sizeof(c) == 2 * sizeof(double));
  const double numbers[] = {first, second};
  std::memcpy(&c, numbers, sizeof(c));
  return c;
}

TEST(run_to_python, packed_numbers_are_ints_where_they_are_integers) {
  EXPECT_EQ(decode({{tag::list, 2, {}},
                    {tag::numbers, 3, {}},
                    pair(1, -2.5),
                    pair(1099511627776.0, 99),
                    {tag::numbers, 2, {}},
                    pair(9007199254740991.0, 9007199254740992.0)}),
            "[[1, -2.5, 1099511627776], [9007199254740991, 9007199254740992.0]]");
  const auto none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(decode({{tag::numbers, 2, {}}, pair(none, -std::numeric_limits<double>::infinity())}),
            "[nan, -inf]");
  EXPECT_EQ(decode({{tag::numbers, 3, {}}, pair(1, 2)}), "ValueError");
  EXPECT_EQ(decode({{tag::numbers, 0xffffffff, {}}, pair(1, 2)}), "ValueError");
}

// Four lengths in the place of one cell.
cell lengths(std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0, std::uint32_t d = 0) {
  cell place;
  const std::uint32_t all[] = {a, b, c, d};
  static_assert(sizeof(place) == sizeof(all));
  std::memcpy(&place, all, sizeof(place));
  return place;
}

TEST(run_to_python, texts_are_taken_from_the_run_in_their_order) {
  EXPECT_EQ(decode({{tag::list, 3, {}},
                    {tag::text, 2, {}},
                    {tag::texts, 5, {}},
                    lengths(1, 0, 3, 1),
                    lengths(1),
                    {tag::text, 1, {}}},
                   "abcdefghi"),
            "['ab', ['c', '', 'def', 'g', 'h'], 'i']");
  EXPECT_EQ(decode({{tag::texts, 2, {}}, lengths(1, 4)}, "abcd"), "ValueError");
  EXPECT_EQ(decode({{tag::texts, 2, {}}, lengths(1, 1)}, "abcd"), "ValueError");
  EXPECT_EQ(decode({{tag::texts, 2, {}}, lengths(1, 0xffffffff)}, "abcd"), "ValueError");
  EXPECT_EQ(decode({{tag::texts, 0xffffffff, {}}, lengths(1)}, "a"), "ValueError");
}

TEST(run_to_python, wide_texts_become_strings_of_the_least_width) {
  EXPECT_EQ(decode_wide({{tag::texts, 4, {}}, lengths(5, 1, 3, 1)}, u"plain\u00e9\u20acxy\u20ac"),
            R"(['plain', '\xe9', '\u20acxy', '\u20ac'])");
}

TEST(run_to_python, pairs_of_surrogates_join_and_lone_ones_stay) {
  const char16_t units[] = {0xd83d, 0xde00, 'a', 0xde00, 0xd83d, 'b', 'c', 0xd83d};
  EXPECT_EQ(decode_wide({{tag::texts, 2, {}}, lengths(7, 1)}, {units, 8}),
            R"(['\U0001f600a\ude00\ud83dbc', '\ud83d'])");
}

TEST(run_to_python, text_that_is_not_what_its_width_says_is_refused) {
  EXPECT_EQ(decode({{tag::text, 9, {}}}, "12345678\xe9"), "ValueError");
  EXPECT_EQ(decode({{tag::text, 2, {}}}, "1234", {}, 3), "ValueError");
  EXPECT_EQ(decode({{tag::text, 1, {}}}, "123", {}, 2), "ValueError");
}

TEST(run_to_python, records_take_their_keys_from_a_shape) {
  auto a = py::str("a");
  auto b = py::str("b");
  const std::vector<PyObject*> keys{a.get(), b.get()};
  EXPECT_EQ(decode({{tag::list, 3, {}},
                    {tag::shape, 2, {}},
                    {tag::python, 0, {}},
                    {tag::python, 1, {}},
                    {tag::record, 0, {}},
                    {tag::integer, 0, {1}},
                    {tag::shape, 1, {}},
                    {tag::python, 1, {}},
                    {tag::record, 1, {}},
                    {tag::null, 0, {}},
                    {tag::record, 0, {}},
                    {tag::seen, 0, {}},
                    {tag::seen, 3, {}},
                    {tag::undefined, 0, {}}},
                   {}, keys),
            "[{'a': 1, 'b': {'b': jsnull}}, {'a': [...], 'b': {...}}, None]");
  EXPECT_EQ(decode({{tag::record, 0, {}}}, {}, keys), "ValueError");
  EXPECT_EQ(decode({{tag::shape, 1, {}}, {tag::null, 0, {}}, {tag::null, 0, {}}}, {}, keys), "ValueError");
  EXPECT_EQ(decode({{tag::shape, 9, {}}, {tag::python, 0, {}}}, {}, keys), "ValueError");
  EXPECT_EQ(decode({{tag::shape, 1, {}}, {tag::python, 0, {}}}, {}, keys), "ValueError");
}

TEST(run_to_python, keeps_cycles) { EXPECT_EQ(decode({{tag::list, 1, {}}, {tag::seen, 0, {}}}), "[[...]]"); }

TEST(run_to_python, two_keys_that_become_one_are_an_error) {
  EXPECT_EQ(decode({{tag::dict, 2, {}},
                    {tag::integer, 0, {1}},
                    {tag::undefined, 0, {}},
                    {tag::boolean, 1, {}},
                    {tag::undefined, 0, {}}}),
            "ConversionError");
}

TEST(run_to_python, refuses_what_does_not_fit_together) {
  EXPECT_EQ(decode({}), "ValueError");
  EXPECT_EQ(decode({{tag::list, 5, {}}}), "ValueError");
  EXPECT_EQ(decode({{tag::list, 0xffffffff, {}}}), "ValueError");
  EXPECT_EQ(decode({{tag::seen, 0, {}}}), "ValueError");
  EXPECT_EQ(decode({{tag::text, 3, {}}}, "ab"), "ValueError");
  EXPECT_EQ(decode({{tag::text, 1, {}}}, "ab"), "ValueError");
  EXPECT_EQ(decode({{tag::text, 0xffffffff, {}}}, "ab", {}, 2), "ValueError");
  EXPECT_EQ(decode({{tag::latin1, 1, {}}}, "a"), "ValueError");
  EXPECT_EQ(decode({{tag::python, 0, {}}}), "ValueError");
  EXPECT_EQ(decode({{tag::object, 1, {}}}), "ValueError");
  EXPECT_EQ(decode({{tag::undefined, 0, {}}, {tag::undefined, 0, {}}}), "ValueError");
}

TEST(run_to_python, deep_nesting_is_a_recursion_error) {
  std::vector<cell> cells(100000, cell{tag::list, 1, {}});
  cells.push_back({tag::undefined, 0, {}});
  EXPECT_EQ(decode(cells), "RecursionError");
}

TEST(run_to_python, survives_random_cells) {
  std::mt19937 random(20261123);  // a failing seed can be run again
  const std::string text = "0123456789abcdef";
  for (int round = 0; round < 20000; ++round) {
    std::vector<cell> cells(1 + random() % 12);
    for (auto& c : cells) {
      c = {tag(random() % 24), std::uint32_t(random() % 8), {double(random() % 100)}};
      if (random() % 2) c.address = reinterpret_cast<const void*>(std::uintptr_t(random() % 24));
      if (random() % 16 == 0) c.aux = std::uint32_t(random());
    }
    PyObject* objects[] = {Py_None};
    decode(cells, text, {objects, objects + 1}, 1 + random() % 2);
    ASSERT_FALSE(PyErr_Occurred());
  }
}

}  // namespace
