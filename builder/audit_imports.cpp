// Whether a module finds what it imports, and exports no more than it should.
#include <algorithm>
#include <array>

#include "builder/audit_rules.h"

namespace kelp::builder {
namespace {

// Given anew to each side module by the loader.
constexpr std::array<std::string_view, 4> by_loader{"memory", "__indirect_function_table", "__memory_base",
                                                    "__table_base"};

// Imports of code whose exceptions or longjmp pass through JavaScript.
bool is_javascript_unwinding(std::string_view name) {
  static constexpr std::array<std::string_view, 6> names{"emscripten_longjmp", "_emscripten_throw_longjmp",
                                                         "__resumeException",  "llvm_eh_typeid_for",
                                                         "saveSetjmp",         "testSetjmp"};
  return name.starts_with("invoke_") || name.starts_with("__cxa_find_matching_catch") ||
         std::ranges::find(names, name) != names.end();
}

struct offer {
  const module_symbols* by = nullptr;
  const std::string* type = nullptr;
};

offer find(const offers& others, const side_module& module, const std::string& symbol) {
  for (const module_symbols* other : others)
    if (auto found = other->types.find(symbol); found != other->types.end()) return {other, &found->second};
  if (auto found = module.symbols.types.find(symbol); found != module.symbols.types.end())
    return {&module.symbols, &found->second};
  return {};
}

bool is_function(const std::string& type) { return type.starts_with("("); }

constexpr std::string_view missing_cure =
    "add it to runtime/main/exports (scripts/exports record), to a declared shared library, or build the "
    "package "
    "without what uses it";

class import_check {
 public:
  import_check(const side_module& module, const offers& others, audit_findings& findings)
      : module_(module), others_(others), findings_(findings) {}

  void run() {
    for (const auto& entry : module_.content.imports) one(entry);
  }

 private:
  const std::string& file() const { return module_.file->path; }

  void one(const wasm::import_entry& entry) {
    const std::string symbol(entry.name);
    if (entry.module == "GOT.mem") return offset(symbol, false);
    if (entry.module == "GOT.func") return offset(symbol, true);
    if (entry.module == "env" && std::ranges::find(by_loader, entry.name) != by_loader.end())
      return given(entry);
    if (is_javascript_unwinding(entry.name))
      return findings_.add(
          "exceptions", file(), symbol,
          "{} imports {}: its exceptions or longjmp pass through JavaScript; compile and link all of "
          "it with -fwasm-exceptions -sSUPPORT_LONGJMP=wasm",
          file(), symbol);
    if (entry.module == "wasi_snapshot_preview1" || entry.module == "env")
      return direct(entry, entry.module == "env" ? symbol : fmt::format("{}.{}", entry.module, symbol));
    findings_.add(
        "import", file(), symbol,
        "{} imports {} from the module \"{}\", which the loader does not know; side modules import from env, "
        "GOT.mem and GOT.func only",
        file(), symbol, entry.module);
  }

  void direct(const wasm::import_entry& entry, const std::string& symbol) {
    const std::string wanted = import_text(module_.content, entry);
    const offer found = find(others_, module_, symbol);
    if (found.by == nullptr) return missing(symbol, wanted);
    if (*found.type != wanted)
      findings_.add(
          "type", file(), symbol,
          "{} imports {} as {}, but {} has it as {}; compile the package against the declaration that {} "
          "has, or correct the one it uses",
          file(), symbol, wanted, found.by->name, *found.type, found.by->name);
  }

  // An entry of the global offset table: the address of data or the table index of a function.
  void offset(const std::string& symbol, bool function) {
    const offer found = find(others_, module_, symbol);
    const std::string_view what = function ? "a function" : "data";
    if (found.by == nullptr) return missing(symbol, fmt::format("the address of {}", what));
    if (is_function(*found.type) != function)
      findings_.add("type", file(), symbol, "{} takes the address of {} as {}, but {} has it as {}", file(),
                    symbol, what, found.by->name, *found.type);
  }

  void missing(const std::string& symbol, const std::string& wanted) {
    if (module_.dylink.is_weak_import(symbol))
      return findings_.warn("import", file(), symbol,
                            "{} imports {} ({}) weakly and nobody has it: it is null at run time", file(),
                            symbol, wanted);
    findings_.add("import", file(), symbol, "{} imports {} ({}), which neither {} nor a library has; {}",
                  file(), symbol, wanted, others_.front()->name, missing_cure);
  }

  // Memory and table must be of the main module's kind.
  void given(const wasm::import_entry& entry) {
    const auto* memory = std::get_if<wasm::memory_type>(&entry.what);
    if (memory == nullptr) return;
    const auto& main = others_.front()->types;
    const auto own = main.find("memory");
    const bool shared = own != main.end() && own->second.ends_with("shared");
    if (memory->size.shared != shared)
      findings_.add("memory", file(), "memory",
                    "{} is compiled for {} memory, but {} has {}; compile it {} -pthread", file(),
                    memory->size.shared ? "shared" : "unshared", others_.front()->name,
                    shared ? "shared memory" : "memory of its own", shared ? "with" : "without");
  }

  const side_module& module_;
  const offers& others_;
  audit_findings& findings_;
};

}  // namespace

void check_imports(const side_module& module, const offers& others, audit_findings& findings) {
  import_check(module, others, findings).run();
}

bool is_toolchain_export(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names{"__wasm_call_ctors",
                                                         "__wasm_apply_data_relocs",
                                                         "__wasm_apply_global_relocs",
                                                         "__wasm_apply_tls_relocs",
                                                         "_initialize",
                                                         "__wasm_apply_global_tls_relocs",
                                                         "__wasm_init_memory"};
  return std::ranges::find(names, name) != names.end() || name.starts_with("orig$");
}

void check_exports(const side_module& module, audit_findings& findings) {
  const auto& options = findings.options();
  if (options.shared_library || !module.is_extension()) return;
  // What C++ defines in several modules (inline functions, type information) is exported and imported at
  // once.
  std::set<std::string_view> own_imports;
  for (const auto& entry : module.content.imports) own_imports.insert(entry.name);
  std::vector<std::string> excess;
  for (const auto& entry : module.content.exports) {
    const bool wanted = entry.name.starts_with("PyInit_") || entry.name.starts_with("PyInitU_") ||
                        is_toolchain_export(entry.name) || own_imports.contains(entry.name) ||
                        std::ranges::find(options.exports, entry.name) != options.exports.end();
    if (!wanted) excess.emplace_back(entry.name);
  }
  if (excess.empty()) return;
  const std::size_t shown = std::min<std::size_t>(excess.size(), 5);
  const std::size_t more = excess.size() - shown;
  findings.add_ours(
      "export", module.file->path, excess.front(),
      "{} exports {}{} besides PyInit_*; link with -sSIDE_MODULE=2 and an export list, or declare them",
      module.file->path, fmt::join(excess.begin(), excess.begin() + std::ptrdiff_t(shown), ", "),
      more > 0 ? fmt::format(" and {} more", more) : "");
}

}  // namespace kelp::builder
