#pragma once

#include "runtime/bridge/js_proxy.h"

// The Python protocols that a JavaScript object may take part in, one file each.

namespace bridge {

const PyType_Slot* js_object_slots();    // js_object.cpp: every proxy
const PyType_Slot* js_callable_slots();  // js_callable.cpp
const PyType_Slot* js_iterator_slots();
const PyType_Slot* js_iterable_slots();
const PyType_Slot* js_generator_slots();
const PyType_Slot* js_async_iterator_slots();
const PyType_Slot* js_async_iterable_slots();
const PyType_Slot* js_async_generator_slots();
const PyType_Slot* js_length_slots();
const PyType_Slot* js_array_slots();
const PyType_Slot* js_fixed_sequence_slots();
const PyType_Slot* js_map_slots();
const PyType_Slot* js_mutable_map_slots();
const PyType_Slot* js_contains_slots();
const PyType_Slot* js_promise_slots();
const PyType_Slot* js_buffer_slots();
const PyType_Slot* js_typed_array_slots();
const PyType_Slot* js_context_slots();
const PyType_Slot* js_async_context_slots();
const PyType_Slot* js_double_proxy_slots();

// Adds to a map's type what Python's own mixins already say.
void finish_map_type(py::handle type, std::uint32_t flags);

PyObject* call_js(PyObject* self, PyObject* const* args, std::size_t count, PyObject* keywords) noexcept;

inline constexpr bool any(std::uint32_t flags, std::uint32_t of) { return (flags & of) != 0; }
inline constexpr bool is_map(std::uint32_t flags) {
  return any(flags, js_has_get) && !any(flags, js_sequence | js_buffer);
}

inline constexpr protocol js_protocols[] = {
    {[](std::uint32_t f) { return any(f, js_callable); }, js_callable_slots},
    {[](std::uint32_t f) { return any(f, js_generator); }, js_generator_slots},
    {[](std::uint32_t f) { return any(f, js_iterator); }, js_iterator_slots},
    {[](std::uint32_t f) { return any(f, js_iterable) && !any(f, js_iterator); }, js_iterable_slots},
    {[](std::uint32_t f) { return any(f, js_async_generator); }, js_async_generator_slots},
    {[](std::uint32_t f) { return any(f, js_async_iterator); }, js_async_iterator_slots},
    {[](std::uint32_t f) { return any(f, js_async_iterable) && !any(f, js_async_iterator); },
     js_async_iterable_slots},
    {[](std::uint32_t f) { return any(f, js_has_length); }, js_length_slots},
    {[](std::uint32_t f) { return any(f, js_has_has | js_has_includes); }, js_contains_slots},
    {[](std::uint32_t f) { return any(f, js_array); }, js_array_slots},
    {[](std::uint32_t f) { return any(f, js_typed_array | js_array_like); }, js_fixed_sequence_slots},
    {is_map, js_map_slots},
    {[](std::uint32_t f) { return is_map(f) && any(f, js_has_set); }, js_mutable_map_slots},
    {[](std::uint32_t f) { return any(f, js_awaitable); }, js_promise_slots},
    {[](std::uint32_t f) { return any(f, js_buffer); }, js_buffer_slots},
    {[](std::uint32_t f) { return any(f, js_typed_array); }, js_typed_array_slots},
    {[](std::uint32_t f) { return any(f, js_disposable); }, js_context_slots},
    {[](std::uint32_t f) { return any(f, js_async_disposable); }, js_async_context_slots},
    {[](std::uint32_t f) { return any(f, js_double_proxy | js_once_callable); }, js_double_proxy_slots},
};

}  // namespace bridge
