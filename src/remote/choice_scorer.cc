#include "remote/choice_scorer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "remote/failure.h"

namespace autoj {

ChoiceScorer::ChoiceScorer(Ask ask, std::vector<std::string> alternatives, ReadText read)
    : ask_(std::move(ask)), alternatives_(std::move(alternatives)), read_(std::move(read)) {}

std::optional<Ask> ChoiceScorer::Next() {
  return choice_ ? std::nullopt : std::optional<Ask>(ask_);
}

// Servers differ in whether they keep the space that a text begins with.
void ChoiceScorer::Take(const std::string& body) {
  Answer answer = ReadWholeAnswer(body);
  if (answer.finish != "stop") {
    throw UnheldError(fmt::format(
        "the decision did not end by itself (\"{}\"), so it decides nothing; judging with --mode "
        "written needs none; it is: \"{}\"",
        answer.finish, answer.text));
  }
  std::string text = read_(answer.text);
  auto written = std::find_if(alternatives_.begin(), alternatives_.end(),
                              [&](const std::string& one) { return Trim(one) == Trim(text); });
  if (written == alternatives_.end()) {
    throw UnheldError(
        fmt::format("the answer is none of the alternatives that it was held to, so it decides "
                    "nothing; judging "
                    "with --mode written needs no such form; it is: \"{}\"",
                    text));
  }
  choice_ = static_cast<size_t>(written - alternatives_.begin());
}

}  // namespace autoj
