#pragma once

#include <cstdint>

// What a JavaScript object can do, as Python needs to know it to choose the proxy's type. Twin of
// js_flags.ts.

namespace bridge {

enum js_flag : std::uint32_t {
  js_callable = 1u << 0,
  js_iterable = 1u << 1,
  js_iterator = 1u << 2,
  js_awaitable = 1u << 3,
  js_array = 1u << 4,
  js_typed_array = 1u << 5,
  js_buffer = 1u << 6,  // ArrayBuffer or a view of one
  js_has_length = 1u << 7,
  js_has_get = 1u << 8,
  js_has_set = 1u << 9,
  js_has_has = 1u << 10,
  js_has_includes = 1u << 11,
  js_array_like = 1u << 12,  // NodeList and its kind: iterable with length, or arguments
  js_generator = 1u << 13,
  js_async_iterable = 1u << 14,
  js_async_iterator = 1u << 15,
  js_async_generator = 1u << 16,
  js_error = 1u << 17,
  js_disposable = 1u << 18,
  js_async_disposable = 1u << 19,
  js_double_proxy = 1u << 20,  // a PyProxy seen from Python
  js_once_callable = 1u << 21,
  js_sequence = js_array | js_typed_array | js_array_like,
};

}  // namespace bridge
