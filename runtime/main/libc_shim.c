// Functions of the C library that emscripten writes in JavaScript, where side modules need them in the main
// module's WebAssembly. Listed in exports/libc.txt like the rest of the library.

#include <stdio.h>
#include <stdlib.h>

// What assert() calls when it does not hold (packages compiled without NDEBUG, as kiwisolver is).
__attribute__((used, visibility("default"))) _Noreturn void __assert_fail(const char* expression,
                                                                          const char* file, int line,
                                                                          const char* function) {
  fprintf(stderr, "Assertion failed: %s (%s: %s: %d)\n", expression, file, function ? function : "?", line);
  abort();
}
