// Twin of wire.h: how one value is written down in linear memory. A test compares the two.

export const enum Tag {
  undefined = 0,
  null = 1,
  boolean = 2,
  integer = 3,
  number = 4,
  latin1 = 5,
  utf16 = 6,
  bigint = 7,
  name = 8,
  object = 9,
  python = 10,
  missing = 11,
  list = 12,
  dict = 13,
  set = 14,
  seen = 15,
  array = 16,
  ascii = 17,
  numbers = 18,
  shape = 19,
  record = 20,
  text = 21,
  texts = 22,
}

/** Marks on a Python object that JavaScript hands over. */
export const enum Mark {
  none = 0,
  method = 1,
  borrowed = 2,
}

export const enum Status {
  failed = -1,
  ok = 0,
  miss = 1,
}

export const cellSize = 16;
