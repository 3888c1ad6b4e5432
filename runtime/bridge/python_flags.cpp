#include "runtime/bridge/python_flags.h"

#include <unordered_map>

#include "runtime/py/call.h"

// What tp_iternext is where a class says `__next__ = None`.
extern "C" PyObject* _PyObject_NextNotImplemented(PyObject*);

namespace bridge {
namespace {

std::uint32_t bit(bool on, python_flag flag) { return on ? std::uint32_t(flag) : 0u; }

std::uint32_t flags_of_slots(PyTypeObject* type) {
  const auto* sequence = type->tp_as_sequence;
  const auto* mapping = type->tp_as_mapping;
  const auto* async = type->tp_as_async;
  std::uint32_t flags = 0;
  flags |= bit((sequence && sequence->sq_length) || (mapping && mapping->mp_length), py_has_length);
  flags |= bit((sequence && sequence->sq_item) || (mapping && mapping->mp_subscript), py_has_get);
  flags |= bit((sequence && sequence->sq_ass_item) || (mapping && mapping->mp_ass_subscript), py_has_set);
  flags |= bit(sequence && sequence->sq_contains, py_has_contains);
  flags |= bit(type->tp_iter || (sequence && sequence->sq_item && !PyType_IsSubtype(type, &PyDict_Type)),
               py_iterable);
  flags |=
      bit(type->tp_iternext != nullptr && type->tp_iternext != &_PyObject_NextNotImplemented, py_iterator);
  flags |= bit(async && async->am_await, py_awaitable);
  flags |= bit(async && async->am_aiter, py_async_iterable);
  flags |= bit(async && async->am_anext, py_async_iterator);
  flags |= bit(type->tp_as_buffer && type->tp_as_buffer->bf_getbuffer, py_buffer);
  flags |= bit(type->tp_call != nullptr, py_callable);
  flags |= bit(type == &PyDict_Type, py_dict);
  return flags;
}

// A class of collections.abc; kept for ever.
py::handle abstract_class(const char* name) {
  return py::attribute(py::import("collections.abc"), name).release();
}

bool is_subclass(PyTypeObject* type, py::handle of) {
  return py::checked(PyObject_IsSubclass(reinterpret_cast<PyObject*>(type), of.get())) != 0;
}

std::uint32_t flags_of_classes(PyTypeObject* type) {
  static const py::handle sequence = abstract_class("Sequence");
  static const py::handle mutable_sequence = abstract_class("MutableSequence");
  static const py::handle generator = abstract_class("Generator");
  static const py::handle async_generator = abstract_class("AsyncGenerator");
  std::uint32_t flags = bit(is_subclass(type, sequence), py_sequence);
  flags |= bit(is_subclass(type, mutable_sequence), py_mutable_sequence);
  flags |= bit(is_subclass(type, generator), py_generator);
  flags |= bit(is_subclass(type, async_generator), py_async_generator);
  return flags;
}

std::uint32_t compute(PyTypeObject* type) { return flags_of_slots(type) | flags_of_classes(type); }

// A type may change, or another take its address: the version tag is new then.
struct known_type {
  unsigned version;
  std::uint32_t flags;
};

unsigned version_of(PyTypeObject* type) {
#if PY_VERSION_HEX >= 0x030c0000
  if (type->tp_version_tag == 0) PyUnstable_Type_AssignVersionTag(type);
#endif
  return type->tp_version_tag;
}

std::uint32_t flags_of_type(PyTypeObject* type) {
  static auto& known = *new std::unordered_map<PyTypeObject*, known_type>;
  const auto version = version_of(type);
  auto found = known.find(type);
  if (version != 0 && found != known.end() && found->second.version == version) return found->second.flags;
  const auto flags = compute(type);
  known[type] = {version_of(type), flags};
  return flags;
}

bool has_class_getitem(py::handle type) {
  static const py::handle name = py::interned("__class_getitem__").release();
  return py::checked(PyObject_HasAttrWithError(type.get(), name.get())) != 0;
}

// A generator-based coroutine is awaitable though its type has no __await__.
bool is_coroutine_like(py::handle object) {
  auto code = py::attribute(object, "gi_code");
  return (reinterpret_cast<PyCodeObject*>(code.get())->co_flags & CO_ITERABLE_COROUTINE) != 0;
}

}  // namespace

std::uint32_t python_flags(py::handle object) {
  auto flags = flags_of_type(object.type());
  if (PyType_Check(object.get()) && has_class_getitem(object)) flags |= py_has_get;
  if (PyGen_CheckExact(object.get()) && is_coroutine_like(object)) flags |= py_awaitable;
  if (PyCoro_CheckExact(object.get())) flags |= py_coroutine;
  return flags;
}

}  // namespace bridge
