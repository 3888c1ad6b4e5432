#include "builder/build_package.h"

#include <algorithm>
#include <fstream>

#include "base/file.h"
#include "base/hash.h"
#include "builder/audit_step.h"
#include "builder/backend.h"
#include "builder/log_excerpt.h"
#include "builder/pack_tar.h"
#include "builder/sandbox.h"
#include "builder/tree.h"
#include "builder/unpack.h"
#include "builder/wheel.h"
#include "builder/workplace.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

std::string stem_of(const recipe& recipe, const build_inputs& inputs) {
  return recipe.name + "-" + recipe.version + "-" + inputs.short_hash();
}

// One build under way: the steps in the order they are run.
class package_build {
 public:
  package_build(const build_site& site, const package_job& job, base::progress_task& task,
                std::stop_token stop)
      : site_(site),
        job_(job),
        recipe_(job.recipe),
        task_(task),
        stop_(std::move(stop)),
        place_{site.cache / "work" / stem_of(job.recipe, job.inputs)},
        log_file_(log_path(site, job.recipe, job.inputs)) {}

  base::result<artefact> run() {
    if (auto done = prepare(); !done) return std::unexpected(done.error());
    auto made = steps();
    if (!site_.keep_work) {
      // A failure to clean up does not change what came out; the next build of this artefact cleans first.
      if (auto removed = base::remove_tree(place_.root); !removed) log(removed.error().message);
    }
    return made;
  }

 private:
  base::result<artefact> steps() {
    if (auto done = unpack_sources(); !done) return std::unexpected(done.error());
    if (recipe_.needs_sandbox()) {
      if (auto done = patch(); !done) return std::unexpected(done.error());
      if (auto done = compile(); !done) return std::unexpected(done.error());
    }
    auto record = pack();
    if (!record) return std::unexpected(record.error());
    step("store");
    return site_.store.install(*record, place_.packed());
  }

  void step(std::string_view text) {
    task_.note(text);
    log(fmt::format("── {}", text));
  }

  void log(std::string_view line) { log_ << line << "\n" << std::flush; }

  base::status prepare() {
    if (auto made = base::make_dirs(log_file_.parent_path()); !made) return made;
    log_.open(log_file_, std::ios::trunc);
    if (!log_) return base::fail_errno(errno, "cannot write the log {}", log_file_.string());
    log(fmt::format("{} {} ({})", recipe_.name, recipe_.version, job_.inputs.hash));
    return clear_workplace(place_);
  }

  base::status unpack_sources() {
    for (const auto& source : recipe_.sources) {
      const auto target = source.into.empty() ? place_.src() : place_.src() / source.into;
      if (source.origin == source_origin::local) {
        if (auto done = copy_local(source, target); !done) return done;
        continue;
      }
      step("fetch " + source.file);
      const auto file = site_.sources.get(
          source, {.headers = {}, .proxy = "", .stop = stop_, .on_progress = show_progress()});
      if (!file) return std::unexpected(file.error());
      step("unpack " + source.file);
      const bool as_it_is = !source.unpack || !recipe_.needs_sandbox();
      auto done = as_it_is ? copy_tree(*file, target / source.file)
                           : unpack_archive(*file, target, {.strip = source.strip});
      if (!done) return done;
    }
    return {};
  }

  std::function<void(std::uint64_t, std::uint64_t)> show_progress() {
    return [this](std::uint64_t done, std::uint64_t total) { task_.update(done, total, true); };
  }

  base::status copy_local(const recipe_source& source, const fs::path& target) {
    for (const auto& path : source.paths) {
      auto done = copy_tree(site_.project_root / path, target / path, left_out_of(source, path));
      if (!done) return done;
    }
    return {};
  }

  base::status run_inside(const build_command& command) {
    sandbox_spec spec;
    add_binds(place_, spec);
    spec.env = build_environment(recipe_, site_.jobs);
    spec.cwd = command.cwd;
    spec.argv = command.argv;
    spec.log_file = log_file_;
    spec.on_line = [this](std::string_view line) { task_.note(line); };
    spec.stop = stop_;
    use_ccache(spec);
    log("$ " + fmt::format("{}", fmt::join(command.argv, " ")));
    const auto ended = run_in_sandbox(*site_.tools, spec);
    if (!ended) return std::unexpected(ended.error());
    if (stop_.stop_requested()) return fail("the build of {} was stopped", recipe_.name);
    if (!ended->ok()) return explain_failure(command, ended->reason());
    return {};
  }

  // For people who change recipes or wrappers all day; what comes out is the same.
  void use_ccache(sandbox_spec& spec) {
    const char* wanted = std::getenv("KELP_CCACHE");
    if (!wanted || !*wanted || recipe_.kind == package_kind::tool) return;
    fs::create_directories(wanted);
    spec.writable.push_back({wanted, "/ccache"});
    spec.env.insert({{"KELP_CCACHE", "1"},
                     {"CCACHE_DIR", "/ccache"},
                     {"CCACHE_COMPILERCHECK", "string:" + site_.tools->digest},
                     {"CCACHE_NOHASHDIR", "1"}});
  }

  base::error with_log(base::error problem) {
    const auto log = base::read_file(log_file_);
    if (log)
      for (const auto& line : lines_that_matter(*log)) problem.message += "\n  | " + line;
    problem.message += "\nThe whole log: " + log_file_.string();
    return problem;
  }

  std::unexpected<base::error> explain_failure(const build_command& command, const std::string& reason) {
    const auto left = base::free_space(place_.root);
    if (left && *left < (16u << 20))
      return fail(
          "the disk that holds {} is full: only {} are left; make room and start again, finished packages "
          "are kept",
          site_.cache.string(), base::human_size(*left));
    return std::unexpected(with_log({fmt::format("building {} {} failed at \"{}\" ({})", recipe_.name,
                                                 recipe_.version, short_command(command), reason)}));
  }

  static std::string short_command(const build_command& command) {
    const auto count = std::min<std::size_t>(command.argv.size(), 3);
    return fmt::format("{}", fmt::join(command.argv.begin(),
                                       command.argv.begin() + static_cast<std::ptrdiff_t>(count), " "));
  }

  base::status patch() {
    if (auto done = place_support(place_, recipe_, site_.project_root); !done) return done;
    for (const auto& name : recipe_.patches) {
      step("patch " + name);
      const build_command command{{"patch", "-p1", "--batch", "--forward", "--no-backup-if-mismatch",
                                   "--fuzz=0", "-i", "/recipe/patches/" + name},
                                  "/src"};
      if (auto done = run_inside(command); !done) return done;
    }
    return {};
  }

  base::status compile() {
    step("requirements");
    if (auto done = place_requirements(place_, recipe_, job_.requirements); !done) return done;
    step("compile");
    for (const auto& command : backend_commands(recipe_, site_.jobs))
      if (auto done = run_inside(command); !done) return done;
    return {};
  }

  base::result<artefact_record> pack() {
    step("pack");
    artefact_record record{.name = recipe_.name,
                           .version = recipe_.version,
                           .kind = std::string(to_string(recipe_.kind)),
                           .license = recipe_.license,
                           .hash = job_.inputs.hash,
                           .files = {},
                           .inputs = job_.inputs.inputs,
                           .imports = {},
                           .depends = recipe_.requires_run,
                           .shared = recipe_.shared,
                           .audit = nullptr};
    auto done = recipe_.is_wheel() ? pack_wheel(record) : pack_tree(record);
    if (!done) return std::unexpected(done.error());
    return record;
  }

  base::status pack_tree(artefact_record& record) {
    if (fs::is_empty(place_.out()))
      return fail("the build of {} left nothing in /out; see {}", recipe_.name, log_file_.string());
    const auto file = record.stem() + ".tar.zst";
    if (auto done = pack_tar_zst(place_.out(), place_.packed() / file); !done) return done;
    return add_file(record, file);
  }

  base::result<fs::path> built_wheel() const {
    const auto folder = recipe_.needs_sandbox() ? place_.out() : place_.src();
    std::vector<fs::path> wheels;
    for (const auto& file : fs::directory_iterator(folder))
      if (file.path().extension() == ".whl") wheels.push_back(file.path());
    if (wheels.size() != 1)
      return fail("the build of {} made {} wheels in /out instead of one; see {}", recipe_.name,
                  wheels.size(), log_file_.string());
    return wheels.front();
  }

  base::status pack_wheel(artefact_record& record) {
    const auto built = built_wheel();
    if (!built) return std::unexpected(built.error());
    const auto made = make_wheel(recipe_, *built, place_.root / "wheel", place_.packed());
    if (!made) return std::unexpected(made.error());
    record.imports = made->imports;
    if (auto done = add_file(record, made->file); !done) return done;
    if (!made->tests.empty())
      if (auto done = add_file(record, made->tests); !done) return done;
    return needs_audit(recipe_) ? run_audit(record) : base::status();
  }

  base::status run_audit(artefact_record& record) {
    step("audit");
    const auto main = main_symbols();
    if (!main) return std::unexpected(main.error());
    auto modules = audit_wheel(recipe_, place_.packed() / record.main_file().name, place_.root / "audit",
                               *main, [this](std::string_view line) { log(line); });
    if (!modules)
      return std::unexpected(base::error{modules.error().message + "\nThe whole log: " + log_file_.string()});
    record.audit = std::move(*modules);
    return {};
  }

  base::result<module_symbols> main_symbols() const {
    if (job_.main_module.extension() == ".wasm") return read_main_symbols(job_.main_module);
    const auto folder = place_.root / "main";
    if (auto done = unpack_archive(job_.main_module, folder); !done) return std::unexpected(done.error());
    return read_main_symbols(folder / "pyodide.asm.wasm");
  }

  base::status add_file(artefact_record& record, const std::string& name) const {
    const auto path = place_.packed() / name;
    const auto hash = base::sha256_file(path);
    if (!hash) return std::unexpected(hash.error());
    record.files.push_back({name, *hash, fs::file_size(path)});
    return {};
  }

  const build_site& site_;
  const package_job& job_;
  const recipe& recipe_;
  base::progress_task& task_;
  std::stop_token stop_;
  workplace place_;
  fs::path log_file_;
  std::ofstream log_;
};

}  // namespace

fs::path log_path(const build_site& site, const recipe& recipe, const build_inputs& inputs) {
  return site.cache / "logs" / (stem_of(recipe, inputs) + ".log");
}

base::result<artefact> build_package(const build_site& site, const package_job& job,
                                     base::progress_task& task, std::stop_token stop) {
  return package_build(site, job, task, std::move(stop)).run();
}

}  // namespace kelp::builder
