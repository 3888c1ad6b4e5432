#include "wasm/expression.h"

#include <fmt/format.h>

#include "wasm/encode.h"

namespace kelp::wasm {
namespace {

enum opcode : std::uint8_t {
  end = 0x0b,
  global_get = 0x23,
  i32_const = 0x41,
  i64_const = 0x42,
  f32_const = 0x43,
  f64_const = 0x44,
  i32_add = 0x6a,
  i32_sub = 0x6b,
  i32_mul = 0x6c,
  i64_add = 0x7c,
  i64_sub = 0x7d,
  i64_mul = 0x7e,
  ref_null = 0xd0,
  ref_func = 0xd2,
  vector_prefix = 0xfd,
};
constexpr std::uint32_t v128_const = 12;

void skip_operand(cursor& in, std::uint8_t code, std::size_t begin) {
  switch (code) {
    case end:
    case i32_add:
    case i32_sub:
    case i32_mul:
    case i64_add:
    case i64_sub:
    case i64_mul:
      return;
    case global_get:
      in.u32("a global's number");
      return;
    case ref_func:
      in.u32("a function's number");
      return;
    case i32_const:
      in.skip_signed(32, "an i32 constant");
      return;
    case i64_const:
      in.skip_signed(64, "an i64 constant");
      return;
    case f32_const:
      in.take(4, "an f32 constant");
      return;
    case f64_const:
      in.take(8, "an f64 constant");
      return;
    case ref_null:
      in.value("a reference type");
      return;
    case vector_prefix:
      if (in.u32("a vector instruction") == v128_const)
        in.take(16, "a v128 constant");
      else
        in.fail_at(begin, "expected a constant expression, found a vector instruction other than v128.const");
      return;
    default:
      in.fail_at(begin, fmt::format("expected a constant expression, found instruction {:#04x}", code));
  }
}

std::int32_t read_i32(bytes code, std::size_t& at) {
  std::uint32_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = std::uint8_t(code[at++]);
    if (shift < 32) value |= std::uint32_t(byte & 0x7f) << shift;
    if ((byte & 0x80) != 0) continue;
    if (shift + 7 < 32 && (byte & 0x40) != 0) value |= ~std::uint32_t{0} << (shift + 7);
    return std::int32_t(value);
  }
}

// The types on the stack while an expression is computed.
class type_stack {
 public:
  void push(value_type type) { types_.push_back(type); }
  base::status combine(value_type type) {
    if (types_.size() < 2 || types_.back() != type || types_[types_.size() - 2] != type)
      return base::fail("a sum or product of {} lacks its two operands", name_of(type));
    types_.pop_back();
    return {};
  }
  base::result<value_type> only() const {
    if (types_.size() != 1) return base::fail("it gives {} values instead of one", types_.size());
    return types_[0];
  }

 private:
  std::vector<value_type> types_;
};

}  // namespace

expression read_expression(cursor& in) {
  const std::size_t begin = in.offset();
  while (in.ok()) {
    const std::size_t here = in.offset();
    const std::uint8_t code = in.byte("a constant expression that ends with `end`");
    if (in.ok()) skip_operand(in, code, here);
    if (code == end) break;
  }
  return {in.since(begin)};
}

std::optional<linear_value> as_linear(const expression& value) {
  linear_value sum;
  cursor in(value.code, 0, "expression");
  std::size_t terms = 0;
  while (!in.at_end()) {
    const std::size_t here = in.offset();
    const std::uint8_t code = in.byte("an instruction");
    if (code == end) break;
    if (code == i32_const) {
      std::size_t at = in.offset();
      in.skip_signed(32, "an i32 constant");
      if (in.ok()) sum.constant += std::uint32_t(read_i32(value.code, at));
      ++terms;
    } else if (code == global_get) {
      sum.globals.push_back(in.u32("a global's number"));
      ++terms;
    } else if (code == i32_add && terms >= 2) {
      --terms;
    } else {
      in.fail_at(here, "not a sum");
    }
  }
  if (!in.ok() || terms != 1) return std::nullopt;
  return sum;
}

base::result<value_type> type_of(const expression& value, const std::vector<global_type>& globals,
                                 std::size_t function_count) {
  type_stack stack;
  cursor in(value.code, 0, "constant expression");
  while (!in.at_end()) {
    const std::size_t here = in.offset();
    const std::uint8_t code = in.byte("an instruction");
    base::status combined;
    switch (code) {
      case end:
        return stack.only();
      case global_get: {
        const std::uint32_t number = in.u32("a global's number");
        if (number >= globals.size())
          return base::fail("it reads global {}, but there are only {} before it", number, globals.size());
        if (globals[number].changes) return base::fail("it reads global {}, which may change", number);
        stack.push(globals[number].value);
        continue;
      }
      case ref_func:
        if (const std::uint32_t number = in.u32("a function's number"); number >= function_count)
          return base::fail("it refers to function {}, but there are only {}", number, function_count);
        stack.push(value_type::funcref);
        continue;
      case ref_null:
        stack.push(in.value("a reference type"));
        continue;
      case i32_add:
      case i32_sub:
      case i32_mul:
        combined = stack.combine(value_type::i32);
        break;
      case i64_add:
      case i64_sub:
      case i64_mul:
        combined = stack.combine(value_type::i64);
        break;
      case i32_const:
        stack.push(value_type::i32);
        break;
      case i64_const:
        stack.push(value_type::i64);
        break;
      case f32_const:
        stack.push(value_type::f32);
        break;
      case f64_const:
        stack.push(value_type::f64);
        break;
      default:
        stack.push(value_type::v128);
        break;
    }
    if (!combined) return std::unexpected(combined.error());
    skip_operand(in, code, here);
  }
  return base::fail("it has no `end`");
}

std::vector<std::byte> i32_constant(std::int32_t value) {
  writer out;
  out.byte(i32_const);
  out.s32(value);
  out.byte(end);
  return std::move(out).bytes();
}

}  // namespace kelp::wasm
