#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "autoj/verdict.h"

namespace autoj {

/// How a verdict stands in a text. Letters are compared without regard to ASCII case.
struct VerdictRule {
  enum class Type {
    kChoice,  ///< The last of `after`, then white space, then one of the alternatives.
    kRating,  ///< The last of `after` with `open` behind it, a number on the scale, then `close`.
    /// The first line holds one of the alternatives, letters compared with regard to case, and no
    /// other one.
    kFirstLine,
  };
  Type type = Type::kChoice;
  /// Where not empty, the verdict is the value of this field in the last complete JSON object of
  /// the text that has it; of the words below, `alternatives` and the scale alone have a meaning.
  std::string json_field;
  std::vector<std::string>
      after;  ///< Markers before the verdict; empty: the verdict may stand anywhere.
  std::vector<std::string>
      not_after;  ///< What a marker must not stand right behind: an echoed example of the prompt.
  std::vector<std::pair<Outcome, std::string>>
      alternatives;  ///< kChoice: the first that matches counts.
  /// kChoice: what must not follow (an echoed "Response 1 / Response 2"). A blank in it is any
  /// white space.
  std::vector<std::string> not_before;
  std::string open;   ///< kRating: the bracket before the number; may be empty.
  std::string close;  ///< kRating: the bracket behind it; may be empty.
  double low = 1;     ///< kRating: the smallest rating.
  double high = 10;   ///< kRating: the largest rating.
};

/// The verdict of `text`, with its reason; never a guess: what the rule does not find is
/// kUnreadable. The last one in a text counts, and an unreadable last one is not replaced by an
/// earlier. Source: design of Auto-J's codes/usage scripts, with the irregular outputs of its data
/// read strictly. Pure.
Verdict ReadVerdict(const VerdictRule& rule, std::string_view text);

/// Whether `text`, still being written, holds a verdict that no further byte can change except by
/// a second one: "Response 1" alone may become "Response 10" or "Response 1 / ...", "Response 1."
/// may not. Pure.
bool IsVerdictComplete(const VerdictRule& rule, std::string_view text);

}  // namespace autoj
