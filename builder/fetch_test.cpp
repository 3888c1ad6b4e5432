#include "builder/fetch.h"

#include <gmock/gmock.h>

#include "builder/test_support.h"

namespace kelp::builder {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::loopback_server;
using testing::must;
using testing::temporary_folder;

std::string numbers(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; text.size() < count; ++i) text += std::to_string(i) + "\n";
  return text.substr(0, count);
}

class HttpTest : public ::testing::Test {
 protected:
  base::status download(const std::string& path, const std::string& sha256) {
    return http_download(server_.url(path), target_, sha256, options_);
  }
  std::string part() const { return target_.string() + ".part"; }

  loopback_server server_;
  temporary_folder folder_;
  std::filesystem::path target_ = folder_.path() / "sources/file";
  http_options options_;
};

TEST_F(HttpTest, StoresWhatHasTheRightHash) {
  server_.put("/file", {.body = "content"});
  ASSERT_TRUE(download("/file", base::sha256("content")));
  EXPECT_EQ(must(base::read_file(target_)), "content");
  EXPECT_FALSE(std::filesystem::exists(part()));
}

TEST_F(HttpTest, DownloadCutOffIsContinuedFromWhereItEnded) {
  const auto body = numbers(300'000);
  server_.put("/file", {.body = body, .cut_first = 100'000});
  const auto done = download("/file", base::sha256(body));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(must(base::read_file(target_)), body);
  EXPECT_THAT(server_.requests(), ElementsAre("GET /file", "GET /file bytes=100000-"));
}

TEST_F(HttpTest, PartOfAnEarlierStartIsContinued) {
  const auto body = numbers(50'000);
  must(base::write_file_atomic(part(), body.substr(0, 20'000)));
  server_.put("/file", {.body = body});
  ASSERT_TRUE(download("/file", base::sha256(body)));
  EXPECT_THAT(server_.requests(), ElementsAre("GET /file bytes=20000-"));
}

TEST_F(HttpTest, ServerWithoutRangesIsReadFromTheStart) {
  const auto body = numbers(50'000);
  must(base::write_file_atomic(part(), body.substr(0, 20'000)));
  server_.put("/file", {.body = body, .ignores_ranges = true});
  const auto done = download("/file", base::sha256(body));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(must(base::read_file(target_)), body);
}

TEST_F(HttpTest, PartOfAnotherFileDoesNotSpoilTheDownload) {
  const auto body = numbers(50'000);
  must(base::write_file_atomic(part(), std::string(20'000, '?')));
  server_.put("/file", {.body = body});
  const auto done = download("/file", base::sha256(body));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(must(base::read_file(target_)), body);
}

TEST_F(HttpTest, WrongHashNamesBothAndKeepsNothing) {
  server_.put("/file", {.body = "changed"});
  const auto done = download("/file", base::sha256("content"));
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr(base::sha256("changed")));
  EXPECT_THAT(done.error().message, HasSubstr(base::sha256("content")));
  EXPECT_FALSE(std::filesystem::exists(target_));
  EXPECT_FALSE(std::filesystem::exists(part()));
}

TEST_F(HttpTest, MissingFileIsSaidAtOnce) {
  const auto done = download("/nothing", base::sha256(""));
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("/nothing does not exist on the server (404)"));
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(HttpTest, FailingServerIsTriedAgainAndThenNamed) {
  options_.attempts = 2;
  server_.put("/file", {.body = "", .status = 503});
  const auto done = download("/file", base::sha256("content"));
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("answered 503"));
  EXPECT_EQ(server_.requests().size(), 2u);
}

TEST_F(HttpTest, NobodyListeningIsOneSentence) {
  options_.attempts = 1;
  const auto done = http_download("http://127.0.0.1:1/file", target_, base::sha256(""), options_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("is the network there?"));
}

TEST_F(HttpTest, AnswerOverTheLimitIsRefused) {
  server_.put("/big", {.body = std::string(5000, 'x')});
  const auto got = http_get(server_.url("/big"), options_, 1000);
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("sent more than"));
}

TEST_F(HttpTest, OtherSchemesAreRefused) { EXPECT_FALSE(http_get("file:///etc/passwd", options_)); }

recipe_source source_of(source_origin origin, const std::string& package, const std::string& file,
                        const std::string& content) {
  recipe_source source;
  source.origin = origin;
  source.package = package;
  source.file = file;
  source.sha256 = base::sha256(content);
  return source;
}

class FetchTest : public HttpTest {
 protected:
  source_cache cache() {
    return source_cache(folder_.path() / "cache", [this](const recipe_source& source, const http_options&) {
      return base::result<std::vector<source_address>>(
          {{server_.url("/a/" + source.file), ""}, {server_.url("/b/" + source.file), ""}});
    });
  }
};

TEST_F(FetchTest, FetchesOnceAndKeeps) {
  server_.put("/a/x.tar", {.body = "tar"});
  const auto source = source_of(source_origin::debian, "x", "x.tar", "tar");
  EXPECT_EQ(must(base::read_file(must(cache().get(source, {})))), "tar");
  EXPECT_TRUE(cache().get(source, {}));
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(FetchTest, SecondMirrorIsTriedWhenTheFirstFails) {
  server_.put("/b/x.tar", {.body = "tar"});
  EXPECT_TRUE(cache().get(source_of(source_origin::debian, "x", "x.tar", "tar"), {}));
}

TEST_F(FetchTest, DamagedFileInTheCacheIsFetchedAgain) {
  server_.put("/a/x.tar", {.body = "tar"});
  const auto source = source_of(source_origin::debian, "x", "x.tar", "tar");
  must(base::write_file_atomic(must(cache().get(source, {})), "rat"));
  EXPECT_EQ(must(base::read_file(must(cache().get(source, {})))), "tar");
}

TEST_F(FetchTest, FailureNamesFileAndSource) {
  const auto got = cache().get(source_of(source_origin::debian, "zlib", "x.tar", "tar"), {});
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("cannot fetch x.tar (debian \"zlib\"): "));
}

TEST_F(FetchTest, IndexOfPipIsAskedInJson) {
  ::setenv("PIP_INDEX_URL", server_.url("/simple/").c_str(), 1);
  server_.put("/simple/some-package/", {.body = R"({"files":[{"filename":"other.whl","url":"x"},
      {"filename":"p.whl","url":"../../files/p.whl#sha256=00"}]})",
                                        .type = "application/vnd.pypi.simple.v1+json"});
  const auto found = find_pypi(source_of(source_origin::pypi, "Some_Package", "p.whl", ""), {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->at(0).url, server_.url("/files/p.whl"));
}

TEST_F(FetchTest, IndexWithoutJsonIsReadAsHtml) {
  ::setenv("PIP_INDEX_URL", server_.url("/simple").c_str(), 1);
  server_.put("/simple/p/", {.body = "<html><a href=\"/f/p-1.tar.gz?x=1&amp;y=2\">p-1.tar.gz</a></html>"});
  const auto found = find_pypi(source_of(source_origin::pypi, "p", "p-1.tar.gz", ""), {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->at(0).url, server_.url("/f/p-1.tar.gz?x=1&y=2"));
}

TEST_F(FetchTest, FileThatTheIndexLacksIsNamed) {
  ::setenv("PIP_INDEX_URL", server_.url("/simple").c_str(), 1);
  server_.put("/simple/p/", {.body = R"({"files":[]})"});
  const auto found = find_pypi(source_of(source_origin::pypi, "p", "p-9.tar.gz", ""), {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "the package index has no file p-9.tar.gz of \"p\"");
}

TEST(DebianPoolTest, PathFollowsTheSourcesName) {
  EXPECT_EQ(debian_pool_path("zlib", "zlib_1.3.dfsg+really1.3.1.orig.tar.gz"),
            "pool/main/z/zlib/zlib_1.3.dfsg%2breally1.3.1.orig.tar.gz");
  EXPECT_EQ(debian_pool_path("libpng1.6", "a.tar"), "pool/main/libp/libpng1.6/a.tar");
}

}  // namespace
}  // namespace kelp::builder
