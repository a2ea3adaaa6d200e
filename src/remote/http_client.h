#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Limits of one request.
struct HttpLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds first_byte{300'000};  ///< From the start to the answer's first byte.
  std::chrono::milliseconds whole{1'800'000};
  size_t body_bytes = 64 << 20;  ///< An answer that is longer is broken off.
};

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers = {};  ///< "Name: value".
  std::string body = {};                  ///< Empty: GET; else POST of application/json.
  HttpLimits limits = {};
};

/// How an exchange with a server ended.
enum class HttpEnd {
  kComplete,  ///< The whole answer is there, whatever its status.
  kStopped,   ///< The receiver wanted no more.
  kConnect,   ///< No connection: refused, no such host, unreachable, connect timeout, no proxy.
  kTls,       ///< The server's certificate or TLS itself was not accepted.
  kTimeout,   ///< Too long until the first byte, or as a whole.
  kBroken,    ///< The connection ended early, or what came is no HTTP.
  kTooLarge,  ///< The answer exceeds HttpLimits::body_bytes.
};

/// What a finished exchange was.
struct HttpOutcome {
  HttpEnd end = HttpEnd::kBroken;
  int status = 0;  ///< 0: no status line came.
  /// Seconds, of [0, a day]: from Retry-After-Ms or Retry-After (seconds or a date); -1: none.
  double retry_after = -1;
  std::string content_type;  ///< Lower case, without parameters.
  std::string error;         ///< What went wrong, in words, safe for a terminal; "" for none.
};

/// Takes one answer while it comes. What it throws comes out of Poll; it is not called again then.
class HttpReceiver {
 public:
  virtual ~HttpReceiver() = default;
  /// Some bytes of the body, of an answer with `status`. False: no more is wanted; this costs the
  /// connection, so an answer that is about to end is better taken to its end.
  virtual bool Data(int status, std::string_view bytes) = 0;
  /// The end; called once, after all Data, never from within Start or Cancel.
  virtual void Ended(const HttpOutcome& outcome) = 0;
};

/// Many HTTP exchanges at once on one thread, with connections that are kept. TLS is verified;
/// proxies as http_proxy, https_proxy and no_proxy say. Redirects are not followed: they end as an
/// answer of status 3xx (a key must not travel to another host). One thread at a time.
class HttpClient {
 public:
  /// `ca_file`: certificates to trust in place of the system's; "" for those.
  /// `connections`: open at most, those that are kept included; what is above waits. Throws
  /// Error(kInput) where `ca_file` cannot be read or holds no certificate.
  explicit HttpClient(const std::string& ca_file = "", size_t connections = 1024);
  ~HttpClient();

  using Id = uint64_t;

  /// Begins an exchange. `receiver` is borrowed until its Ended, or until Cancel.
  Id Start(HttpRequest request, HttpReceiver& receiver);

  /// Drops an exchange; its receiver is not called again. An unknown id does nothing.
  void Cancel(Id id);

  size_t InFlight() const;

  /// Moves everything on until a receiver was called, a signal came, or `most` has passed: also
  /// where nothing is in flight. Receivers may Start and Cancel; what they Start begins with the
  /// next round, in this Poll or another.
  void Poll(std::chrono::milliseconds most);

  /// One exchange from begin to end, with its body; for a client with nothing else in flight.
  struct Answer {
    HttpOutcome outcome;
    std::string body;
  };
  Answer Ask(HttpRequest request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj
