#include "remote/curl_outcome.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <optional>
#include <string>

#include "base/text.h"

namespace autoj {
namespace {

constexpr double kLongestRetry = 24 * 60 * 60;

// A header of the answer; none where it has none.
std::optional<std::string> HeaderOf(const EasyHandle& easy, const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy.get(), name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
    return std::nullopt;
  }
  return std::string(Trim(header->value));
}

std::optional<double> ParseSeconds(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  bool digits = text.find_first_not_of("0123456789.") == std::string_view::npos;
  auto [stop, code] = std::from_chars(text.data(), end, value);
  if (!digits || code == std::errc::invalid_argument || stop != end) {
    return std::nullopt;
  }
  return code == std::errc() ? value : kLongestRetry;
}

double RetryAfterOf(const EasyHandle& easy) {
  if (std::optional<std::string> text = HeaderOf(easy, "Retry-After-Ms")) {
    if (std::optional<double> value = ParseSeconds(*text)) {
      return std::min(*value / 1000, kLongestRetry);
    }
  }
  std::optional<std::string> text = HeaderOf(easy, "Retry-After");
  if (!text) {
    return -1;
  }
  if (std::optional<double> value = ParseSeconds(*text)) {
    return std::min(*value, kLongestRetry);
  }
  time_t when = curl_getdate(text->c_str(), nullptr);
  return when < 0 ? -1 : std::clamp(std::difftime(when, std::time(nullptr)), 0.0, kLongestRetry);
}

long LongOf(const EasyHandle& easy, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(easy.get(), info, &value);
  return value;
}

// Whether the request has gone out, or could have.
bool WasConnected(const EasyHandle& easy) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_PRETRANSFER_TIME_T, &microseconds);
  return microseconds > 0;
}

// A connection that broke while TLS was being set up is reported as a failure of TLS: only the
// words tell a server that is restarted from one that is not to be trusted.
bool BrokeInHandshake(std::string_view words) {
  constexpr std::array<std::string_view, 4> kWords = {"SSL_ERROR_SYSCALL", "Recv failure",
                                                      "Send failure", "Connection reset"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view some) {
    return words.find(some) != std::string_view::npos;
  });
}

HttpEnd EndOf(CURLcode code, const EasyHandle& easy, std::string_view words) {
  switch (code) {
    case CURLE_OK:
      return HttpEnd::kComplete;
    case CURLE_OPERATION_TIMEDOUT:
      return WasConnected(easy) ? HttpEnd::kTimeout : HttpEnd::kConnect;
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return HttpEnd::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
      return BrokeInHandshake(words) ? HttpEnd::kConnect : HttpEnd::kTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
      return HttpEnd::kTls;
    default:
      // A proxy that makes no tunnel is reported as a connection that broke.
      return LongOf(easy, CURLINFO_HTTP_CONNECTCODE) >= 300 ? HttpEnd::kConnect : HttpEnd::kBroken;
  }
}

}  // namespace

HttpOutcome OutcomeOf(const EasyHandle& easy, CURLcode code, std::string_view words) {
  HttpOutcome outcome;
  outcome.end = EndOf(code, easy, words);
  outcome.status = StatusOf(easy);
  outcome.retry_after = RetryAfterOf(easy);
  std::string type = HeaderOf(easy, "Content-Type").value_or("");
  outcome.content_type =
      EscapeForTerminal(LowerAscii(Trim(std::string_view(type).substr(0, type.find(';')))));
  if (code != CURLE_OK) {
    outcome.error = EscapeForTerminal(Trim(words.empty() ? curl_easy_strerror(code) : words));
  }
  return outcome;
}

int StatusOf(const EasyHandle& easy) {
  return static_cast<int>(LongOf(easy, CURLINFO_RESPONSE_CODE));
}

}  // namespace autoj
