#include "builder/sandbox.h"

#include <sys/personality.h>

namespace kelp::builder {

using base::fail;
namespace fs = std::filesystem;

namespace {

// The same for every caller: an ordinary user without privileges, so that unpacking and installing behave
// alike whether kelp itself runs as root or not.
constexpr const char* inner_id = "1000";
constexpr const char* inner_em_cache = "/emcache";

std::vector<std::string> isolation() {
  return {"bwrap",      "--unshare-all", "--unshare-user",    "--uid",        inner_id, "--gid", inner_id,
          "--hostname", "kelp",          "--die-with-parent", "--new-session"};
}

// The root of what is seen is bubblewrap's own empty file system, so that any folder can be mounted in it.
void add_system(std::vector<std::string>& argv, const fs::path& root) {
  for (const char* folder : {"usr", "etc", "var", "opt"})
    if (fs::exists(root / folder))
      argv.insert(argv.end(), {"--ro-bind", (root / folder).string(), std::string("/") + folder});
  for (const char* name : {"bin", "lib", "lib64", "sbin"})
    if (fs::is_symlink(root / name))
      argv.insert(argv.end(), {"--symlink", fs::read_symlink(root / name).string(), std::string("/") + name});
  argv.insert(argv.end(), {"--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run"});
}

base::status check_binds(const std::vector<bind>& binds) {
  for (const auto& bind : binds) {
    if (!fs::exists(bind.outside))
      return fail("cannot show {} to a build: it does not exist", bind.outside.string());
    if (!bind.inside.is_absolute())
      return fail("cannot show a folder to a build at {}: not absolute", bind.inside.string());
  }
  return {};
}

std::map<std::string, std::string> environment(const sandbox_spec& spec) {
  std::map<std::string, std::string> env{
      {"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
      {"HOME", "/tmp"},
      {"TMPDIR", "/tmp"},
      {"LC_ALL", "C.UTF-8"},
      {"TZ", "UTC"},
      {"EM_CACHE", inner_em_cache},
      {"EM_FROZEN_CACHE", "0"},
      {"PYTHONDONTWRITEBYTECODE", "1"},
  };
  for (const auto& [name, value] : spec.env) env[name] = value;
  return env;
}

// While it lives, programs started by this thread get the same addresses in memory each time. Compilers that
// order things by address (clang does so in the exception code of WebAssembly) make the same bytes only then.
class same_addresses {
 public:
  same_addresses() : before_(::personality(ask)) {
    given_ = before_ != -1 && ::personality(static_cast<unsigned long>(before_) | ADDR_NO_RANDOMIZE) != -1;
  }
  same_addresses(const same_addresses&) = delete;
  ~same_addresses() {
    if (given_) ::personality(static_cast<unsigned long>(before_));
  }
  bool given() const { return given_; }

 private:
  static constexpr unsigned long ask = 0xffffffff;
  int before_;
  bool given_;
};

}  // namespace

base::result<base::process_result> run_in_sandbox(const toolchain& toolchain, const sandbox_spec& spec) {
  for (const auto* binds : {&spec.read_only, &spec.writable})
    if (auto sound = check_binds(*binds); !sound) return std::unexpected(sound.error());
  auto program = base::find_program("bwrap");
  if (program.empty()) return fail("bubblewrap is missing: install the Debian package bubblewrap");
  auto argv = isolation();
  argv[0] = program.string();
  add_system(argv, toolchain.root);
  // Where emscripten's lock and symbol lists are kept during a build (toolchain.cpp, move_scratch_out).
  argv.insert(argv.end(), {"--dir", "/tmp/.emscripten/symbol_lists"});
  if (!toolchain.em_cache.empty())
    argv.insert(argv.end(), {spec.em_cache_writable ? "--bind" : "--ro-bind", toolchain.em_cache.string(),
                             inner_em_cache});
  for (const auto& bind : spec.read_only)
    argv.insert(argv.end(), {"--ro-bind", bind.outside.string(), bind.inside.string()});
  for (const auto& bind : spec.writable)
    argv.insert(argv.end(), {"--bind", bind.outside.string(), bind.inside.string()});
  argv.insert(argv.end(), {"--chdir", spec.cwd.string(), "--"});
  argv.insert(argv.end(), spec.argv.begin(), spec.argv.end());

  base::process_options options;
  options.env = environment(spec);
  options.log_file = spec.log_file;
  options.on_line = spec.on_line;
  options.timeout = spec.timeout;
  options.stop = spec.stop;
  const same_addresses fixed;
  if (!fixed.given() && spec.on_line)
    spec.on_line(
        "note: this system does not let programs have fixed addresses, so the result's bytes may differ");
  return base::run(argv, options);
}

base::status check_sandbox() {
  if (base::find_program("bwrap").empty())
    return fail("bubblewrap is missing: install the Debian package bubblewrap");
  auto ended = base::run({"bwrap", "--unshare-all", "--unshare-user", "--uid", inner_id, "--ro-bind", "/",
                          "/", "--proc", "/proc", "--dev", "/dev", "true"});
  if (!ended) return std::unexpected(ended.error());
  if (ended->ok()) return {};
  std::string said = ended->error_output.substr(0, ended->error_output.find('\n'));
  return fail(
      "this system does not let programs make user namespaces, which builds are isolated with ({}): as root "
      "run "
      "'sysctl kernel.unprivileged_userns_clone=1' (Debian) or 'sysctl "
      "kernel.apparmor_restrict_unprivileged_userns=0' "
      "(Ubuntu); in a container allow them in its settings",
      said);
}

}  // namespace kelp::builder
