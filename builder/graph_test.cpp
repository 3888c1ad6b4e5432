#include "builder/graph.h"

#include <gmock/gmock.h>

#include "builder/inputs.h"
#include "builder/test_support.h"

namespace kelp::builder {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;

class GraphTest : public ::testing::Test {
 protected:
  void add(const std::string& name, const std::string& needs = "", const std::string& extra = "") {
    folder_.write("recipes/" + name + "/recipe.toml", fmt::format(R"(name = "{}"
version = "1"
kind = "library"
summary = "s"
license = "MIT"
[[source]]
local = ["code"]
[build]
backend = "script"
{}[requires]
{}
)",
                                                                  name, extra, needs));
    folder_.write("recipes/" + name + "/build.sh", "true\n");
    folder_.write("code/main.c", "int main;\n");
    for (const char* file : {"bin/kelp-cc", "bin/kelp-c++", "toolchain.cmake"})
      folder_.write(std::string("builder/support/") + file, "x");
  }
  base::result<recipe_graph> load(const std::vector<std::string>& names) {
    return recipe_graph::load(folder_.path() / "recipes", names);
  }
  std::map<std::string, build_inputs> hashes(const std::string& name, const std::string& toolchain = "t") {
    return must(hash_inputs(must(load({name})), folder_.path(), toolchain));
  }
  testing::temporary_folder folder_;
};

TEST_F(GraphTest, RequirementsComeFirst) {
  add("app", "host = [\"zlib\", \"png\"]");
  add("png", "host = [\"zlib\"]\nbuild = [\"tool\"]");
  add("zlib");
  add("tool");
  const auto graph = load({"app"});
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_THAT(graph->order(), ElementsAre("tool", "zlib", "png", "app"));
}

TEST_F(GraphTest, CycleIsNamedAsAPath) {
  add("a", "host = [\"b\"]");
  add("b", "build = [\"c\"]");
  add("c", "host = [\"a\"]");
  EXPECT_EQ(load({"a"}).error().message, "recipes need each other in a circle: a → b → c → a");
}

TEST_F(GraphTest, CycleAtRunTimeIsAllowed) {
  add("a", "run = [\"b\"]");
  add("b", "run = [\"a\"]");
  const auto graph = load({"a"});
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_THAT(graph->run_closure({"a"}), ElementsAre("a", "b"));
}

TEST_F(GraphTest, UnknownRequirementNamesWhoAsks) {
  add("app", "host = [\"zlip\"]");
  add("zlib");
  EXPECT_EQ(load({"app"}).error().message,
            "recipe \"app\" asks for \"zlip\", which has no recipe; did you mean \"zlib\"?");
}

TEST_F(GraphTest, UnknownNameSuggestsNearOne) {
  add("numpy");
  EXPECT_EQ(load({"nunpy"}).error().message, "there is no recipe \"nunpy\"; did you mean \"numpy\"?");
}

TEST_F(GraphTest, MistakeElsewhereDoesNotMatter) {
  add("good");
  folder_.write("recipes/bad/recipe.toml", "name = ");
  EXPECT_TRUE(load({"good"}));
  EXPECT_THAT(load({"bad"}).error().message, HasSubstr("recipes/bad/recipe.toml:1"));
}

TEST_F(GraphTest, HashCoversEveryInput) {
  add("lib");
  add("app", "host = [\"lib\"]");
  const auto before = hashes("app").at("app").hash;
  EXPECT_EQ(hashes("app").at("app").hash, before);
  EXPECT_NE(hashes("app", "other toolchain").at("app").hash, before);

  folder_.write("recipes/app/patches/1.patch", "p");
  const auto patched = hashes("app").at("app").hash;
  EXPECT_NE(patched, before);
  folder_.write("recipes/lib/build.sh", "false\n");  // of a requirement
  const auto required = hashes("app").at("app").hash;
  EXPECT_NE(required, patched);
  folder_.write("code/more.c", "int more;\n");  // local source
  const auto sources = hashes("app").at("app").hash;
  EXPECT_NE(sources, required);
  folder_.write("builder/support/bin/kelp-cc", "y");  // compiler wrapper
  EXPECT_NE(hashes("app").at("app").hash, sources);
}

TEST_F(GraphTest, HashLeavesOutTestsAndWhatWasMade) {
  add("app", "", "");
  const auto before = hashes("app").at("app").hash;
  folder_.write("recipes/app/test.py", "assert True\n");
  folder_.write("code/node_modules/x.js", "x");
  folder_.write("code/thing_test.cpp", "x");
  EXPECT_EQ(hashes("app").at("app").hash, before);
}

}  // namespace
}  // namespace kelp::builder
