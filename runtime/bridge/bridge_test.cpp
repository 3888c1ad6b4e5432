// The bridge's C++ with a real CPython and the stand-in for JavaScript.

#include <gtest/gtest.h>

#include <string>

#include "runtime/bridge/exchange.h"
#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/py_proxy.h"
#include "runtime/bridge/python_flags.h"
#include "runtime/bridge/run_to_js.h"
#include "runtime/bridge/singletons.h"
#include "runtime/bridge/start.h"
#include "runtime/bridge/to_js.h"
#include "runtime/bridge/to_python.h"
#include "runtime/js/fake.h"
#include "runtime/py/call.h"

extern "C" PyObject* PyInit__pyodide_core();

namespace {

using namespace bridge;
namespace fake = js::fake;

class interpreter : public testing::Environment {
 public:
  void SetUp() override {
    PyImport_AppendInittab("_pyodide_core", &PyInit__pyodide_core);
    Py_Initialize();
    PyRun_SimpleString("import sys; sys.path.insert(0, '" KELP_RUNTIME_PYTHON "')");
    fake::connect({&exchange.from_js,
                   [](js::value v, std::uint32_t flags) -> void* { return wrap_js(v, int(flags)); },
                   [](js::value v) -> void* { return wrap_js_error(v); },
                   [](const void* object) { Py_DECREF(static_cast<PyObject*>(const_cast<void*>(object))); }});
    start_bridge();
  }
};

py::ref globals_of(std::initializer_list<std::pair<const char*, py::ref>> values) {
  auto globals = py::steal(PyDict_New());
  PyDict_SetItemString(globals.get(), "__builtins__", PyEval_GetBuiltins());
  for (auto& [name, value] : values) PyDict_SetItemString(globals.get(), name, value.get());
  return globals;
}

// repr() of an expression's value, or the name of the exception that it raised.
std::string evaluate_with(const char* code,
                          std::initializer_list<std::pair<const char*, py::ref>> values = {}) {
  auto globals = globals_of(values);
  auto result = py::adopt(PyRun_String(code, Py_eval_input, globals.get(), globals.get()));
  if (!result) {
    auto raised = py::take_raised();
    return std::string(raised.type()->tp_name) + ": " +
           PyUnicode_AsUTF8(py::steal(PyObject_Str(raised.get())).get());
  }
  return PyUnicode_AsUTF8(py::steal(PyObject_Repr(result.get())).get());
}

void run(const char* code, std::initializer_list<std::pair<const char*, py::ref>> values) {
  auto globals = globals_of(values);
  if (!py::adopt(PyRun_String(code, Py_file_input, globals.get(), globals.get()))) {
    PyErr_Print();
    FAIL() << "Python raised";
  }
}

py::ref value_of(const char* code) {
  auto globals = globals_of({});
  return py::steal(PyRun_String(code, Py_eval_input, globals.get(), globals.get()));
}

// js_flags.h, as JavaScript's jsFlags() would say
py::ref wrapped(js::value v) {
  std::uint32_t flags = 0;
  if (std::holds_alternative<js::fake_value::function>(v->is)) flags = js_callable;
  if (std::holds_alternative<js::fake_value::list>(v->is)) flags = js_array | js_has_length;
  return py::adopt(wrap_js(v, int(flags)));
}

std::string round_trip(const char* code) {
  auto value = value_of(code);
  js::cell cell{};
  to_js(value, cell);
  auto back = to_python(cell);
  return PyUnicode_AsUTF8(py::steal(PyObject_Repr(back.get())).get());
}

TEST(conversion, keeps_numbers_texts_and_singletons) {
  for (const char* code :
       {"0", "-1", "2**31", "-2**31", "2**53-1", "1.5", "float('inf')", "True", "False", "None", "'abc'",
        "'h\\xe9'", "'\\u4e2d'", "'\\U0001f600'", "'\\ud800x'", "''", "'a\\x00b'"})
    EXPECT_EQ(round_trip(code), PyUnicode_AsUTF8(py::steal(PyObject_Repr(value_of(code).get())).get()))
        << code;
}

TEST(conversion, large_integers_are_big_integers) {
  EXPECT_EQ(round_trip("2**53"), "9007199254740992");
  EXPECT_EQ(round_trip("-10**30"), "-1000000000000000000000000000000");
  EXPECT_TRUE(is_big_integer(big_integer("-0xff")));
}

TEST(conversion, other_objects_cross_as_references) {
  auto list = value_of("[1]");
  const auto before = Py_REFCNT(list.get());
  js::cell cell{};
  to_js(list, cell);
  EXPECT_EQ(cell.kind, js::tag::python);
  EXPECT_EQ(cell.aux & (py_sequence | py_mutable_sequence), py_sequence | py_mutable_sequence);
  cell.aux = 0;  // as JavaScript would hand the reference back
  EXPECT_EQ(to_python(cell).get(), list.get());
  EXPECT_EQ(Py_REFCNT(list.get()), before);
}

TEST(js_object, attributes_are_read_written_and_missed) {
  auto object = wrapped(fake::object({{"x", fake::number(3)}, {"from", fake::text("here")}}));
  EXPECT_EQ(evaluate_with("o.x", {{"o", object}}), "3");
  EXPECT_EQ(evaluate_with("o.from_", {{"o", object}}), "'here'");
  EXPECT_EQ(evaluate_with("o.y", {{"o", object}}), "AttributeError: y");
  EXPECT_EQ(evaluate_with("hasattr(o, 'x'), hasattr(o, 'y')", {{"o", object}}), "(True, False)");
  run("o.y = 'new'", {{"o", object}});
  EXPECT_EQ(evaluate_with("o.y", {{"o", object}}), "'new'");
}

TEST(js_object, an_attribute_is_one_crossing) {
  auto object = wrapped(fake::object({{"x", fake::number(3)}}));
  evaluate_with("o.x", {{"o", object}});
  fake::calls().clear();
  evaluate_with("o.x", {{"o", object}});
  EXPECT_EQ(fake::calls(), std::vector<std::string>{"js_get"});
}

TEST(js_object, a_proxy_returns_its_slot) {
  const auto before = live_references();
  {
    auto object = wrapped(fake::object({}));
    EXPECT_EQ(live_references(), before + 1);
  }
  EXPECT_EQ(live_references(), before);
}

TEST(js_callable, arguments_and_result_cross) {
  auto add = wrapped(fake::callable([](js::value, const js::fake_value::list& args) {
    return fake::number(std::get<double>(args[0]->is) + std::get<double>(args[1]->is));
  }));
  EXPECT_EQ(evaluate_with("f(1, 2.5)", {{"f", add}}), "3.5");
}

TEST(js_callable, keywords_follow_as_names_and_values) {
  auto count = wrapped(fake::callable(
      [](js::value, const js::fake_value::list& args) { return fake::number(double(args.size())); }));
  EXPECT_EQ(evaluate_with("f(1, a=2, b=3)", {{"f", count}}), "5");
  EXPECT_EQ(evaluate_with("f(*range(20))", {{"f", count}}), "20");
}

TEST(js_callable, references_to_arguments_end_with_the_call) {
  auto ignore =
      wrapped(fake::callable([](js::value, const js::fake_value::list&) { return fake::undefined(); }));
  auto list = value_of("[]");
  const auto before = Py_REFCNT(list.get());
  evaluate_with("f(l)", {{"f", ignore}, {"l", list}});
  EXPECT_EQ(Py_REFCNT(list.get()), before);
}

TEST(js_callable, a_thrown_value_is_a_js_exception) {
  auto fail = wrapped(fake::callable([](js::value, const js::fake_value::list&) -> js::value {
    throw fake::thrown{fake::text("too bad")};
  }));
  EXPECT_EQ(evaluate_with("f()", {{"f", fail}}), "pyodide.ffi.JsException: too bad");
  run("try:\n  f()\nexcept Exception as e:\n  assert e.js_error == 'too bad'\n  assert 'fake' in "
      "e.__notes__[0]",
      {{"f", fail}});
}

TEST(js_sequence, indexes_and_length) {
  auto array = wrapped(fake::array({fake::number(1), fake::text("b")}));
  EXPECT_EQ(evaluate_with("len(a), a[0], a[1], a[-1]", {{"a", array}}), "(2, 1, 'b', 'b')");
  EXPECT_EQ(evaluate_with("a[2]", {{"a", array}}), "IndexError: 2");
  EXPECT_EQ(evaluate_with("a['x']", {{"a", array}}).substr(0, 10), "TypeError:");
  run("a.append(7)", {{"a", array}});
  EXPECT_EQ(evaluate_with("a[2]", {{"a", array}}), "7");
}

TEST(js_exception, the_same_value_goes_back) {
  auto exception = py::adopt(wrap_js_error(fake::text("x")));
  const auto slot = thrown_cell(exception).aux;
  PyErr_SetObject(reinterpret_cast<PyObject*>(exception.type()), exception.get());
  EXPECT_EQ(raised_to_js(), js::failed);
  EXPECT_EQ(exchange.from_python.kind, js::tag::object);
  EXPECT_EQ(exchange.from_python.aux, slot);
}

TEST(py_proxy, calls_attributes_and_items) {
  auto dict = value_of("{'a': 1}");
  js::cell key;
  keeper keep;
  auto a = py::str("a"), b = py::str("b");
  text_to_js(a, key, keep);
  EXPECT_EQ(py_proxy::get_item(dict.get(), &key), js::ok);
  EXPECT_EQ(exchange.from_python.number, 1);
  text_to_js(b, key, keep);
  EXPECT_EQ(py_proxy::get_item(dict.get(), &key), js::miss);
  auto name = py::interned("no_such_attribute");
  EXPECT_EQ(py_proxy::get_attribute(dict.get(), name.get(), nullptr), js::miss);
  EXPECT_FALSE(PyErr_Occurred());
  auto function = value_of("lambda x, y=2: x * y");
  js::cell args[] = {js::cell{js::tag::integer, 0, {21}}};
  EXPECT_EQ(py_proxy::call(function.get(), args, 1, 0), js::ok);
  EXPECT_EQ(exchange.from_python.number, 42);
}

TEST(py_proxy, a_method_read_twice_has_one_identity) {
  auto list = value_of("[]");
  auto name = py::interned("append");
  EXPECT_EQ(py_proxy::get_attribute(list.get(), name.get(), nullptr), js::ok);
  to_python(exchange.from_python);
  const void* identity = exchange.identity;
  EXPECT_EQ(py_proxy::get_attribute(list.get(), name.get(), identity), js::miss);
  EXPECT_EQ(exchange.from_python.kind, js::tag::seen);
}

TEST(python_flags, follow_a_class_that_changes) {
  auto cls = value_of("type('C', (), {})");
  auto object = py::call(cls);
  EXPECT_EQ(python_flags(object) & py_callable, 0u);
  PyObject_SetAttrString(cls.get(), "__call__", value_of("lambda self: 1").get());
  EXPECT_EQ(python_flags(object) & py_callable, std::uint32_t(py_callable));
}

TEST(run_to_js, contents_follow_in_order_and_cycles_refer_back) {
  auto list = value_of("[1, 'x', {'k': (2.5, None)}]");
  py::checked(PyList_Append(list.get(), list.get()));
  run_to_js written(list, -1, false);
  const js::tag expected[] = {js::tag::list,   js::tag::integer,   js::tag::ascii,
                              js::tag::dict,   js::tag::name,      js::tag::list,
                              js::tag::number, js::tag::undefined, js::tag::seen};
  ASSERT_EQ(written.size(), std::size(expected));
  for (std::size_t i = 0; i < written.size(); ++i) EXPECT_EQ(written.data()[i].kind, expected[i]) << i;
  EXPECT_EQ(written.data()[8].aux, 0u);
  PyList_SetSlice(list.get(), 0, 10, nullptr);
}

TEST(run_to_js, depth_leaves_inner_containers_alone) {
  auto list = value_of("[[1]]");
  run_to_js written(list, 1, false);
  ASSERT_EQ(written.size(), 2u);
  EXPECT_EQ(written.data()[1].kind, js::tag::python);
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new interpreter);
  return RUN_ALL_TESTS();
}
