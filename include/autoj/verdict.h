#pragma once

#include <optional>
#include <string>

namespace autoj {

/// Every way in which a judgment can end. An outcome without a decision is a value of its own,
/// never -1 or "".
enum class Outcome {
  kFirst,
  kSecond,
  kTie,
  kRated,
  kSelected,      ///< Best of N: one response was chosen.
  kInconsistent,  ///< Both orders of a pair were decided, but not alike.
  kUnreadable,    ///< The text holds no verdict by the protocol's rule.
  kTruncated,     ///< The token limit came before the verdict.
  kTooLong,       ///< The prompt does not fit into the model's context.
  kRefused,       ///< The model or its server declined to answer.
  kFailed,        ///< The engine failed; the next call tries again.
  kStep,          ///< A text for a later question: nothing was to be decided. Of no item.
};

/// What was decided, with the reason where there is something to say.
struct Verdict {
  Outcome outcome = Outcome::kUnreadable;
  std::optional<double> rating;  ///< On the protocol's scale; only with kRated.
  std::string reason;  ///< Why there is no decision, or what else stood in the text; may be empty.
};

/// "first", "second", "tie", "rated", ..., as records spell it.
const char* OutcomeName(Outcome outcome);

/// Throws Error(kInternal) for a word that is none.
Outcome ParseOutcome(const std::string& name);

/// Whether something was decided: first, second, tie, rated, selected or inconsistent.
bool IsVerdict(Outcome outcome);

/// The same decision seen from the other order: first and second change places.
Outcome Swapped(Outcome outcome);

}  // namespace autoj
