#include "runtime/py/type.h"

#include <algorithm>

namespace py {
namespace {

// CPython keeps a pointer to these tables as long as the type lives, which is for ever.
template <class Row>
void* kept_table(std::vector<Row> rows) {
  rows.push_back(Row{});
  return (new std::vector<Row>(std::move(rows)))->data();
}

bool is_end(const PyMethodDef& row) { return row.ml_name == nullptr; }
bool is_end(const PyGetSetDef& row) { return row.name == nullptr; }

template <class Row>
void append(std::vector<Row>& rows, void* table) {
  for (auto* row = static_cast<Row*>(table); !is_end(*row); ++row) rows.push_back(*row);
}

}  // namespace

type_builder& type_builder::add(const PyType_Slot* slots) {
  for (; slots->slot != 0; ++slots) add(slots->slot, slots->pfunc);
  return *this;
}

type_builder& type_builder::add(int slot, void* value) {
  if (slot == Py_tp_methods) {
    append(methods_, value);
  } else if (slot == Py_tp_getset) {
    append(getters_, value);
  } else {
    std::erase_if(slots_, [slot](const PyType_Slot& s) { return s.slot == slot; });
    slots_.push_back({slot, value});
  }
  return *this;
}

ref type_builder::make(handle base) {
  if (!methods_.empty()) slots_.push_back({Py_tp_methods, kept_table(std::move(methods_))});
  if (!getters_.empty()) slots_.push_back({Py_tp_getset, kept_table(std::move(getters_))});
  slots_.push_back({0, nullptr});
  spec_.slots = slots_.data();
  return steal(PyType_FromSpecWithBases(&spec_, base.get()));
}

}  // namespace py
