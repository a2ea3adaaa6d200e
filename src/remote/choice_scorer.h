#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "remote/answer.h"
#include "remote/scorer.h"

namespace autoj {

/// Has the server write the decision itself, held to the alternatives by its own means (a grammar,
/// a schema): for servers that tell no log-probabilities. There are no scores.
class ChoiceScorer : public Scorer {
 public:
  /// The alternative in an answer's text. Throws UnheldError where the text has another form.
  using ReadText = std::function<std::string(const std::string& text)>;

  /// `ask`: for a text that is held to the alternatives.
  ChoiceScorer(Ask ask, std::vector<std::string> alternatives, ReadText read);

  std::optional<Ask> Next() override;
  /// Throws UnheldError where what was written is no alternative, or did not end by itself.
  void Take(const std::string& body) override;
  std::vector<double> Scores() const override { return {}; }
  std::optional<size_t> Choice() const override { return choice_; }

 private:
  Ask ask_;
  std::vector<std::string> alternatives_;
  ReadText read_;
  std::optional<size_t> choice_;
};

}  // namespace autoj
