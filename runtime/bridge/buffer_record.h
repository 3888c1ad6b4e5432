#pragma once

#include <cstdint>
#include <vector>

#include "runtime/py/ref.h"

// A Python buffer as JavaScript reads it from linear memory. Holds the export until it is destroyed.

namespace bridge {

struct buffer_record {
  const void* data;  // first byte of the memory block (strides may be negative: `start` is the first element)
  const void* start;
  const char* format;
  const Py_ssize_t* shape;    // null when ndim is 0
  const Py_ssize_t* strides;  // in bytes
  std::uint32_t ndim;
  std::uint32_t itemsize;
  std::uint32_t nbytes;  // of all elements
  std::uint32_t span;    // bytes from `data` that the elements lie in
  std::uint32_t readonly;
  std::uint32_t c_contiguous;
  std::uint32_t f_contiguous;
  Py_buffer view;
  std::vector<Py_ssize_t> made_strides;

  explicit buffer_record(py::handle object);
  buffer_record(const buffer_record&) = delete;
  ~buffer_record() { PyBuffer_Release(&view); }
};

}  // namespace bridge
