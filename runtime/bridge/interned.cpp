#include "runtime/bridge/interned.h"

#include <vector>

#include "runtime/bridge/to_js.h"

namespace bridge {
namespace {

// Open addressing from the address of the str, which is kept for ever so that no other takes its place.
struct entry {
  PyObject* name = nullptr;
  std::uint32_t id = 0;
};
std::vector<entry> entries(1024);
std::size_t used = 0;

std::size_t place_of(PyObject* name, const std::vector<entry>& table) {
  const auto mask = table.size() - 1;
  auto place = (reinterpret_cast<std::uintptr_t>(name) >> 4) & mask;
  while (table[place].name != nullptr && table[place].name != name) place = (place + 1) & mask;
  return place;
}

void grow() {
  std::vector<entry> larger(entries.size() * 2);
  for (const auto& e : entries)
    if (e.name != nullptr) larger[place_of(e.name, larger)] = e;
  entries = std::move(larger);
}

}  // namespace

std::uint32_t interned_name(py::handle name) {
  auto place = place_of(name.get(), entries);
  if (entries[place].name != nullptr) [[likely]]
    return entries[place].id;
  js::cell text;
  keeper keep;
  text_to_js(name, text, keep);
  const auto id = js::define_name(text);
  if (id == js::most_names) return id;
  if (++used * 2 > entries.size()) {
    grow();
    place = place_of(name.get(), entries);
  }
  Py_INCREF(name.get());
  entries[place] = {name.get(), id};
  return id;
}

}  // namespace bridge
