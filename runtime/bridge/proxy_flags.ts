// Twin of python_flags.h: what a Python object can do, which decides the methods of its PyProxy.

export const enum PyFlag {
  hasLength = 1 << 0,
  hasGet = 1 << 1,
  hasSet = 1 << 2,
  hasContains = 1 << 3,
  iterable = 1 << 4,
  iterator = 1 << 5,
  awaitable = 1 << 6,
  buffer = 1 << 7,
  callable = 1 << 8,
  dict = 1 << 9,
  sequence = 1 << 10,
  mutableSequence = 1 << 11,
  generator = 1 << 12,
  asyncIterable = 1 << 13,
  asyncIterator = 1 << 14,
  asyncGenerator = 1 << 15,
  coroutine = 1 << 16,
}
