// kelp serve as a real process: what it prints, how it ends, what a killed one leaves.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

#include "base/process.h"
#include "host/http/test_client.h"
#include "host/store/sqlite.h"

namespace kelp::cli {
namespace {

namespace fs = std::filesystem;
using host::http::testing::answer;
using host::http::testing::client;
using host::http::testing::get;
using host::http::testing::post;

// A running `kelp serve`; killed at the end if it is still there.
class served {
 public:
  explicit served(std::vector<std::string> words) {
    words.insert(words.begin(), {KELP_PROGRAM, "serve", "--no-open"});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is cut off leaves no server behind
      dup2(ends[1], 1);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = base::unique_fd(ends[0]);
  }
  ~served() {
    if (process_ > 0) kill_and_wait(SIGKILL);
  }

  std::string line() {
    std::string text;
    for (char c = 0; read(output_.get(), &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }

  // Reads lines up to the home address and takes the port from it.
  std::uint16_t wait_for_port() {
    for (auto text = line(); !text.empty(); text = line()) {
      if (!text.starts_with("Notebooks: ")) continue;
      auto colon = text.rfind(':');
      return static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
    }
    ADD_FAILURE() << "kelp serve ended without an address";
    return 0;
  }

  // Exit code, or minus the signal.
  int kill_and_wait(int signal) {
    kill(process_, signal);
    int status = 0;
    waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t process_ = -1;
  base::unique_fd output_;
};

class serve_command : public ::testing::Test {
 protected:
  serve_command() {
    put("dist/pyodide.mjs", "export {}");
    put("bundle/manifest.json", "{}");
  }
  void put(const std::string& name, std::string_view content) {
    ASSERT_TRUE(base::write_file_atomic(folder_.path() / name, content));
  }
  std::string at(const std::string& name) { return (folder_.path() / name).string(); }
  std::vector<std::string> words(std::vector<std::string> more) {
    more.insert(more.end(), {"--root", at("data"), "--dist", at("dist"), "--bundle", at("bundle")});
    return more;
  }
  base::process_result run(std::vector<std::string> more) {
    auto all = words(std::move(more));
    all.insert(all.begin(), {KELP_PROGRAM, "serve", "--no-open"});
    return base::run(all, {.timeout = std::chrono::seconds(60)}).value();
  }

  base::temp_dir folder_ = base::temp_dir::make().value();
};

boost::json::object json(const answer& got) { return boost::json::parse(got.body).as_object(); }

TEST_F(serve_command, prints_an_address_for_each_file_and_one_for_home) {
  put("a.iomd", "%% md\n# A\n");
  put("b.iomd", "%% md\n# B\n");
  served host(words({at("a.iomd"), at("b.iomd"), "--port", "0"}));
  auto first = host.line(), second = host.line(), home = host.line();
  auto arrow = first.find(" → http://app.localhost:");
  ASSERT_NE(arrow, std::string::npos) << first;
  EXPECT_EQ(first.substr(0, arrow), at("a.iomd"));
  EXPECT_NE(second.find(at("b.iomd") + " → http://app.localhost:"), std::string::npos);
  EXPECT_TRUE(home.starts_with("Notebooks: http://app.localhost:")) << home;
}

TEST_F(serve_command, ends_well_when_told_to) {
  for (int signal : {SIGTERM, SIGINT}) {
    served host(words({"--port", "0"}));
    auto port = host.wait_for_port();
    client idle(port);
    EXPECT_EQ(idle.exchange(get("/healthz", "localhost")).status, 200u);
    EXPECT_EQ(host.kill_and_wait(signal), 0);
  }
}

TEST_F(serve_command, writes_a_line_per_request_to_its_log) {
  {
    served host(words({"--port", "0"}));
    client(host.wait_for_port()).exchange(get("/healthz", "localhost"));
    host.kill_and_wait(SIGTERM);
  }
  auto log = base::read_file(folder_.path() / "data" / "log" / "host.log").value();
  EXPECT_NE(log.find("host=localhost method=GET target=/healthz status=200"), std::string::npos) << log;
}

TEST_F(serve_command, a_port_in_use_is_one_sentence_with_the_port) {
  served host(words({"--port", "0"}));
  auto port = std::to_string(host.wait_for_port());
  auto second = run({"--port", port});
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.error_output.find("port " + port + " is in use"), std::string::npos)
      << second.error_output;
  EXPECT_NE(second.error_output.find("--port"), std::string::npos);
  EXPECT_EQ(std::ranges::count(second.error_output, '\n'), 1);
}

TEST_F(serve_command, files_that_cannot_be_opened_are_one_sentence) {
  put("text.txt", "hello");
  put("bad.iomd", "hello");
  put("large.iomd", "%% md\n" + std::string(17 << 20, 'x'));
  for (auto name : {"missing.iomd", "text.txt", "bad.iomd", "large.iomd"}) {
    auto ended = run({at(name), "--port", "0"});
    EXPECT_EQ(ended.code, 1) << name;
    EXPECT_NE(ended.error_output.find(name), std::string::npos) << ended.error_output;
    EXPECT_EQ(std::ranges::count(ended.error_output, '\n'), 1) << ended.error_output;
  }
}

TEST_F(serve_command, a_database_of_a_newer_version_is_one_sentence) {
  {
    served host(words({"--port", "0"}));
    host.wait_for_port();
    host.kill_and_wait(SIGTERM);
  }
  {
    auto database = host::store::database::open(folder_.path() / "data" / "kelp.db").value();
    ASSERT_TRUE(database.script("PRAGMA user_version = 99"));
  }
  auto ended = run({"--port", "0"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.error_output.find("newer Kelp"), std::string::npos);
  EXPECT_EQ(std::ranges::count(ended.error_output, '\n'), 1) << ended.error_output;
}

// Saves one after the other until the server is gone; the texts that were acknowledged.
std::vector<std::string> save_until_killed(std::uint16_t port, const std::string& id, const std::string& head,
                                           int who) {
  std::vector<std::string> acknowledged;
  client peer(port);
  auto parent = head;
  for (int number = 0;; ++number) {
    auto text = fmt::format("{} saves {}", who, number);
    auto body =
        boost::json::serialize(boost::json::object{{"content", text}, {"parent_revision_id", parent}});
    peer.send(post("/api/v1/notebooks/" + id + "/revisions/", body));
    auto got = peer.receive();
    if (got.status != 201) return acknowledged;
    boost::system::error_code cut;
    auto answer = boost::json::parse(got.body, cut);
    if (cut) return acknowledged;
    acknowledged.push_back(text);
    parent = std::string(answer.at("id").get_string());
  }
}

TEST_F(serve_command, no_acknowledged_save_is_lost_by_kill_9) {
  constexpr int clients = 4, rounds = 5;
  std::vector<std::pair<std::string, std::string>> acknowledged;  // notebook, text
  for (int round = 0; round < rounds; ++round) {
    served host(words({"--port", "0"}));
    auto port = host.wait_for_port();
    std::vector<std::string> ids(clients), heads(clients);
    for (int i = 0; i < clients; ++i) {
      auto made = json(client(port).exchange(post("/api/v1/notebooks/", "{\"content\":\"start\"}")));
      ids[i] = std::string(made.at("id").get_string());
      heads[i] = std::string(made.at("head_revision_id").get_string());
    }
    std::vector<std::vector<std::string>> texts(clients);
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i)
      threads.emplace_back([&, i] { texts[i] = save_until_killed(port, ids[i], heads[i], i); });
    std::this_thread::sleep_for(std::chrono::milliseconds(150 + 77 * round));
    host.kill_and_wait(SIGKILL);
    threads.clear();
    for (int i = 0; i < clients; ++i)
      for (const auto& text : texts[i]) acknowledged.emplace_back(ids[i], text);
  }
  ASSERT_GT(acknowledged.size(), 20u) << "the test must have saved something before the kill";

  served host(words({"--port", "0"}));
  client peer(host.wait_for_port());
  std::map<std::string, std::set<std::string>> kept;
  for (const auto& [id, text] : acknowledged) {
    if (kept.contains(id)) continue;
    auto path = "/api/v1/notebooks/" + id + "/revisions/";
    const auto list = json(peer.exchange(get(path + "?limit=1000")));
    for (const auto& row : list.at("revisions").as_array())
      kept[id].emplace(json(peer.exchange(get(path + std::string(row.at("id").get_string()) + "/")))
                           .at("content")
                           .get_string());
  }
  for (const auto& [id, text] : acknowledged) EXPECT_TRUE(kept[id].contains(text)) << id << ": " << text;
}

TEST_F(serve_command, a_file_saved_before_kill_9_is_whole) {
  put("a.iomd", "%% md\n# Start\n");
  std::string last;
  {
    served host(words({at("a.iomd"), "--port", "0"}));
    auto line = host.line();
    auto id = line.substr(line.rfind('/') + 1);
    auto port = host.wait_for_port();
    auto head =
        json(client(port).exchange(get("/api/v1/notebooks/" + id + "/"))).at("head_revision_id").get_string();
    std::vector<std::string> texts;
    std::jthread saving([&] { texts = save_until_killed(port, id, std::string(head), 1); });
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    host.kill_and_wait(SIGKILL);
    saving.join();
    ASSERT_FALSE(texts.empty());
    last = texts.back();
  }
  served host(words({"--port", "0", at("a.iomd")}));
  auto line = host.line();
  auto id = line.substr(line.rfind('/') + 1);
  auto port = host.wait_for_port();
  auto content = std::string(
      json(client(port).exchange(get("/api/v1/notebooks/" + id + "/"))).at("content").get_string());
  EXPECT_EQ(base::read_file(at("a.iomd")).value(), content) << "file and store agree again";
  EXPECT_TRUE(content.starts_with("1 saves ")) << content;
  EXPECT_GE(std::stoi(content.substr(8)), std::stoi(last.substr(8)));
}

}  // namespace
}  // namespace kelp::cli
