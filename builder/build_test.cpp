// Whole builds of tiny recipes, in the sandbox (with this machine's own system as its root) and without it.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/process.h"
#include "builder/dist.h"
#include "builder/log_excerpt.h"
#include "builder/sandbox.h"
#include "builder/scheduler.h"
#include "builder/session.h"
#include "builder/test_support.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;

class BuildTest : public ::testing::Test {
 protected:
  BuildTest() {
    folder_.write("code/input.txt", "input\n");
    folder_.write("builder/toolchain.lock.toml", "");
  }
  // A tool whose build.sh is given.
  void tool(const std::string& name, const std::string& script, const std::string& needs = "") {
    folder_.write(
        "recipes/" + name + "/recipe.toml",
        fmt::format(
            "name = \"{}\"\nversion = \"1\"\nkind = \"tool\"\nsummary = \"s\"\nlicense = \"MIT\"\n"
            "[[source]]\nlocal = [\"code\"]\n[build]\nbackend = \"script\"\n[requires]\nbuild = [{}]\n",
            name, needs));
    folder_.write("recipes/" + name + "/build.sh", script);
  }
  // A pure wheel from the loopback server.
  void pure(const std::string& name, const std::string& served, const std::string& sha256) {
    folder_.write(
        "recipes/" + name + "/recipe.toml",
        fmt::format("name = \"{0}\"\nversion = \"1\"\nkind = \"python\"\nsummary = \"s\"\nlicense = \"MIT\"\n"
                    "[[source]]\npypi = \"{0}\"\nfile = \"{0}-1-py3-none-any.whl\"\nsha256 = \"{1}\"\n"
                    "[build]\nbackend = \"pure\"\n",
                    name, sha256));
    server_.put("/" + name + "-1-py3-none-any.whl", {.body = served});
  }
  void pure(const std::string& name) {
    const auto wheel = testing::small_wheel(name, "1");
    pure(name, wheel, base::sha256(wheel));
  }

  base::result<std::map<std::string, artefact>> build(const std::vector<std::string>& names,
                                                      bool keep_going = false, std::stop_token stop = {}) {
    auto graph = recipe_graph::load(folder_.path() / "recipes", names);
    if (!graph) return std::unexpected(graph.error());
    inputs_ = must(hash_inputs(*graph, folder_.path(), "toolchain"));
    artefact_store store(cache_, "", [this](const std::string& text) { warnings_.push_back(text); });
    schedule_options options;
    options.parallel = 2;
    options.keep_going = keep_going;
    auto plan = must(plan_build(*graph, inputs_, names, store, options));
    built_ = plan.to_build;
    const build_site site{folder_.path(),
                          cache_,
                          store,
                          source_cache(cache_ / "sources", finder()),
                          toolchain{"/", {}, "toolchain", {}},
                          2,
                          false};
    base::progress progress(base::progress::mode::quiet);
    return run_plan(site, *graph, inputs_, std::move(plan), options, progress, stop);
  }
  std::string failure(const std::vector<std::string>& names, bool keep_going = false) {
    const auto made = build(names, keep_going);
    return made ? "built" : made.error().message;
  }
  std::string file_in(const artefact& made, const std::string& path) {
    const auto folder = must(base::make_temp_dir(folder_.path()));
    must(unpack_archive(made.path(), folder.path()));
    return must(base::read_file(folder.path() / path));
  }
  address_finder finder() {
    return [this](const recipe_source& source, const http_options&) {
      return base::result<std::vector<source_address>>({{server_.url("/" + source.file), ""}});
    };
  }
  std::size_t entries(const std::string& folder) {
    if (!fs::exists(cache_ / folder)) return 0;
    return static_cast<std::size_t>(std::ranges::distance(fs::directory_iterator(cache_ / folder)));
  }

  testing::temporary_folder folder_;
  fs::path cache_ = folder_.path() / "cache";
  testing::loopback_server server_;
  std::map<std::string, build_inputs> inputs_;
  std::vector<std::string> warnings_, built_;
};

TEST_F(BuildTest, ResultOfOneBuildIsInputOfTheNext) {
  tool("first", "mkdir /out/bin; cp code/input.txt /out/bin/data\n");
  tool("second", "cat /tools/bin/data > /out/copy; echo more >> /out/copy\n", "\"first\"");
  const auto made = build({"second"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(file_in(made->at("second"), "copy"), "input\nmore\n");
  EXPECT_EQ(entries("work"), 0u);
}

TEST_F(BuildTest, SecondBuildFindsTheFirst) {
  tool("first", "date +%N > /out/x\n");
  const auto once = build({"first"});
  ASSERT_TRUE(once) << once.error().message;
  const auto again = build({"first"});
  EXPECT_THAT(built_, IsEmpty());
  EXPECT_EQ(again->at("first").record.files, once->at("first").record.files);
}

TEST_F(BuildTest, BuildsSeeNeitherNetworkNorOtherFolders) {
  tool("first", "test ! -e " + folder_.path().string() +
                    "\ntest ! -e /root\n"
                    "(exec 3<>/dev/tcp/127.0.0.1/" +
                    server_.url("").substr(17) +
                    ") 2>/dev/null && exit 1\n"
                    "(echo x > /recipe/x) 2>/dev/null && exit 2\necho ok > /out/x\n");
  const auto made = build({"first"});
  EXPECT_TRUE(made) << made.error().message;
}

TEST_F(BuildTest, SameInputsGiveSameBytes) {
  tool("first", "mkdir /out/d; for i in 3 1 2; do echo $i > /out/d/$i; done; chmod +x /out/d/1\n");
  const auto once = build({"first"});
  ASSERT_TRUE(once) << once.error().message;
  const auto bytes = must(base::read_file(once->at("first").path()));
  must(base::remove_tree(cache_));
  const auto again = build({"first"});
  EXPECT_EQ(must(base::read_file(again->at("first").path())), bytes);
}

TEST_F(BuildTest, FailureShowsTheLinesThatMatterAndTheLog) {
  tool("first", "echo compiling; echo 'x.c:1: error: no such thing' >&2; exit 3\n");
  const auto message = failure({"first"});
  EXPECT_THAT(message, HasSubstr("building first 1 failed"));
  EXPECT_THAT(message, HasSubstr("exit code 3"));
  EXPECT_THAT(message, HasSubstr("  | x.c:1: error: no such thing"));
  const auto log = message.substr(message.find("The whole log: ") + 15);
  EXPECT_THAT(must(base::read_file(log)), HasSubstr("compiling"));
  EXPECT_EQ(entries("work"), 0u);
  EXPECT_EQ(entries("artefacts"), 0u);
}

TEST_F(BuildTest, BuildThatMakesNothingFails) {
  tool("first", "true\n");
  EXPECT_THAT(failure({"first"}), HasSubstr("the build of first left nothing in /out"));
}

TEST_F(BuildTest, PatchesAreAppliedInOrderAndMustFit) {
  tool("first", "cp code/input.txt /out/x\n");
  const std::string head = "--- a/code/input.txt\n+++ b/code/input.txt\n@@ -1 +1 @@\n";
  folder_.write("recipes/first/patches/0001.patch", head + "-input\n+one\n");
  folder_.write("recipes/first/patches/0002.patch", head + "-one\n+two\n");
  const auto made = build({"first"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(file_in(made->at("first"), "x"), "two\n");
  folder_.write("recipes/first/patches/0003.patch", head + "-other\n+three\n");
  EXPECT_THAT(failure({"first"}), HasSubstr("0003.patch"));
}

TEST_F(BuildTest, KeepGoingBuildsWhatDoesNotNeedTheFailedOne) {
  tool("bad", "exit 1\n");
  tool("after", "echo x > /out/x\n", "\"bad\"");
  tool("good", "sleep 0.3; echo x > /out/x\n");
  tool("later", "echo x > /out/x\n", "\"good\"");
  const auto message = failure({"after", "later"}, true);
  EXPECT_THAT(message, HasSubstr("building bad 1 failed"));
  EXPECT_THAT(message, HasSubstr("after was not built because bad failed"));
  EXPECT_EQ(entries("artefacts"), 2u);
}

TEST_F(BuildTest, FailureStopsTheOthersOtherwise) {
  tool("bad", "sleep 0.3; exit 1\n");
  tool("slow", "sleep 60; echo x > /out/x\n");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(failure({"bad", "slow"}), HasSubstr("building bad 1 failed"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_F(BuildTest, StopRequestEndsTheRun) {
  tool("slow", "sleep 60; echo x > /out/x\n");
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    stop.request_stop();
  });
  const auto made = build({"slow"}, false, stop.get_token());
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("stopped; what was finished is kept"));
  EXPECT_EQ(entries("work"), 0u);
}

TEST_F(BuildTest, KilledBuildLeavesNothingHalfDoneAndIsTakenUpAgain) {
  tool("first", "echo done > /out/x\n");
  tool("second", "test -e /src/code/go || sleep 60; cp /tools/x /out/y\n", "\"first\"");
  const auto child = ::fork();
  if (child == 0) {
    (void)build({"second"});
    ::_exit(0);
  }
  for (int i = 0; i < 300 && entries("artefacts") == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(entries("artefacts"), 1u);  // first is finished, second is not seen at all
  EXPECT_EQ(entries("work"), 1u);
  must(sweep_workplaces(cache_));
  EXPECT_EQ(entries("work"), 0u);
  folder_.write("recipes/second/build.sh", "cp /tools/x /out/y\n");
  const auto made = build({"second"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(built_, ElementsAre("second"));
}

TEST_F(BuildTest, TwoBuildsAtOnceMakeOneArtefact) {
  tool("first", "sleep 1; head -c 16 /dev/urandom > /out/x\n");
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const auto child = ::fork();
    if (child == 0) {
      const auto made = build({"first"});
      const auto hash = made ? made->at("first").record.main_file().sha256 : made.error().message;
      (void)base::write_file_atomic(folder_.path() / ("result-" + std::to_string(i)), hash);
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const auto child : children) ::waitpid(child, nullptr, 0);
  const auto a = must(base::read_file(folder_.path() / "result-0")),
             b = must(base::read_file(folder_.path() / "result-1"));
  EXPECT_TRUE(base::is_sha256(a)) << a;
  EXPECT_EQ(a, b);
}

TEST_F(BuildTest, DamagedArtefactIsBuiltAgain) {
  tool("first", "echo x > /out/x\n");
  const auto made = build({"first"});
  ASSERT_TRUE(made) << made.error().message;
  must(base::write_file_atomic(made->at("first").path(), "broken"));
  const auto again = build({"first"});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_THAT(warnings_.at(0), HasSubstr("is damaged"));
  EXPECT_EQ(file_in(again->at("first"), "x"), "x\n");
}

TEST_F(BuildTest, PublishedWheelNeedsNoSandbox) {
  pure("six");
  const auto made = build({"six"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->at("six").record.main_file().name, "six-1-py3-none-any.whl");
  EXPECT_THAT(made->at("six").record.imports, ElementsAre("six"));
}

TEST_F(BuildTest, SourceWithAnotherHashStopsTheBuild) {
  pure("six", testing::small_wheel("six", "2"), base::sha256("expected"));
  const auto message = failure({"six"});
  EXPECT_THAT(message, HasSubstr("cannot fetch six-1-py3-none-any.whl (pypi \"six\")"));
  EXPECT_THAT(message, HasSubstr(base::sha256("expected")));
  EXPECT_EQ(entries("artefacts"), 0u);
}

// Run by the next test inside a file system of 2 MB.
TEST_F(BuildTest, DISABLED_OnATinyDisk) {
  cache_ = "/mnt/cache";
  std::string noise(8 << 20, '\0');
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(i * i * 2654435761u >> 13);
  pure("big", noise, base::sha256(noise));
  const auto message = failure({"big"});
  EXPECT_THAT(message, HasSubstr("No space left on device"));
  EXPECT_EQ(std::ranges::count(message, '\n'), 0);
  EXPECT_EQ(entries("artefacts"), 0u);
  pure("six");
  must(base::remove_tree(cache_ / "sources"));
  EXPECT_TRUE(build({"six"}));
}

TEST(FullDiskTest, IsOneSentenceAndLeavesNothing) {
  const auto self = fs::read_symlink("/proc/self/exe").string();
  const auto ended = must(
      base::run({"bwrap", "--unshare-user", "--dev-bind", "/", "/", "--size", "2000000", "--tmpfs", "/mnt",
                 self, "--gtest_also_run_disabled_tests", "--gtest_filter=BuildTest.DISABLED_OnATinyDisk"}));
  EXPECT_TRUE(ended.ok()) << ended.output << ended.error_output;
}

TEST_F(BuildTest, DistributionIsWholeSortedAndOnlyWrittenWhenChanged) {
  pure("six");
  pure("cycler");
  const auto made = build({"six", "cycler"});
  ASSERT_TRUE(made) << made.error().message;
  base::progress progress(base::progress::mode::quiet);
  dist_request request{folder_.path(), folder_.path() / "dist", *made, "3.14.7", false};
  EXPECT_EQ(must(write_dist(request, progress, {})), dist_outcome::written);
  const auto lock = must(base::read_file(request.target / "pyodide-lock.json"));
  EXPECT_THAT(lock, HasSubstr("\"file_name\": \"six-1-py3-none-any.whl\""));
  EXPECT_LT(lock.find("cycler-1"), lock.find("six-1"));
  EXPECT_EQ(must(write_dist(request, progress, {})), dist_outcome::unchanged);

  fs::remove(request.target / "six-1-py3-none-any.whl");  // no longer whole
  EXPECT_EQ(must(write_dist(request, progress, {})), dist_outcome::written);
  EXPECT_EQ(must(base::read_file(request.target / "pyodide-lock.json")), lock);

  request.artefacts.erase("cycler");
  EXPECT_EQ(must(write_dist(request, progress, {})), dist_outcome::written);
  EXPECT_FALSE(fs::exists(request.target / "cycler-1-py3-none-any.whl"));
}

TEST_F(BuildTest, DistributionDoesNotReplaceOtherFiles) {
  folder_.write("mine/letter.txt", "dear");
  base::progress progress(base::progress::mode::quiet);
  const auto done = write_dist({folder_.path(), folder_.path() / "mine", {}, "3.14.7", false}, progress, {});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("holds other files"));
  EXPECT_EQ(must(base::read_file(folder_.path() / "mine/letter.txt")), "dear");
}

TEST(LogExcerptTest, StartsAtTheFirstErrorAndKeepsTheEnd) {
  std::string log;
  for (int i = 0; i < 100; ++i) log += "line " + std::to_string(i) + (i == 40 ? " error: here" : "") + "\n";
  const auto lines = lines_that_matter(log, 9);
  ASSERT_EQ(lines.size(), 9u);
  EXPECT_EQ(lines.front(), "line 40 error: here");
  EXPECT_THAT(lines, ::testing::Contains("…"));
  EXPECT_EQ(lines.back(), "line 99");
}

TEST(LogExcerptTest, WithoutAnErrorTheEndIsShown) {
  EXPECT_THAT(lines_that_matter("a\nb\nc\n", 2), ElementsAre("b", "c"));
}

}  // namespace
}  // namespace kelp::builder
