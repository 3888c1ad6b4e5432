// Notebooks that stand for files: read in, written back, changed by others, with attached files.
#include "host/source_file.h"

#include <sys/stat.h>

#include "host/test_site.h"

namespace kelp::host {
namespace {

using testing::get;
using testing::post;

class file_notebook : public testing::site_test {
 protected:
  std::string import(const std::string& name) {
    auto imported = import_file(app_->store(), at(name));
    EXPECT_TRUE(imported) << imported.error().message;
    warnings_ = imported ? imported->warnings : std::vector<std::string>();
    return imported ? imported->notebook_id : "";
  }
  std::string refusal(const std::string& name) {
    auto imported = import_file(app_->store(), at(name));
    EXPECT_FALSE(imported);
    return imported ? "" : imported.error().message;
  }
  boost::json::object read(const std::string& id) { return json(fetch("/api/v1/notebooks/" + id + "/")); }
  std::string on_disk(const std::string& name) { return base::read_file(at(name)).value(); }
  std::size_t revisions(const std::string& id) {
    return json(fetch("/api/v1/notebooks/" + id + "/revisions/")).at("revisions").as_array().size();
  }

  std::vector<std::string> warnings_;
};

TEST_F(file_notebook, keeps_its_id_between_starts) {
  put("a.iomd", "%% md\n# A\n");
  auto id = import("a.iomd");
  EXPECT_EQ(text(read(id), "title"), "A");
  start();
  EXPECT_EQ(import("a.iomd"), id);
  EXPECT_EQ(revisions(id), 1u);
}

TEST_F(file_notebook, a_text_changed_on_disk_is_a_new_revision_at_the_next_start) {
  put("a.iomd", "%% md\n# A\n");
  auto id = import("a.iomd");
  put("a.iomd", "%% md\n# B\n");
  EXPECT_EQ(import("a.iomd"), id);
  EXPECT_EQ(text(read(id), "title"), "B");
  EXPECT_EQ(revisions(id), 2u);
}

TEST_F(file_notebook, a_save_is_written_to_the_file_with_its_mode) {
  put("a.iomd", "%% md\n# A\n");
  ASSERT_EQ(chmod(at("a.iomd").c_str(), 0600), 0);
  auto id = import("a.iomd");
  EXPECT_EQ(save(id, text(read(id), "head_revision_id"), "%% md\n# Saved\r\n").status, 201u);
  EXPECT_EQ(on_disk("a.iomd"), "%% md\n# Saved\r\n");
  struct stat status {};
  stat(at("a.iomd").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  import("a.iomd");
  EXPECT_EQ(revisions(id), 2u) << "what we wrote is not a change by others";
}

TEST_F(file_notebook, a_file_changed_meanwhile_makes_a_save_a_conflict_and_is_not_overwritten) {
  put("a.iomd", "%% md\n# A\n");
  auto id = import("a.iomd");
  auto head = text(read(id), "head_revision_id");
  put("a.iomd", "%% md\n# Theirs\n");
  auto got = save(id, head, "%% md\n# Mine\n");
  EXPECT_EQ(got.status, 409u);
  auto theirs = json(got).at("head").as_object();
  EXPECT_EQ(text(theirs, "content"), "%% md\n# Theirs\n");
  EXPECT_EQ(on_disk("a.iomd"), "%% md\n# Theirs\n");
  EXPECT_EQ(save(id, text(theirs, "id"), "%% md\n# Merged\n").status, 201u);
  EXPECT_EQ(on_disk("a.iomd"), "%% md\n# Merged\n");
}

TEST_F(file_notebook, a_half_written_text_that_was_saved_opens_again) {
  put("a.iomd", "%% md\n# A\n");
  auto id = import("a.iomd");
  EXPECT_EQ(save(id, text(read(id), "head_revision_id"), "+++\ntitle = \nno chunk").status, 201u);
  EXPECT_EQ(import("a.iomd"), id);
  put("a.iomd", "+++\nstill half");
  EXPECT_EQ(import("a.iomd"), id);
  EXPECT_EQ(text(read(id), "content"), "+++\nstill half");
}

TEST_F(file_notebook, a_removed_file_is_written_anew) {
  put("a.iomd", "%% md\n# A\n");
  auto id = import("a.iomd");
  std::filesystem::remove(at("a.iomd"));
  EXPECT_EQ(save(id, text(read(id), "head_revision_id"), "%% md\n# Again\n").status, 201u);
  EXPECT_EQ(on_disk("a.iomd"), "%% md\n# Again\n");
}

TEST_F(file_notebook, a_save_that_cannot_reach_the_file_is_kept_told_and_made_up_for) {
  put("sub/a.iomd", "%% md\n# A\n");
  auto id = import("sub/a.iomd");
  auto head = text(read(id), "head_revision_id");
  // A folder where the temporary file cannot be made: removed, and in its place a file.
  std::filesystem::rename(at("sub"), at("moved"));
  put("sub", "in the way");
  auto got = save(id, head, "%% md\n# Kept\n");
  EXPECT_EQ(got.status, 201u) << got.body;
  EXPECT_TRUE(json(got).contains("warnings"));
  EXPECT_EQ(text(read(id), "content"), "%% md\n# Kept\n");
  std::filesystem::remove(at("sub"));
  std::filesystem::rename(at("moved"), at("sub"));
  EXPECT_EQ(import("sub/a.iomd"), id);
  EXPECT_EQ(on_disk("sub/a.iomd"), "%% md\n# Kept\n");
}

TEST_F(file_notebook, attaches_the_files_that_its_front_matter_lists) {
  put("a.iomd", "+++\nfiles = [\"d 1.csv\", \"big.bin\"]\n+++\n%% py\n");
  put("d 1.csv", "x,y\n1,2\n");
  put("big.bin", std::string(200'000, 'b'));
  auto id = import("a.iomd");
  EXPECT_TRUE(warnings_.empty());
  auto files = read(id).at("files").as_array();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(text(files[1].as_object(), "name"), "d 1.csv");
  auto host = frame_host(id);
  EXPECT_EQ(text(files[1].as_object(), "url"), "http://" + host + "/files/d%201.csv");
  auto csv = server_->fetch(get("/files/d%201.csv", host));
  EXPECT_EQ(csv.body, "x,y\n1,2\n");
  EXPECT_EQ(csv.header("Content-Security-Policy"), "sandbox");
  EXPECT_EQ(csv.header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(csv.header("Content-Disposition"), "");
  auto big = server_->fetch(get("/files/big.bin", host, "Range: bytes=199990-\r\n"));
  EXPECT_EQ(big.status, 206u);
  EXPECT_EQ(big.body, std::string(10, 'b'));
  EXPECT_EQ(big.header("Content-Disposition"), "attachment");
  EXPECT_EQ(server_->fetch(get("/files/none.csv", host)).status, 404u);
  EXPECT_EQ(server_->fetch(get("/files/d%201.csv", host_)).status, 404u) << "never on the app's site";
  auto other = frame_host(text(create("%% md\n"), "id"));
  EXPECT_EQ(server_->fetch(get("/files/d%201.csv", other)).status, 404u) << "nor in another notebook's frame";
}

TEST_F(file_notebook, an_html_file_is_never_shown_as_a_page) {
  put("a.iomd", "+++\nfiles = [\"x.html\", \"x.svg\"]\n+++\n%% py\n");
  put("x.html", "<script>1</script>");
  put("x.svg", "<svg/>");
  auto host = frame_host(import("a.iomd"));
  for (auto name : {"x.html", "x.svg"}) {
    auto got = server_->fetch(get(std::string("/files/") + name, host));
    EXPECT_EQ(got.header("Content-Disposition"), "attachment");
    EXPECT_EQ(got.header("Content-Security-Policy"), "sandbox");
  }
}

TEST_F(file_notebook, attached_files_follow_the_disk_and_the_list) {
  put("a.iomd", "+++\nfiles = [\"x.csv\"]\n+++\n%% py\n");
  put("x.csv", "old");
  put("y.csv", "y");
  auto id = import("a.iomd");
  put("x.csv", "new");
  import("a.iomd");
  auto host = frame_host(id);
  EXPECT_EQ(server_->fetch(get("/files/x.csv", host)).body, "new");
  save(id, text(read(id), "head_revision_id"), "+++\nfiles = [\"y.csv\"]\n+++\n%% py\n");
  EXPECT_EQ(server_->fetch(get("/files/y.csv", host)).body, "y");
  EXPECT_EQ(server_->fetch(get("/files/x.csv", host)).status, 404u);
}

TEST_F(file_notebook, no_listed_name_leaves_the_folder) {
  put("secret.txt", "secret");
  put("sub/real.txt", "real");
  std::filesystem::create_symlink(at("secret.txt"), at("sub/link.txt"));
  std::filesystem::create_directory(at("sub/folder"));
  put("sub/a.iomd",
      "+++\nfiles = [\"../secret.txt\", \"" + at("secret.txt").string() +
          "\", \"link.txt\", \"..\", \".\", \"\", \"folder\", \"missing.txt\", \"real.txt\"]\n+++\n%% py\n");
  auto id = import("sub/a.iomd");
  EXPECT_EQ(warnings_.size(), 8u);
  auto files = read(id).at("files").as_array();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(text(files[0].as_object(), "name"), "real.txt");
}

TEST_F(file_notebook, files_that_are_no_notebooks_are_refused_in_one_sentence) {
  put("a.txt", "%% md\n");
  put("b.iomd", "no chunk");
  put("c.iomd", std::string("%% md\n\xff", 7));
  put("d.iomd", "%% md\n" + std::string((16 << 20), 'x'));
  std::filesystem::create_directory(at("e.iomd"));
  for (auto [name, part] : {std::pair("a.txt", ".iomd"),
                            {"b.iomd", "%%"},
                            {"c.iomd", "UTF-8"},
                            {"d.iomd", "too large"},
                            {"e.iomd", "not a file"},
                            {"none.iomd", "No such file"}}) {
    auto sentence = refusal(name);
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(name), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace kelp::host
