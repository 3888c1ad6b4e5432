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

cell at(tag kind, std::uint32_t aux, std::uintptr_t offset) {
  cell c{kind, aux, {}};
  c.address = reinterpret_cast<const void*>(offset);
  return c;
}

std::string decode(const std::vector<cell>& cells, std::string_view text = {},
                   std::vector<PyObject*> objects = {}) {
  try {
    auto value =
        bridge::run_to_python({cells.data(), std::uint32_t(cells.size()), text.data(),
                               std::uint32_t(text.size()), objects.data(), std::uint32_t(objects.size())});
    return PyUnicode_AsUTF8(py::steal(PyObject_Repr(value.get())).get());
  } catch (const py::error&) {
    auto raised = py::take_raised();
    return raised.type()->tp_name;
  }
}

TEST(run_to_python, builds_nested_values) {
  EXPECT_EQ(decode({{tag::list, 2, {}},
                    {tag::integer, 0, {1}},
                    {tag::dict, 1, {}},
                    at(tag::latin1, 2, 0),
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
  EXPECT_EQ(decode({at(tag::latin1, 3, 0)}, "ab"), "ValueError");
  EXPECT_EQ(decode({at(tag::utf16, 1, 1)}, "abcd"), "ValueError");
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
      c = {tag(random() % 22), std::uint32_t(random() % 8), {double(random() % 100)}};
      if (random() % 2) c.address = reinterpret_cast<const void*>(std::uintptr_t(random() % 24));
      if (random() % 16 == 0) c.aux = std::uint32_t(random());
    }
    PyObject* objects[] = {Py_None};
    decode(cells, text, {objects, objects + 1});
    ASSERT_FALSE(PyErr_Occurred());
  }
}

}  // namespace
