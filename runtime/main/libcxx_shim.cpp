// Functions that libc++ got after the version our toolchain brings (18.1). Wheels that others publish are
// compiled against newer ones and import them; the audit names what is missing, and what is added here is
// listed in exports/packages.txt. Each must behave as in libc++ itself, whose ABI change log says when it
// came.

#include <cstddef>
#include <functional>

_LIBCPP_BEGIN_NAMESPACE_STD

// libc++ 21 moved the hash function of strings and pointers from its headers into the library (contourpy 1.4
// wants it). It must be the header's own function: a table filled by one module may be searched by another.
[[gnu::used, gnu::visibility("default")]] size_t __hash_memory(const void* bytes, size_t size) noexcept {
  return __murmur2_or_cityhash<size_t>()(bytes, size);
}

_LIBCPP_END_NAMESPACE_STD
