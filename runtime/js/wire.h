#pragma once

#include <cstdint>

// How one value is written down in linear memory, for both sides to read. Twin of wire.ts.
//
// Every crossing carries its arguments and its result as cells, so that one call does the whole operation: no
// second call asks for a type, and numbers and short strings need no JavaScript handle at all.

namespace js {

enum class tag : std::uint32_t {
  undefined = 0,  // Python None
  null = 1,       // Python jsnull
  boolean = 2,    // aux: 0 or 1
  integer = 3,    // number: an integer, at most 2^53 - 1 from zero
  number = 4,     // number
  latin1 = 5,     // address: characters of one byte; aux: how many
  utf16 = 6,      // address: characters of two bytes, surrogates as they are; aux: how many
  bigint = 7,     // address: hexadecimal digits in ASCII, perhaps with a sign; aux: how many
  name = 8,       // aux: number of a name that js_define_name gave
  object = 9,     // aux: slot of a kept JavaScript value
  python =
      10,  // address: a Python object; aux: from Python its python_flags, from JavaScript object_mark bits
  missing = 11,  // nothing there (no such attribute, iterator finished)
  list = 12,     // aux: number of elements, which follow in place
  dict = 13,     // aux: number of pairs, key and value follow in place
  set = 14,      // aux: number of elements, which follow in place
  seen = 15,     // aux: number of an earlier container of this run (0 is the first)
  array = 16,    // address: buffer_record of a Python buffer to copy into typed arrays
  ascii = 17,    // address: characters below 128; aux: how many
  numbers = 18,  // a list; aux: how many numbers, which follow as doubles, two in the place of a cell
  shape = 19,    // no value: names the keys of records; aux: number of keys, which follow as cells
  record =
      20,     // a dict with the keys of a shape; aux: number of the shape (0 is the first); the values follow
  text = 21,  // aux: how many characters; they are the next ones of the run's text
  texts = 22,  // a list; aux: how many texts, whose lengths follow, four in the place of a cell
};

// Marks on a Python object that JavaScript hands over. Without `borrowed` its reference goes along.
enum object_mark : std::uint32_t {
  method = 1,  // a function read as property: the reader binds it to the object it was read from
  borrowed = 2,
};

struct cell {
  tag kind;
  std::uint32_t aux;
  union {
    double number;
    const void* address;
  };
};
static_assert(sizeof(cell) == 16);

// What imports and exports answer.
enum status : int {
  failed = -1,  // an error; from JavaScript the raised exception is in js_result, from Python in py_result
  ok = 0,
  miss = 1,
};

}  // namespace js
