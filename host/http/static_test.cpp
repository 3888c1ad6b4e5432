// Files and texts as they are served: entity tags, ranges, compressed forms, folders.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "host/http/compress.h"
#include "host/http/entity.h"
#include "host/http/static_tree.h"

namespace kelp::host::http {
namespace {

request asking(std::vector<field> headers, std::string method = "GET") {
  request result;
  result.method = std::move(method);
  result.headers = std::move(headers);
  return result;
}

std::string bytes_of(const response& answer) {
  if (auto* text = std::get_if<shared_text>(&answer.content)) return **text;
  auto slice = std::get<file_slice>(answer.content);
  std::string bytes(slice.length, '\0');
  EXPECT_EQ(pread(slice.file->get(), bytes.data(), bytes.size(), static_cast<off_t>(slice.offset)),
            static_cast<ssize_t>(slice.length));
  return bytes;
}

class served : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) {
    auto path = folder_.path() / "files" / name;
    ASSERT_TRUE(base::write_file_atomic(path, content));
  }
  static_tree scan() { return static_tree::scan(folder_.path() / "files").value(); }

  base::temp_dir folder_ = base::temp_dir::make().value();
  variant_cache variants_{folder_.path() / "variants"};
};

TEST_F(served, a_file_has_type_length_and_tag) {
  write("a.wasm", "0123456789");
  auto tree = scan();
  auto got = serve_static(asking({}), *tree.find("a.wasm"), cache_forever, variants_);
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(bytes_of(got), "0123456789");
  EXPECT_EQ(got.header("Content-Type"), "application/wasm");
  EXPECT_EQ(got.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(got.header("Accept-Ranges"), "bytes");
  auto again = serve_static(asking({{"If-None-Match", std::string(got.header("ETag"))}}),
                            *tree.find("a.wasm"), cache_forever, variants_);
  EXPECT_EQ(again.status, 304u);
}

TEST_F(served, a_range_is_a_part_of_the_plain_file) {
  write("a.txt", "0123456789");
  auto tree = scan();
  auto part = serve_static(asking({{"Range", "bytes=2-4"}, {"Accept-Encoding", "br"}}), *tree.find("a.txt"),
                           revalidate, variants_);
  EXPECT_EQ(part.status, 206u);
  EXPECT_EQ(bytes_of(part), "234");
  EXPECT_EQ(part.header("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(part.header("Content-Encoding"), "");
  auto outside = serve_static(asking({{"Range", "bytes=10-"}}), *tree.find("a.txt"), revalidate, variants_);
  EXPECT_EQ(outside.status, 416u);
  EXPECT_EQ(outside.header("Content-Range"), "bytes */10");
}

TEST_F(served, if_range_with_another_tag_gives_the_whole) {
  write("a.txt", "0123456789");
  auto tree = scan();
  auto& file = *tree.find("a.txt");
  auto tag = std::string(serve_static(asking({}), file, revalidate, variants_).header("ETag"));
  EXPECT_EQ(
      serve_static(asking({{"Range", "bytes=0-1"}, {"If-Range", tag}}), file, revalidate, variants_).status,
      206u);
  EXPECT_EQ(serve_static(asking({{"Range", "bytes=0-1"}, {"If-Range", "\"x\""}}), file, revalidate, variants_)
                .status,
            200u);
}

TEST_F(served, compressed_forms_of_files_are_made_once_in_the_background) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i) + "\n";
  write("a.js", text);
  auto tree = scan();
  auto ask = [&](std::string accept) {
    return serve_static(asking({{"Accept-Encoding", std::move(accept)}}), *tree.find("a.js"), cache_forever,
                        variants_);
  };
  EXPECT_EQ(ask("br, gzip").header("Content-Encoding"), "") << "the first reader does not wait";
  EXPECT_EQ(ask("gzip").header("Content-Encoding"), "");
  variants_.wait_until_idle();
  for (auto [name, form] : {std::pair("br", coding::brotli), std::pair("gzip", coding::gzip)}) {
    auto got = ask(name);
    EXPECT_EQ(got.header("Content-Encoding"), name);
    EXPECT_EQ(got.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(got.header("X-Uncompressed-Length"), std::to_string(text.size()));
    EXPECT_LT(size_of(got.content), text.size() / 2);
    EXPECT_EQ(decompress(bytes_of(got), form, text.size()), text);
    EXPECT_NE(got.header("ETag"), ask("").header("ETag"));
    auto again = serve_static(asking({{"If-None-Match", std::string(got.header("ETag"))}}),
                              *tree.find("a.js"), cache_forever, variants_);
    EXPECT_EQ(again.status, 304u);
  }
}

TEST_F(served, what_does_not_shrink_is_served_as_it_is) {
  std::mt19937 random(1);
  std::string noise(50'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  write("a.wasm", noise);
  auto tree = scan();
  auto ask = [&] {
    return serve_static(asking({{"Accept-Encoding", "br"}}), *tree.find("a.wasm"), cache_forever, variants_);
  };
  ask();
  variants_.wait_until_idle();
  EXPECT_EQ(ask().header("Content-Encoding"), "");
  EXPECT_EQ(bytes_of(ask()), noise);
}

TEST_F(served, texts_are_compressed_and_kept) {
  text_entity entity{share(std::string(100'000, 'a')), "application/json"};
  for (int i = 0; i < 2; ++i) {
    auto got = serve(asking({{"Accept-Encoding", "gzip"}}), entity, variants_);
    EXPECT_EQ(got.header("Content-Encoding"), "gzip");
    EXPECT_EQ(decompress(bytes_of(got), coding::gzip, 100'000), *entity.text);
  }
  EXPECT_EQ(serve(asking({{"Accept-Encoding", "gzip"}}), {share("short"), "application/json"}, variants_)
                .header("Content-Encoding"),
            "");
}

TEST_F(served, kept_texts_stay_below_the_memory_limit) {
  variant_cache small(folder_.path() / "small", 1000);
  for (int i = 0; i < 100; ++i) {
    auto text = share(std::string(5000, static_cast<char>('a' + i % 26)) + std::to_string(i));
    auto packed = small.text_variant(std::to_string(i), text, coding::gzip);
    ASSERT_TRUE(packed);
    EXPECT_EQ(decompress(*packed, coding::gzip, 6000), *text);
  }
}

TEST_F(served, damaged_or_swollen_compressed_data_is_refused) {
  auto packed = compress(std::string(10'000, 'x'), coding::brotli, effort::fast).value();
  EXPECT_FALSE(decompress(packed.substr(0, packed.size() / 2), coding::brotli, 20'000));
  EXPECT_FALSE(decompress(packed, coding::brotli, 100));
  EXPECT_FALSE(decompress("not gzip", coding::gzip, 100));
}

TEST_F(served, a_tree_has_all_files_and_one_digest) {
  write("a.txt", "a");
  write("sub/b.txt", "b");
  auto tree = scan();
  EXPECT_TRUE(tree.find("sub/b.txt"));
  EXPECT_FALSE(tree.find("../secret"));
  EXPECT_FALSE(tree.find(""));
  auto before = tree.digest();
  EXPECT_EQ(scan().digest(), before);
  write("sub/b.txt", "c");
  EXPECT_NE(scan().digest(), before);
}

TEST_F(served, a_file_replaced_under_the_server_is_not_passed_off_as_the_old_one) {
  write("a.txt", "old");
  auto tree = scan();
  write("a.txt", "newer");
  EXPECT_EQ(serve_static(asking({}), *tree.find("a.txt"), cache_forever, variants_).status, 503u);
}

}  // namespace
}  // namespace kelp::host::http
