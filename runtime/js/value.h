#pragma once

// A JavaScript value in flight.
//
// On wasm it lives in a local of the function: pass it by value and keep it in a `js::ref`. Never make it a
// member, a capture, a global, a `T&&` or a thrown object (clang refuses some of these and crashes on
// others).

namespace js {

#ifdef __wasm__
using value = __externref_t;
#else
using value = struct fake_value*;  // native unit tests: js/fake.cpp stands in for JavaScript
#endif

}  // namespace js
