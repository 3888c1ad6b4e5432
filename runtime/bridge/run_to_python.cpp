#include <cstring>
#include <vector>

#include "runtime/bridge/helper.h"
#include "runtime/bridge/recursion_guard.h"
#include "runtime/bridge/text_survey.h"
#include "runtime/bridge/to_python.h"
#include "runtime/py/call.h"

namespace bridge {
namespace {

[[noreturn]] void raise_malformed(const char* what) {
  py::raise(PyExc_ValueError, "a converted value from JavaScript is malformed: %s", what);
}

class reader {
 public:
  explicit reader(const run_from_js& run) : run_(run) {}

  py::ref read_all() {
    check_text();
    auto value = read();
    if (at_ != run_.count) raise_malformed("cells are left over");
    if (text_ != end_of_text_) raise_malformed("text is left over");
    return value;
  }

 private:
  const js::cell& next() {
    if (at_ == run_.count) raise_malformed("it ends too early");
    return run_.cells[at_++];
  }

  const js::cell& next_value() {
    for (;;) {
      const auto& cell = next();
      if (cell.kind != js::tag::shape) return cell;
      read_shape(cell);
    }
  }

  // Each element takes one cell at least: no memory is set aside for elements that are not there.
  std::uint32_t checked_count(const js::cell& cell, std::uint32_t cells_each) {
    if (std::uint64_t(cell.aux) * cells_each > run_.count - at_)
      raise_malformed("a container is longer than the run");
    return cell.aux;
  }

  py::ref read() {
    const auto& cell = next_value();
    switch (cell.kind) {
      case js::tag::undefined:
      case js::tag::null:
      case js::tag::boolean:
      case js::tag::number:
        return to_python(cell);
      case js::tag::integer:
        if (!(cell.number >= -0x1p53 && cell.number <= 0x1p53)) raise_malformed("an integer is too large");
        return to_python(cell);
      case js::tag::text:
        return read_text(cell.aux);
      case js::tag::texts:
        return read_texts(cell);
      case js::tag::python:
        return read_object(cell);
      case js::tag::seen:
        if (cell.aux >= containers_.size()) raise_malformed("it refers to a later container");
        return py::borrow(containers_[cell.aux]);
      case js::tag::list:
        return read_list(cell);
      case js::tag::numbers:
        return read_numbers(cell);
      case js::tag::record:
        return read_record(cell);
      case js::tag::dict:
        return read_dict(cell);
      case js::tag::set:
        return read_set(cell);
      default:
        raise_malformed("a cell of an unknown kind");
    }
  }

  void check_text() {
    const auto place = reinterpret_cast<std::uintptr_t>(run_.text);
    if (run_.text_width == 1) {
      if (!is_ascii(run_.text, run_.text_size)) raise_malformed("its text is not ASCII");
    } else if (run_.text_width != 2 || place % 2 != 0 || run_.text_size % 2 != 0) {
      raise_malformed("its text is of unknown characters");
    }
  }

  py::ref read_text(std::uint32_t length) {
    if (std::uint64_t(length) * run_.text_width > std::size_t(end_of_text_ - text_))
      raise_malformed("a text lies outside the run");
    const char* body = text_;
    text_ += std::size_t(length) * run_.text_width;
    if (run_.text_width == 2) return text_of_units(reinterpret_cast<const char16_t*>(body), length);
    if (length < 2)  // Python has these once for all
      return py::steal(PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, body, length));
    auto text = py::steal(PyUnicode_New(length, 127));
    std::memcpy(PyUnicode_DATA(text.get()), body, length);
    return text;
  }

  py::ref read_object(const js::cell& cell) {
    if (cell.aux >= run_.object_count) raise_malformed("it refers to an object that is not there");
    return py::borrow(run_.objects[cell.aux]);
  }

  py::ref read_list(const js::cell& cell) {
    const recursion_guard guard(" while converting a value from JavaScript");
    const auto count = checked_count(cell, 1);
    auto list = py::steal(PyList_New(count));  // empty places are filled before any Python code can see them
    containers_.push_back(list);
    for (std::uint32_t i = 0; i < count; ++i) PyList_SET_ITEM(list.get(), i, read().release());
    return list;
  }

  py::ref read_numbers(const js::cell& cell) {
    const auto places = std::uint32_t((std::uint64_t(cell.aux) + 1) / 2);
    if (places > run_.count - at_) raise_malformed("a container is longer than the run");
    const auto* numbers = reinterpret_cast<const double*>(run_.cells + at_);
    at_ += places;
    auto list = py::steal(PyList_New(cell.aux));
    containers_.push_back(list);
    for (std::uint32_t i = 0; i < cell.aux; ++i)
      PyList_SET_ITEM(list.get(), i, number_to_python(numbers[i]).release());
    return list;
  }

  py::ref read_texts(const js::cell& cell) {
    const auto places = std::uint32_t((std::uint64_t(cell.aux) + 3) / 4);
    if (places > run_.count - at_) raise_malformed("a container is longer than the run");
    const auto* lengths = reinterpret_cast<const std::uint32_t*>(run_.cells + at_);
    at_ += places;
    auto list = py::steal(PyList_New(cell.aux));
    containers_.push_back(list);
    for (std::uint32_t i = 0; i < cell.aux; ++i)
      PyList_SET_ITEM(list.get(), i, read_text(lengths[i]).release());
    return list;
  }

  // Keys are read once for all records of a shape.
  void read_shape(const js::cell& cell) {
    const auto count = checked_count(cell, 1);
    auto& keys = shapes_.emplace_back();
    keys.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto& key = next();
      if (key.kind != js::tag::python) raise_malformed("a key of a record is not a name");
      keys.push_back(read_object(key));
    }
  }

  py::ref read_record(const js::cell& cell) {
    const recursion_guard guard(" while converting a value from JavaScript");
    if (cell.aux >= shapes_.size()) raise_malformed("a record has a later shape");
    auto dict = py::steal(PyDict_New());
    containers_.push_back(dict);
    // Shapes may be added while values are read, and shapes_ move then.
    for (std::size_t i = 0; i < shapes_[cell.aux].size(); ++i) {
      auto value = read();
      py::checked(PyDict_SetItem(dict.get(), shapes_[cell.aux][i].get(), value.get()));
    }
    return dict;
  }

  py::ref read_dict(const js::cell& cell) {
    const recursion_guard guard(" while converting a value from JavaScript");
    const auto count = checked_count(cell, 2);
    auto dict = py::steal(PyDict_New());
    containers_.push_back(dict);
    for (std::uint32_t i = 0; i < count; ++i) {
      auto key = read();
      auto value = read();
      const auto before = PyDict_GET_SIZE(dict.get());
      py::checked(PyDict_SetItem(dict.get(), key.get(), value.get()));
      if (PyDict_GET_SIZE(dict.get()) == before) raise_collision(key, "dict");
    }
    return dict;
  }

  py::ref read_set(const js::cell& cell) {
    const recursion_guard guard(" while converting a value from JavaScript");
    const auto count = checked_count(cell, 1);
    auto set = py::steal(PySet_New(nullptr));
    containers_.push_back(set);
    for (std::uint32_t i = 0; i < count; ++i) {
      auto element = read();
      const auto before = PySet_GET_SIZE(set.get());
      py::checked(PySet_Add(set.get(), element.get()));
      if (PySet_GET_SIZE(set.get()) == before) raise_collision(element, "set");
    }
    return set;
  }

  // 1 and true are two keys in JavaScript and one in Python.
  [[noreturn]] void raise_collision(py::handle key, const char* container) {
    py::raise(helper("ConversionError").get(),
              "Cannot convert to a Python %s: the key %R stands for two different JavaScript values",
              container, key.get());
  }

  const run_from_js& run_;
  std::uint32_t at_ = 0;
  const char* text_ = run_.text;
  const char* end_of_text_ = run_.text + run_.text_size;
  std::vector<py::ref> containers_;
  std::vector<std::vector<py::ref>> shapes_;
};

}  // namespace

py::ref run_to_python(const run_from_js& run) { return reader(run).read_all(); }

}  // namespace bridge
