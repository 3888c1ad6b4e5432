// The notebook format, with hostile text.
#include "host/iomd.h"

#include <gtest/gtest.h>

#include <random>

#include "host/http/escape.h"

namespace kelp::host {
namespace {

constexpr std::string_view sample =
    "+++\ntitle = \"Penguins <b>\"\nfiles = [\"penguins.csv\"]\ntags = [\"a\"]\n+++\n%% md\n# Heading\n%%% "
    "PY #load skipRunAll\nx = 1\n%%\ny = 2\n";

TEST(iomd, front_matter_gives_title_and_files) {
  auto front = read_front_matter(sample);
  ASSERT_TRUE(front) << front.error().message;
  EXPECT_EQ(front->title, "Penguins <b>");
  EXPECT_EQ(front->files, std::vector<std::string>{"penguins.csv"});
}

TEST(iomd, chunks_have_type_flags_and_text) {
  auto chunks = split_chunks(sample);
  ASSERT_EQ(chunks.size(), 4u);
  EXPECT_EQ(chunks[0].type, "");
  EXPECT_EQ(chunks[1].type, "md");
  EXPECT_EQ(chunks[1].text, "# Heading\n");
  EXPECT_EQ(chunks[2].type, "py");
  EXPECT_EQ(chunks[2].line, 7u);
  EXPECT_EQ(chunks[2].flags, (std::vector<std::string>{"#load", "skipRunAll"}));
  EXPECT_EQ(chunks[3].type, "py") << "a bare delimiter repeats the type";
  EXPECT_TRUE(chunks[3].flags.empty()) << "but not the flags";
  EXPECT_EQ(chunks[3].text, "y = 2\n");
}

TEST(iomd, delimiters_without_a_space_and_with_carriage_returns_count) {
  auto chunks = split_chunks("%%md\r\nhi\r\n%%\tjs\tx\r\n1");
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].type, "md");
  EXPECT_EQ(chunks[1].type, "js");
  EXPECT_EQ(chunks[1].flags, std::vector<std::string>{"x"});
}

TEST(iomd, escaped_delimiters_do_not_count) { EXPECT_EQ(split_chunks("%% py\n\\%%time\n %%\n").size(), 1u); }

TEST(iomd, title_is_from_front_matter_then_heading_then_untitled) {
  EXPECT_EQ(title_of(sample), "Penguins <b>");
  EXPECT_EQ(title_of("%% py\n# comment\n%% md\ntext\n## A *heading* ##\n# Later"), "A *heading*");
  EXPECT_EQ(title_of("%% md\n```\n# code\n```\n# Real"), "Real");
  EXPECT_EQ(title_of("%% md\n#hashtag\n####### seven\n"), "Untitled");
  EXPECT_EQ(title_of("+++\ntitle = 5\n+++\n%% md\n# H"), "H");
  EXPECT_EQ(title_of("+++\ntitle = \"\"\n+++\n%% md\n# H"), "H");
  EXPECT_EQ(title_of(""), "Untitled");
}

TEST(iomd, title_is_one_short_line) {
  EXPECT_EQ(title_of("+++\ntitle = \"a\\nb\\u0000c\"\n+++\n"), "a b c");
  auto title = title_of("+++\ntitle = \"" + std::string(500, 'x') + "ü\"\n+++\n");
  EXPECT_EQ(title.size(), 200u);
  std::string wide;
  for (int i = 0; i < 150; ++i) wide += "ü";
  EXPECT_TRUE(http::is_utf8(title_of("%% md\n# x" + wide)));
}

TEST(iomd, front_matter_ends_only_at_its_mark) {
  EXPECT_EQ(front_matter_text("+++\na = 1\n+++\nrest"), "a = 1\n");
  EXPECT_EQ(front_matter_text("+++\n+++\n"), "");
  EXPECT_EQ(front_matter_text("x\n+++\na = 1\n+++\n"), "");
  EXPECT_EQ(front_matter_text("+++\na = 1\n%% md\n+++\n"), "") << "a chunk begins before the end";
}

TEST(iomd, mistakes_in_front_matter_name_the_line) {
  auto front = read_front_matter("+++\ntitle = \"ok\"\nfiles = [\n+++\n%% md\n");
  ASSERT_FALSE(front);
  EXPECT_NE(front.error().message.find("line "), std::string::npos);
  EXPECT_FALSE(read_front_matter("+++\nfiles = \"x\"\n+++\n"));
  EXPECT_FALSE(read_front_matter("+++\nfiles = [1]\n+++\n"));
}

TEST(iomd, files_that_are_no_notebooks_are_told_why) {
  EXPECT_TRUE(check_iomd(sample));
  EXPECT_TRUE(check_iomd(""));
  EXPECT_TRUE(check_iomd("+++\ntitle = \"only\"\n+++\n"));
  EXPECT_EQ(check_iomd("hello world").error().message, "it has no chunk: no line begins with \"%%\"");
  EXPECT_EQ(check_iomd(std::string("%% md\n\0", 7)).error().message, "it is not UTF-8 text");
  EXPECT_EQ(check_iomd("%% md\n\xff").error().message, "it is not UTF-8 text");
  EXPECT_EQ(check_iomd("+++\ntitle = \"x\"\n%% md\n").error().message,
            "its front matter has no closing \"+++\" line");
  EXPECT_FALSE(check_iomd("+++\nnot toml\n+++\n%% md\n"));
}

TEST(iomd, hostile_front_matter_is_refused_without_harm) {
  EXPECT_FALSE(read_front_matter("+++\nx = " + std::string(50'000, '[') + "\n+++\n"));
  EXPECT_FALSE(read_front_matter("+++\n" + std::string(70'000, '#') + "\n+++\n"));
  std::string dots = "a";
  for (int i = 0; i < 30'000; ++i) dots += ".a";
  EXPECT_FALSE(read_front_matter("+++\n" + dots + " = 1\n+++\n"));
  EXPECT_FALSE(read_front_matter("+++\n[" + dots + "]\n+++\n"));
  std::string braces = "x = ";
  for (int i = 0; i < 9000; ++i) braces += "{a=";
  EXPECT_FALSE(read_front_matter("+++\n" + braces + "\n+++\n"));
}

TEST(iomd, random_bytes_never_do_harm) {
  std::mt19937 random(7);
  constexpr std::string_view pieces[] = {"%%",   "+++\n", "\n",  "# ", "```",  "title = ", "\"",
                                         "\xff", "\0x",   " md", "[",  "\r\n", "py "};
  for (int round = 0; round < 3000; ++round) {
    std::string text = random() % 2 ? "+++\n" : "";
    for (int i = 0; i < 40; ++i) text += pieces[random() % std::size(pieces)];
    std::size_t total = 0;
    for (const auto& chunk : split_chunks(text)) total += chunk.text.size();
    EXPECT_LE(total, text.size());
    EXPECT_FALSE(title_of(text).empty());
    EXPECT_LE(title_of(text).size(), 200u);
  }
}

TEST(iomd, five_megabytes_are_split_quickly) {
  std::string text;
  while (text.size() < 5'000'000) text += "%% py\nprint('hello')\n\n";
  EXPECT_GT(split_chunks(text).size(), 200'000u);
  EXPECT_EQ(title_of(text), "Untitled");
}

}  // namespace
}  // namespace kelp::host
