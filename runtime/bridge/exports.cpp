// Every door from JavaScript into C++, one line each. See py_proxy.h and the headers included for what they
// do.
//
// Objects are addresses and borrowed unless a line says otherwise; cells lie in the caller's part of linear
// memory.

#include <cstdlib>

#include "runtime/bridge/boundary.h"
#include "runtime/bridge/buffer_record.h"
#include "runtime/bridge/exchange.h"
#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/machine_stack.h"
#include "runtime/bridge/promise.h"
#include "runtime/bridge/py_proxy.h"
#include "runtime/bridge/python_flags.h"
#include "runtime/bridge/run_exports.h"
#include "runtime/bridge/start.h"
#include "runtime/bridge/suspend.h"
#include "runtime/js/ref.h"
#include "runtime/js/slots.h"

#ifdef __wasm__
#define KELP_EXPORT(name) extern "C" __attribute__((export_name(#name)))
#else
#define KELP_EXPORT(name) extern "C"
#endif

using namespace bridge;
using js::cell;

// --- start, memory, counts
KELP_EXPORT(kelp_layout) const void* kelp_layout() { return bridge_layout(); }
KELP_EXPORT(kelp_bridge_start) int kelp_bridge_start() { return from_js<start_bridge>(); }
KELP_EXPORT(kelp_malloc) void* kelp_malloc(int size) { return std::malloc(std::size_t(size)); }
KELP_EXPORT(kelp_free) void kelp_free(void* block) { std::free(block); }
KELP_EXPORT(kelp_live_slots) int kelp_live_slots() { return live_references(); }
KELP_EXPORT(kelp_slot_count) int kelp_slot_count() { return int(js::slot_count()); }
KELP_EXPORT(kelp_slot) js::value kelp_slot(int slot) { return js::slot_value(std::uint32_t(slot)); }
KELP_EXPORT(kelp_make_room) int kelp_make_room(int slots) { return from_js<make_room>(slots); }
KELP_EXPORT(kelp_put_back) void kelp_put_back(int slot, js::value v) { js::put_back(std::uint32_t(slot), v); }

// --- JavaScript values for Python: they answer a new reference (0 when memory is used up)
KELP_EXPORT(kelp_js_proxy) PyObject* kelp_js_proxy(js::value v, int flags) { return wrap_js(v, flags); }
KELP_EXPORT(kelp_js_method) PyObject* kelp_js_method(js::value v, int flags) {
  return wrap_js_function(v, flags);
}
KELP_EXPORT(kelp_js_exception) PyObject* kelp_js_exception(js::value v) { return wrap_js_error(v); }

// --- Python objects
KELP_EXPORT(py_incref) void py_incref(PyObject* o) { Py_INCREF(o); }
KELP_EXPORT(py_decref) void py_decref(PyObject* o) { Py_DECREF(o); }
// The object as a result; its reference is taken over.
KELP_EXPORT(py_value) int py_value(PyObject* o) { return from_js<owned_to_js>(o); }
// Raises an exception (taken over) for JavaScript: always js::failed.
KELP_EXPORT(py_raise) int py_raise(PyObject* exception) { return from_js<raise_owned>(exception); }
KELP_EXPORT(py_flags) int py_flags(PyObject* o) { return int(python_flags(o)); }
KELP_EXPORT(py_call) int py_call(PyObject* o, const cell* args, int count, int keywords) {
  return from_js<py_proxy::call>(o, args, count, keywords);
}
// Through WebAssembly.promising: answers the address of the result, or of the exception plus one (suspend.h).
KELP_EXPORT(py_call_promising) int py_call_promising(PyObject* o, const cell* args, int count, int keywords) {
  return call_promising(o, args, count, keywords);
}
KELP_EXPORT(kelp_take_stack) void* kelp_take_stack() { return take_stack(); }
KELP_EXPORT(kelp_give_back_stack) void kelp_give_back_stack(void* s) {
  give_back_stack(static_cast<call_stack*>(s));
}
KELP_EXPORT(kelp_stack_top) void* kelp_stack_top(void* s) { return stack_top(static_cast<call_stack*>(s)); }
KELP_EXPORT(kelp_stack_pointer) void* kelp_stack_pointer() { return stack_pointer(); }
KELP_EXPORT(kelp_set_stack_pointer) void kelp_set_stack_pointer(void* pointer) { set_stack_pointer(pointer); }
KELP_EXPORT(py_get_attribute) int py_get_attribute(PyObject* o, PyObject* name, const void* same) {
  return from_js<py_proxy::get_attribute>(o, name, same);
}
KELP_EXPORT(py_set_attribute) int py_set_attribute(PyObject* o, PyObject* name, const cell* value) {
  return from_js<py_proxy::set_attribute>(o, name, value);
}
KELP_EXPORT(py_delete_attribute) int py_delete_attribute(PyObject* o, PyObject* name) {
  return from_js<py_proxy::delete_attribute>(o, name);
}
KELP_EXPORT(py_has_attribute) int py_has_attribute(PyObject* o, PyObject* name) {
  return from_js<py_proxy::has_attribute>(o, name);
}
KELP_EXPORT(py_names) int py_names(PyObject* o) { return from_js<py_proxy::names>(o); }
KELP_EXPORT(py_text) int py_text(PyObject* o) { return from_js<py_proxy::text>(o); }
KELP_EXPORT(py_type_name) int py_type_name(PyObject* o) { return from_js<py_proxy::type_name>(o); }
KELP_EXPORT(py_is_instance) int py_is_instance(PyObject* o, const cell* type) {
  return from_js<py_proxy::is_instance>(o, type);
}
KELP_EXPORT(py_length) int py_length(PyObject* o) { return from_js<py_proxy::length>(o); }
KELP_EXPORT(py_get_item) int py_get_item(PyObject* o, const cell* key) {
  return from_js<py_proxy::get_item>(o, key);
}
KELP_EXPORT(py_set_item) int py_set_item(PyObject* o, const cell* args) {
  return from_js<py_proxy::set_item>(o, args);
}
KELP_EXPORT(py_delete_item) int py_delete_item(PyObject* o, const cell* key) {
  return from_js<py_proxy::delete_item>(o, key);
}
KELP_EXPORT(py_contains) int py_contains(PyObject* o, const cell* value) {
  return from_js<py_proxy::contains>(o, value);
}
KELP_EXPORT(py_iterate) int py_iterate(PyObject* o) { return from_js<py_proxy::iterate>(o); }
KELP_EXPORT(py_next) int py_next(PyObject* o, const cell* value) { return from_js<py_proxy::next>(o, value); }
KELP_EXPORT(py_generator_throw) int py_generator_throw(PyObject* o, const cell* error) {
  return from_js<py_proxy::generator_throw>(o, error);
}
KELP_EXPORT(py_generator_return) int py_generator_return(PyObject* o) {
  return from_js<py_proxy::generator_return>(o);
}
KELP_EXPORT(py_help) int py_help(PyObject* o, const cell* name, const cell* args, int count) {
  return from_js<py_proxy::help>(o, name, args, count);
}
KELP_EXPORT(py_settle) int py_settle(PyObject* future, int rejected, const cell* value) {
  return from_js<settle_future>(future, rejected, value);  // takes the future over
}
KELP_EXPORT(py_check_signals) int py_check_signals() { return from_js<check_signals>(); }

// --- conversions in depth and bulk data
KELP_EXPORT(py_to_run) int py_to_run(PyObject* o, int depth, int may_change) {
  return from_js<open_run>(o, depth, may_change);
}
KELP_EXPORT(py_close_run) void py_close_run(void* run) { close_run(run); }
KELP_EXPORT(py_from_run) int py_from_run(const run_from_js* run) { return from_js<value_of_run>(run); }
KELP_EXPORT(py_intern) int py_intern(const cell* text) { return from_js<intern_text>(text); }
KELP_EXPORT(py_new_text) int py_new_text(int length, int width) { return from_js<new_text>(length, width); }
KELP_EXPORT(py_finish_text) int py_finish_text(PyObject* o) { return from_js<finish_text>(o); }
KELP_EXPORT(py_make_text) int py_make_text(const cell* text) { return from_js<make_text>(text); }
KELP_EXPORT(py_new_bytes) int py_new_bytes(int size) { return from_js<new_bytes>(size); }
KELP_EXPORT(py_view_bytes) int py_view_bytes(PyObject* bytes, int format) {
  return from_js<view_bytes>(bytes, format);
}
KELP_EXPORT(py_get_buffer) int py_get_buffer(PyObject* o) { return from_js<open_buffer>(o); }
KELP_EXPORT(py_release_buffer) void py_release_buffer(void* buffer) { close_buffer(buffer); }
