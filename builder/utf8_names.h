// libarchive converts names by the thread's locale; while this object lives that is UTF-8, whatever the
// program's is.
#pragma once

#include <locale.h>

namespace kelp::builder {

class utf8_names {
 public:
  utf8_names() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(::uselocale(locale_)) {}
  ~utf8_names() {
    ::uselocale(before_);
    if (locale_) ::freelocale(locale_);
  }
  utf8_names(const utf8_names&) = delete;

 private:
  locale_t locale_, before_;
};

}  // namespace kelp::builder
