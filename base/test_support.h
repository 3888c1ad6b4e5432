// What the tests of several rooms share.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "base/error.h"
#include "base/file.h"

namespace kelp::base {

// A folder for one test, removed after it.
class in_temp_dir : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = temp_dir::make();
    ASSERT_TRUE(made) << made.error().message;
    folder_ = std::move(*made);
  }
  fs::path path(std::string_view name) const { return folder_->path() / name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_->path()), {}));
  }

 private:
  std::optional<temp_dir> folder_;
};

// EXPECT_TRUE(ok(value)) prints the error's sentence when it fails.
template <class T>
::testing::AssertionResult ok(const result<T>& value) {
  if (value) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << value.error().message;
}

}  // namespace kelp::base
