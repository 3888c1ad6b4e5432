#include "runtime/js/fake.h"

#include <memory>
#include <stdexcept>

#include "runtime/js/imports.h"
#include "runtime/js/ref.h"

namespace js {
namespace {

fake::hooks bridge;
std::map<int, std::string> names;

template <class T>
value make(T is) {
  return new fake_value{std::move(is)};  // kept for ever, see fake.h
}

std::string utf8_of_utf16(const char16_t* units, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned unit = units[i];  // the tests use no astral characters
    if (unit < 0x80) {
      text += char(unit);
    } else if (unit < 0x800) {
      text += {char(0xc0 | unit >> 6), char(0x80 | (unit & 0x3f))};
    } else {
      text += {char(0xe0 | unit >> 12), char(0x80 | (unit >> 6 & 0x3f)), char(0x80 | (unit & 0x3f))};
    }
  }
  return text;
}

std::string utf8_of_latin1(const char* bytes, std::size_t count) {
  std::u16string wide;
  for (std::size_t i = 0; i < count; ++i) wide += char16_t(static_cast<unsigned char>(bytes[i]));
  return utf8_of_utf16(wide.data(), wide.size());
}

value read(const cell& c) {
  switch (c.kind) {
    case tag::undefined:
      return fake::undefined();
    case tag::null:
      return fake::null();
    case tag::boolean:
      return fake::boolean(c.aux != 0);
    case tag::integer:
    case tag::number:
      return fake::number(c.number);
    case tag::ascii:
    case tag::latin1:
      return fake::text(utf8_of_latin1(static_cast<const char*>(c.address), c.aux));
    case tag::utf16:
      return fake::text(utf8_of_utf16(static_cast<const char16_t*>(c.address), c.aux));
    case tag::name:
      return fake::text(names.at(int(c.aux)));
    case tag::object:
      return slot_value(c.aux);
    case tag::python:
      return make(fake_value::python{c.address});
    default:
      throw std::logic_error("the fake cannot read this cell");
  }
}

void put(tag kind, std::uint32_t aux, double number = 0) { *bridge.result = {kind, aux, {number}}; }

void put_address(tag kind, std::uint32_t aux, const void* address) {
  put(kind, aux);
  bridge.result->address = address;
}

// js_flags.h: callable, iterator, array with length
std::uint32_t flags_of(value v) {
  if (std::holds_alternative<fake_value::function>(v->is)) return 1u << 0;
  if (std::holds_alternative<fake_value::list>(v->is)) return 1u << 4 | 1u << 7 | 1u << 1;
  return 0;
}

struct writer {
  value self;
  void operator()(fake_value::undefined) const { put(tag::undefined, 0); }
  void operator()(fake_value::null) const { put(tag::null, 0); }
  void operator()(bool b) const { put(tag::boolean, b); }
  void operator()(double d) const { put(d == double((long long)(d)) ? tag::integer : tag::number, 0, d); }
  void operator()(const std::string& text) const {
    put_address(tag::latin1, std::uint32_t(text.size()), text.data());
  }
  void operator()(const fake_value::python& p) const { put_address(tag::python, 2, p.object); }
  template <class T>
  void operator()(const T&) const {
    put_address(tag::python, 0, bridge.wrap(self, flags_of(self)));
  }
};

int answer(value v) {
  std::visit(writer{v}, v->is);
  return ok;
}

int fail(value error) {
  put_address(tag::python, 0, bridge.wrap_error(error));
  return failed;
}

// Runs the body of an import; what it throws goes to Python.
template <class Body>
int guarded(const char* name, Body body) {
  fake::calls().push_back(name);
  try {
    return body();
  } catch (const fake::thrown& e) {
    return fail(e.error);
  }
}

std::string text_of(value v) { return std::get<std::string>(v->is); }

fake_value::list read_all(const cell* cells, int count) {
  fake_value::list all;
  for (int i = 0; i < count; ++i) all.push_back(read(cells[i]));
  return all;
}

// The proxies of arguments end with the call.
void end_arguments(const fake_value::list& args) {
  for (value arg : args)
    if (auto* p = std::get_if<fake_value::python>(&arg->is)) bridge.decref(p->object);
}

}  // namespace

namespace fake {

value undefined() { return make(fake_value::undefined{}); }
value null() { return make(fake_value::null{}); }
value boolean(bool b) { return make(b); }
value number(double d) { return make(d); }
value text(std::string utf8) { return make(std::move(utf8)); }
value array(fake_value::list elements) { return make(std::move(elements)); }
value object(fake_value::properties properties) { return make(std::move(properties)); }
value callable(fake_value::function body) { return make(std::move(body)); }
value iterator(fake_value::list elements) {
  auto at = std::make_shared<std::size_t>(0);
  return callable([elements, at](value, const fake_value::list&) -> value {
    return *at < elements.size() ? elements[(*at)++] : nullptr;
  });
}

void connect(const hooks& hooks) { bridge = hooks; }

std::vector<std::string>& calls() {
  static std::vector<std::string> all;
  return all;
}

}  // namespace fake
}  // namespace js

using namespace js;

extern "C" {

void js_define_name(int id, const cell* text) { names[id] = text_of(read(*text)); }

void js_forget(value, int) {}

int js_get(value self, const cell* key) {
  return guarded("js_get", [&]() -> int {
    auto* properties = std::get_if<fake_value::properties>(&self->is);
    if (properties == nullptr) return miss;
    auto found = properties->find(text_of(read(*key)));
    return found == properties->end() ? int(miss) : answer(found->second);
  });
}

int js_set(value self, const cell* key, const cell* value) {
  return guarded("js_set", [&]() -> int {
    std::get<fake_value::properties>(self->is)[text_of(read(*key))] = read(*value);
    return ok;
  });
}

int js_call(value function, value receiver, const cell* cells, int count, int keywords) {
  return guarded("js_call", [&]() -> int {
    auto args = read_all(cells, count + 2 * keywords);
    auto& body = std::get<fake_value::function>(function->is);
    value result;
    try {
      result = body(receiver, args);
    } catch (...) {
      end_arguments(args);
      throw;
    }
    const int status = answer(result);
    end_arguments(args);
    return status;
  });
}

int js_construct(value function, const cell* cells, int count, int keywords) {
  return js_call(function, nullptr, cells, count, keywords);
}

int js_next(value iterator, const cell*, int) {
  return guarded("js_next", [&]() -> int {
    value next = std::get<fake_value::function>(iterator->is)(nullptr, {});
    if (next != nullptr) return answer(next);
    put(tag::undefined, 0);
    return miss;
  });
}

int js_get_index(value array, int index) {
  return guarded("js_get_index", [&]() -> int {
    auto& list = std::get<fake_value::list>(array->is);
    return std::size_t(index) < list.size() ? answer(list[std::size_t(index)]) : int(miss);
  });
}

int js_length(value self) { return int(std::get<fake_value::list>(self->is).size()); }

int js_buffer_read(value, void*, int) { return fail(fake::text("the fake has no buffers")); }
int js_buffer_write(value, const void*, int) { return fail(fake::text("the fake has no buffers")); }

// The first cell of a run, which is enough for values that are not containers; a list of such values as an
// array.
int js_build(const cell* run, int count, const cell*) {
  return guarded("js_build", [&]() -> int {
    if (run[0].kind != tag::list) return answer(read(run[0]));
    return answer(fake::array(read_all(run + 1, count - 1)));
  });
}

value js_suspend(value promise) { return promise; }

int js_operation(int number, value self, const cell* cells, int count) {
  return guarded("js_operation", [&]() -> int {
    auto args = read_all(cells, count);
    switch (operation(number)) {
      case operation::truth:
        put(tag::boolean, 1);
        return ok;
      case operation::compare:
        put(tag::boolean, (self == args[0]) == (std::get<double>(args[1]->is) == 2));
        return ok;
      case operation::identity:
        put(tag::integer, 0, double(reinterpret_cast<std::uintptr_t>(self) >> 4));
        return ok;
      case operation::to_text:
      case operation::error_text:
        return answer(std::holds_alternative<std::string>(self->is) ? self : fake::text("[object]"));
      case operation::error_stack:
        return answer(fake::text("JavaScript stack:\n  at fake"));
      case operation::keep_result:
        return answer(self);
      case operation::array_push:
        std::get<fake_value::list>(self->is).push_back(args[0]);
        return answer(fake::undefined());
      default:
        return fail(fake::text("the fake has no such operation"));
    }
  });
}

}  // extern "C"
