#include "wasm/check.h"

#include <fmt/format.h>

#include <unordered_set>

#include "wasm/cursor.h"
#include "wasm/expression.h"

namespace kelp::wasm {
namespace {

constexpr std::uint64_t most_pages = 65536;    // 4 GiB
constexpr std::uint64_t most_locals = 50'000;  // as engines allow
constexpr std::uint64_t most_entries = 0xffffffff;

class checker {
 public:
  explicit checker(const module& source)
      : source_(source),
        functions_(source.all_functions()),
        tables_(source.all_tables()),
        memories_(source.all_memories()),
        globals_(source.all_globals()),
        tags_(source.all_tags()) {}

  base::status run() const {
    for (auto part : {&checker::types, &checker::sizes, &checker::globals, &checker::exports, &checker::start,
                      &checker::elements, &checker::data, &checker::code})
      if (auto done = (this->*part)(); !done) return done;
    return {};
  }

 private:
  base::status types() const {
    for (std::size_t i = 0; i < functions_.size(); ++i)
      if (functions_[i] >= source_.types.size())
        return base::fail("function {} has type {}, but there are only {} types", i, functions_[i],
                          source_.types.size());
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      if (tags_[i].type >= source_.types.size())
        return base::fail("tag {} has type {}, but there are only {} types", i, tags_[i].type,
                          source_.types.size());
      if (!source_.types[tags_[i].type].results.empty())
        return base::fail("tag {} has type {}, but a tag's type has no results", i,
                          to_string(source_.types[tags_[i].type]));
    }
    return {};
  }

  static base::status size(std::string_view what, std::size_t number, const limits& size,
                           std::uint64_t most) {
    if (size.maximum && *size.maximum < size.minimum)
      return base::fail("{} {} has a maximum size of {}, below its minimum of {}", what, number,
                        *size.maximum, size.minimum);
    if (!size.wide && std::max(size.minimum, size.maximum.value_or(0)) > most)
      return base::fail("{} {} may be as large as {}, above the limit of {}", what, number,
                        std::max(size.minimum, size.maximum.value_or(0)), most);
    if (size.shared && !size.maximum)
      return base::fail("{} {} is shared but has no maximum size", what, number);
    return {};
  }

  base::status sizes() const {
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (auto fits = size("table", i, tables_[i].size, most_entries); !fits) return fits;
    for (std::size_t i = 0; i < memories_.size(); ++i)
      if (auto fits = size("memory", i, memories_[i].size, most_pages); !fits) return fits;
    const std::size_t imported = tables_.size() - source_.tables.size();
    for (std::size_t i = 0; i < source_.tables.size(); ++i)
      if (const auto& initial = source_.tables[i].initial)
        if (auto fits = expect(*initial, source_.tables[i].type.element, globals_,
                               fmt::format("table {}", imported + i));
            !fits)
          return fits;
    return {};
  }

  base::status expect(const expression& value, value_type type, const std::vector<global_type>& globals,
                      std::string_view what) const {
    const auto found = type_of(value, globals, functions_.size());
    if (!found) return base::fail("{}: its constant expression is wrong: {}", what, found.error().message);
    if (*found != type)
      return base::fail("{}: expected a value of type {}, found {}", what, name_of(type), name_of(*found));
    return {};
  }

  base::status globals() const {
    // An initial value may read the globals before it.
    std::vector<global_type> before(globals_.begin(),
                                    globals_.end() - std::ptrdiff_t(source_.globals.size()));
    for (const global_entry& global : source_.globals) {
      if (auto fits =
              expect(global.initial, global.type.value, before, fmt::format("global {}", before.size()));
          !fits)
        return fits;
      before.push_back(global.type);
    }
    return {};
  }

  std::size_t count_of(external_kind kind) const {
    switch (kind) {
      case external_kind::function:
        return functions_.size();
      case external_kind::table:
        return tables_.size();
      case external_kind::memory:
        return memories_.size();
      case external_kind::global:
        return globals_.size();
      case external_kind::tag:
        return tags_.size();
    }
    return 0;
  }

  base::status exports() const {
    std::unordered_set<std::string_view> seen;
    for (const export_entry& entry : source_.exports) {
      if (!seen.insert(entry.name).second) return base::fail("\"{}\" is exported twice", entry.name);
      if (entry.index >= count_of(entry.kind))
        return base::fail("export \"{}\" is {} {}, but there are only {}", entry.name, name_of(entry.kind),
                          entry.index, count_of(entry.kind));
    }
    return {};
  }

  base::status start() const {
    if (!source_.start) return {};
    if (*source_.start >= functions_.size())
      return base::fail("the start function is {}, but there are only {}", *source_.start, functions_.size());
    if (const auto& type = source_.types[functions_[*source_.start]]; type != function_type{})
      return base::fail("the start function has type {}, but it must be () -> ()", to_string(type));
    return {};
  }

  base::status elements() const {
    for (std::size_t i = 0; i < source_.elements.size(); ++i) {
      const element_segment& segment = source_.elements[i];
      const std::string what = fmt::format("element segment {}", i);
      if (segment.active()) {
        if (segment.table >= tables_.size())
          return base::fail("{} fills table {}, but there are only {}", what, segment.table, tables_.size());
        const auto address = tables_[segment.table].size.wide ? value_type::i64 : value_type::i32;
        if (auto fits = expect(segment.offset, address, globals_, what); !fits) return fits;
      }
      for (std::uint32_t function : segment.functions)
        if (function >= functions_.size())
          return base::fail("{} names function {}, but there are only {}", what, function, functions_.size());
      for (const expression& value : segment.expressions)
        if (auto fits = expect(value, segment.type, globals_, what); !fits) return fits;
    }
    return {};
  }

  base::status data() const {
    if (source_.data_count && *source_.data_count != source_.data.size())
      return base::fail("{} data segments are announced, but there are {}", *source_.data_count,
                        source_.data.size());
    for (std::size_t i = 0; i < source_.data.size(); ++i) {
      const data_segment& segment = source_.data[i];
      if (segment.flags == 1) continue;
      if (segment.memory >= memories_.size())
        return base::fail("data segment {} fills memory {}, but there are only {}", i, segment.memory,
                          memories_.size());
      const auto address = memories_[segment.memory].size.wide ? value_type::i64 : value_type::i32;
      if (auto fits = expect(segment.offset, address, globals_, fmt::format("data segment {}", i)); !fits)
        return fits;
    }
    return {};
  }

  base::status code() const {
    if (source_.code.size() != source_.functions.size())
      return base::fail("{} functions are declared, but there are {} bodies", source_.functions.size(),
                        source_.code.size());
    const std::size_t imported = functions_.size() - source_.functions.size();
    for (std::size_t i = 0; i < source_.code.size(); ++i)
      if (auto fits = body(source_.code[i], imported + i); !fits) return fits;
    return {};
  }

  static base::status body(const code_body& body, std::size_t number) {
    constexpr std::byte end{0x0b};
    cursor in(body.code, body.offset, fmt::format("body of function {}", number));
    std::uint64_t locals = 0;
    for (std::uint32_t n = in.count("groups of locals", 2); n > 0 && in.ok(); --n) {
      locals += in.u32("a number of locals");
      in.value("their type");
    }
    if (in.ok() && locals > most_locals)
      in.fail_at(body.offset,
                 fmt::format("it has {} local variables, above the limit of {}", locals, most_locals));
    if (!in.ok()) return std::unexpected(in.error());
    if (in.left() == 0 || body.code.back() != end)
      return base::fail("at byte {:#x} (body of function {}): it does not finish with `end`",
                        body.offset + body.code.size(), number);
    return {};
  }

  const module& source_;
  std::vector<std::uint32_t> functions_;
  std::vector<table_type> tables_;
  std::vector<memory_type> memories_;
  std::vector<global_type> globals_;
  std::vector<tag_type> tags_;
};

}  // namespace

base::status check(const module& source) { return checker(source).run(); }

}  // namespace kelp::wasm
