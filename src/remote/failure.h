#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "autoj/error.h"
#include "remote/answer.h"
#include "remote/fleet.h"
#include "remote/http_client.h"

namespace autoj {

/// Why an exchange gave no answer, and what that means.
struct Failure {
  enum class Kind {
    kAgain,      ///< Another try may help, here or elsewhere.
    kBusy,       ///< The server lives and wants less; another try helps once it has time.
    kGone,       ///< There is no connection.
    kTooLong,    ///< The prompt does not fit, or not together with the text.
    kRefused,    ///< A content filter.
    kRejected,   ///< The request is wrong, and will be: no other try.
    kForbidden,  ///< The key is missing, wrong or used up: this server answers nothing else either.
    kUnable,     ///< The server lacks what was asked for: nor will it answer the next.
    kDenied,   ///< Status 403: the key lacks a right, or a filter before the server dislikes this.
    kMissing,  ///< No such model or route: of this server, or for this request.
  };
  Kind kind = Kind::kAgain;
  std::string reason;  ///< In words, the server's own last and as they are: Credentials::Shown.
  std::chrono::duration<double> retry_after{0};
  std::optional<int> prompt_tokens;  ///< With kTooLong: the prompt's size,
  std::optional<int> context;        ///< and what fits.
  bool is_told = false;              ///< With kUnable: the server said so; else an answer shows it.
  std::string part;                  ///< What the server does not take ("logprobs"),
  std::optional<int> most_logprobs;  ///< and how many of those it would.
};

/// What an exchange with this end and body failed by; nothing where it is complete with status 2xx
/// (its body may still be a fault).
std::optional<Failure> FindFailure(const HttpOutcome& outcome, const std::string& body);

/// What a fault in an answer of status 200 means.
Failure FailureOf(const AnswerFault& fault, const HttpOutcome& outcome);

/// Thrown where a server's answer shows that it lacks what the mode needs.
class UnableError : public Error {
 public:
  explicit UnableError(const std::string& what) : Error(ErrorKind::kRemote, what) {}
};

/// Thrown where an answer does not tell what was asked, and another one would not either.
class UntoldError : public Error {
 public:
  explicit UntoldError(const std::string& what) : Error(ErrorKind::kRemote, what) {}
};

/// Thrown where an answer has another form than it was held to: it decides nothing, and another one
/// would have none either.
class UnheldError : public Error {
 public:
  explicit UnheldError(const std::string& what) : Error(ErrorKind::kRemote, what) {}
};

/// What a failure says about its endpoint.
EndpointSign SignOf(const Failure& failure);

}  // namespace autoj
