#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>
#include <vector>

#include "base/file.h"

namespace kelp::base {

namespace {

// %* in a pattern: the message as the inside of a JSON string.
class json_message : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    for (char c : std::string_view(message.payload.data(), message.payload.size())) {
      if (c == '"' || c == '\\')
        fmt::format_to(std::back_inserter(out), "\\{}", c);
      else if (static_cast<unsigned char>(c) < 0x20)
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
      else
        out.push_back(c);
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<json_message>(); }
};

std::unique_ptr<spdlog::formatter> make_formatter(bool json) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<json_message>('*');
  formatter->set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":"%*"})"
                              : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  return formatter;
}

}  // namespace

status setup_log(const log_options& options) {
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
  if (!options.file.empty()) {
    if (options.file.has_parent_path())
      if (auto made = make_dirs(options.file.parent_path()); !made) return made;
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file.string()));
    } catch (const spdlog::spdlog_ex& failure) {
      return fail("cannot open the log {}: {}", options.file.string(), failure.what());
    }
  }
  auto logger = std::make_shared<spdlog::logger>("kelp", sinks.begin(), sinks.end());
  logger->set_level(options.level);
  logger->set_formatter(make_formatter(options.json));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace kelp::base
