#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "runtime/js/value.h"
#include "runtime/js/wire.h"

// A small stand-in for JavaScript, so that the bridge's C++ runs natively under sanitizers. Values live as
// long as the process: nothing here measures JavaScript's memory, only the bridge's own.

namespace js {

struct fake_value {
  using list = std::vector<fake_value*>;
  using properties = std::map<std::string, fake_value*>;
  using function = std::function<fake_value*(fake_value* receiver, const list& args)>;
  struct undefined {};
  struct null {};
  struct python {  // a PyProxy: owns a reference
    const void* object;
  };

  std::variant<undefined, null, bool, double, std::string, list, properties, function, python> is;
};

namespace fake {

value undefined();
value null();
value boolean(bool b);
value number(double d);
value text(std::string utf8);
value array(fake_value::list elements);
value object(fake_value::properties properties);
value callable(fake_value::function body);
// An iterator over the elements.
value iterator(fake_value::list elements);

// Thrown inside a callable: a JavaScript exception.
struct thrown {
  value error;
};

// What the fake needs of the bridge, as the real imports need the exports.
struct hooks {
  cell* result;  // exchange.from_js
  void* (*wrap)(value v, std::uint32_t flags);
  void* (*wrap_error)(value v);
  void (*decref)(const void* object);
};
void connect(const hooks& hooks);

// Names of the operations and imports called so far, for tests that count crossings.
std::vector<std::string>& calls();

}  // namespace fake
}  // namespace js
