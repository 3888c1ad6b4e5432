#pragma once

#include <cstdint>

#include "runtime/js/wire.h"

// Property names that JavaScript already has as strings: a crossing then carries a number instead of a text.

namespace js {

// A bound on how many names are kept for ever; beyond it a name crosses as text.
inline constexpr std::uint32_t most_names = 1u << 15;

// Gives `text` (latin1, ascii or utf16) a number, or answers most_names when no more are kept.
std::uint32_t define_name(const cell& text);

}  // namespace js
