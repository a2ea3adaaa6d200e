#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "remote/backoff.h"

namespace autoj {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

/// The transfers that libcurl drives, with their sockets in an epoll set and their timer here: a
/// turn costs what happens in it, not a look at every transfer that waits. For HttpClient alone.
class CurlMulti {
 public:
  /// `connections`: open at most, those that are kept included. Throws Error(kInternal) where the
  /// system gives no epoll.
  explicit CurlMulti(size_t connections);
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;
  ~CurlMulti();

  /// Borrows a handle until Remove. False: libcurl does not take it.
  bool Add(const EasyHandle& easy);
  void Remove(const EasyHandle& easy);

  /// Whether libcurl is calling back: nothing can be removed then.
  bool InCallback() const { return turning_; }

  /// Waits for something to do, until `until` at most, and does it. False: a signal came. Throws
  /// Error(kInternal) where libcurl cannot go on.
  bool Turn(TimePoint until);

  /// A transfer that has ended, with its result; it is still to be removed.
  std::optional<std::pair<CURL*, CURLcode>> NextEnded();

 private:
  struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  static int OnSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int OnTimer(CURLM* multi, long wait, void* self);
  void Watch(curl_socket_t socket, int what, bool is_known);
  CURLMcode Act(curl_socket_t socket, int what);

  int epoll_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  TimePoint timer_ = TimePoint::max();
  bool turning_ = false;
};

}  // namespace autoj
