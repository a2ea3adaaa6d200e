#pragma once

#include <optional>
#include <string>

namespace autoj {

/// Every way in which one judgment can end. An outcome without a decision is a value of its own,
/// never -1 or "".
enum class Outcome {
  kFirst,
  kSecond,
  kTie,
  kRated,
  kUnreadable,  ///< The text holds no verdict by the protocol's rule.
};

/// What a text decided, by a protocol's rule.
struct Verdict {
  Outcome outcome = Outcome::kUnreadable;
  std::optional<double> rating;  ///< On the protocol's scale; only with kRated.
  std::string reason;  ///< Why it is unreadable, or what else stood in the text; may be empty.
};

/// "first", "second", "tie", "rated" or "unreadable", as records spell it.
const char* OutcomeName(Outcome outcome);

}  // namespace autoj
