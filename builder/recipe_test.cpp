#include "builder/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builder/toml_reader.h"

namespace kelp::builder {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string sha(64, 'a');

std::string good_recipe() {
  return R"(name = "zlib"
version = "1.3.1"
kind = "library"
summary = "Deflate"
license = "Zlib"

[[source]]
debian = "zlib"
file = "zlib.tar.gz"
sha256 = ")" +
         sha + R"("

[build]
backend = "configure"
options = ["--static"]

[requires]
host = ["bzip2"]
)";
}

std::string changed(std::string from, const std::string& to) {
  auto text = good_recipe();
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string mistake_in(const std::string& text) {
  const auto parsed = parse_recipe(text, "recipes/zlib/recipe.toml");
  return parsed ? "no mistake" : parsed.error().message;
}

TEST(RecipeTest, ReadsAllParts) {
  const auto recipe = parse_recipe(good_recipe(), "x");
  ASSERT_TRUE(recipe) << recipe.error().message;
  EXPECT_EQ(recipe->name, "zlib");
  EXPECT_EQ(recipe->kind, package_kind::library);
  EXPECT_EQ(recipe->backend, build_backend::configure);
  EXPECT_THAT(recipe->options, ElementsAre("--static"));
  EXPECT_THAT(recipe->requires_host, ElementsAre("bzip2"));
  ASSERT_EQ(recipe->sources.size(), 1u);
  EXPECT_EQ(recipe->sources[0].origin, source_origin::debian);
  EXPECT_EQ(recipe->sources[0].strip, 1);
}

TEST(RecipeTest, UnknownKeyNamesLineAndNearestKey) {
  EXPECT_EQ(mistake_in(changed("summary", "sumary")),
            "recipes/zlib/recipe.toml:4: unknown key \"sumary\"; did you mean \"summary\"?");
  EXPECT_EQ(mistake_in(changed("options", "option")),
            "recipes/zlib/recipe.toml:14: unknown key \"option\" in [build]; did you mean \"options\"?");
  EXPECT_EQ(mistake_in(changed("host =", "hosts =")),
            "recipes/zlib/recipe.toml:17: unknown key \"hosts\" in [requires]; did you mean \"host\"?");
  EXPECT_EQ(mistake_in(changed("sha256", "sha265")),
            "recipes/zlib/recipe.toml:10: unknown key \"sha265\" in [[source]]; did you mean \"sha256\"?");
}

TEST(RecipeTest, UnknownKeyFarFromAllListsThem) {
  EXPECT_THAT(mistake_in(changed("host =", "zzzzzzzz =")), HasSubstr("the keys here are build, host, run"));
}

TEST(RecipeTest, WrongTypeNamesLineAndType) {
  EXPECT_EQ(mistake_in(changed("\"1.3.1\"", "1.3")),
            "recipes/zlib/recipe.toml:2: \"version\" must be a text");
  EXPECT_EQ(mistake_in(changed("[\"--static\"]", "\"--static\"")),
            "recipes/zlib/recipe.toml:14: \"options\" in [build] must be a list of texts");
}

TEST(RecipeTest, UnknownChoiceListsChoices) {
  EXPECT_EQ(mistake_in(changed("\"configure\"", "\"autotools\"")),
            "recipes/zlib/recipe.toml:13: \"autotools\" is no backend; it is one of pep517, cmake, "
            "configure, script, "
            "wheel, pure");
}

TEST(RecipeTest, SyntaxErrorNamesLine) {
  EXPECT_THAT(mistake_in(changed("kind = ", "kind : ")), HasSubstr("recipes/zlib/recipe.toml:3: "));
}

TEST(RecipeTest, HashMustBeAHash) {
  EXPECT_THAT(mistake_in(changed(sha, "abc")), HasSubstr("64 lower-case hexadecimal digits"));
}

TEST(RecipeTest, SourceHasExactlyOneOrigin) {
  EXPECT_THAT(mistake_in(changed("debian = ", "pypi = \"zlib\"\ndebian = ")), HasSubstr("exactly one of"));
}

TEST(RecipeTest, PathsMayNotLeadOutside) {
  EXPECT_THAT(mistake_in(changed("sha256", "into = \"../x\"\nsha256")),
              HasSubstr("must be a folder below /src"));
  EXPECT_THAT(mistake_in(changed("zlib.tar.gz", "../zlib.tar.gz")), HasSubstr("file name without folders"));
  EXPECT_THAT(mistake_in(changed("\"zlib\"", "\"../zlib\"")), HasSubstr("is no package name"));
}

TEST(RecipeTest, LibraryCannotBeMadeByAWheelBackend) {
  EXPECT_THAT(mistake_in(changed("\"configure\"", "\"pep517\"")), HasSubstr("kind must be \"python\""));
}

TEST(NearestWordTest, FindsSlipsAndNothingElse) {
  EXPECT_EQ(nearest_word("licence", {"license", "name"}), "license");
  EXPECT_EQ(nearest_word("flavour", {"license", "name"}), "");
}

}  // namespace
}  // namespace kelp::builder
