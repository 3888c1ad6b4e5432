// Which site a request is for. The Host header decides; all sites are one port.
//
//   app.localhost         pages and API: never a byte that a notebook's author chose as content of its own
//   LABEL.nb.localhost    the frame of one notebook: runtime, attached files, strangers' code
//   shared.nb.localhost   the runtime's files alone, under one address for all notebooks so that they are
//   loaded once
#pragma once

#include <string>
#include <string_view>

namespace kelp::host {

struct site {
  enum class kind { app, frame, shared, other_name, unknown };
  kind what = kind::unknown;
  std::string label;  // of a frame
  std::string port;   // ":8642" as the client wrote it, or empty: a forwarded port works too

  std::string app_origin() const;
  std::string frame_origin(std::string_view frame_label) const;
  std::string shared_origin() const;
  // For Content-Security-Policy: any frame.
  std::string any_frame() const;
};

// other_name: localhost and the loopback addresses, from where one is sent to app.localhost.
site parse_site(std::string_view host_header);

}  // namespace kelp::host
