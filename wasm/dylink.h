// The custom section "dylink.0" of shared libraries (WebAssembly tool conventions, "DynamicLinking"): what
// the loader must provide before it makes an instance. Made by wasm-ld.
#pragma once

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

struct symbol_flags {
  std::string_view module;  // of an import; empty for an export
  std::string_view name;
  std::uint32_t flags = 0;
  static constexpr std::uint32_t weak = 0x1;
  static constexpr std::uint32_t thread_local_ = 0x100;
};

struct dylink_section {
  std::uint32_t memory_size = 0;
  std::uint32_t memory_align = 0;  // power of two
  std::uint32_t table_size = 0;
  std::uint32_t table_align = 0;
  std::vector<std::string_view> needed;         // libraries to load first
  std::vector<symbol_flags> exports;            // only those with flags
  std::vector<symbol_flags> imports;            // only those with flags
  std::vector<std::string_view> runtime_paths;  // where to look for `needed`

  bool is_weak_import(std::string_view name) const;
};

// The content of the section (custom_section::content); `offset` is where it stands, for messages.
base::result<dylink_section> read_dylink(bytes content, std::size_t offset = 0);
std::vector<std::byte> write_dylink(const dylink_section& section);

}  // namespace kelp::wasm
