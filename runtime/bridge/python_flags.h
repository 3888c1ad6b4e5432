#pragma once

#include <cstdint>

#include "runtime/py/ref.h"

// What a Python object can do, as JavaScript needs to know it to choose the PyProxy's class. Twin of
// proxy_flags.ts.

namespace bridge {

enum python_flag : std::uint32_t {
  py_has_length = 1u << 0,
  py_has_get = 1u << 1,
  py_has_set = 1u << 2,
  py_has_contains = 1u << 3,
  py_iterable = 1u << 4,
  py_iterator = 1u << 5,
  py_awaitable = 1u << 6,
  py_buffer = 1u << 7,
  py_callable = 1u << 8,
  py_dict = 1u << 9,
  py_sequence = 1u << 10,
  py_mutable_sequence = 1u << 11,
  py_generator = 1u << 12,
  py_async_iterable = 1u << 13,
  py_async_iterator = 1u << 14,
  py_async_generator = 1u << 15,
  py_coroutine = 1u << 16,  // what calling an `async def` gives
};

std::uint32_t python_flags(py::handle object);

}  // namespace bridge
