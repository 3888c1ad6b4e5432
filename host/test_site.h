// For tests: a host with a data folder, a small page bundle and a small runtime, on a port of its own.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "host/app.h"
#include "host/http/test_client.h"
#include "host/source_file.h"

namespace kelp::host::testing {

using http::testing::answer;
using http::testing::get;
using http::testing::post;

class site_test : public ::testing::Test {
 protected:
  site_test() {
    put("bundle/app-AAAA1111.js", "console.log('app')");
    put("bundle/app-BBBB2222.css", "body {}");
    put("bundle/frame-CCCC3333.js", "console.log('frame')");
    put("bundle/manifest.json",
        R"({"app.js":"app-AAAA1111.js","app.css":"app-BBBB2222.css","frame.js":"frame-CCCC3333.js"})");
    put("dist/pyodide.asm.wasm", std::string(100'000, 'w'));
    put("dist/pyodide.mjs", "export {}");
    start();
  }

  void put(const std::string& name, std::string_view content) {
    auto written = base::write_file_atomic(folder_.path() / name, content);
    if (!written) throw std::runtime_error(written.error().message);
  }
  std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }

  void start() {
    server_.reset();
    app_ = app::open({.root = at("data"), .runtime = at("dist"), .bundle = at("bundle")}).value();
    server_ = std::make_unique<http::testing::running_server>(
        [this](const auto& head) { return app_->admit(head); });
    port_ = ":" + std::to_string(server_->port());
    host_ = "app.localhost" + port_;
  }

  answer fetch(std::string_view target, std::string_view more = "") {
    return server_->fetch(get(target, host_, more));
  }
  answer send(std::string_view target, const boost::json::value& body) {
    return server_->fetch(post(target, boost::json::serialize(body), host_));
  }
  static boost::json::object json(const answer& got) {
    boost::system::error_code error;
    auto value = boost::json::parse(got.body, error);
    EXPECT_TRUE(value.is_object()) << got.status << " " << got.body;
    return value.is_object() ? value.get_object() : boost::json::object();
  }
  static std::string text(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : "(no " + std::string(name) + ")";
  }

  boost::json::object create(std::string_view content) {
    auto got = send("/api/v1/notebooks/", {{"content", content}});
    EXPECT_EQ(got.status, 201u) << got.body;
    return json(got);
  }
  answer save(std::string_view id, std::string_view parent, std::string_view content) {
    return send(fmt::format("/api/v1/notebooks/{}/revisions/", id),
                {{"content", content}, {"parent_revision_id", parent}});
  }
  // Host header value of a notebook's frame.
  std::string frame_host(std::string_view id) {
    auto origin = text(json(fetch(fmt::format("/api/v1/notebooks/{}/", id))), "frame_origin");
    return origin.substr(std::string("http://").size());
  }

  base::temp_dir folder_ = base::temp_dir::make().value();
  std::unique_ptr<app> app_;
  std::unique_ptr<http::testing::running_server> server_;
  std::string port_, host_;
};

}  // namespace kelp::host::testing
