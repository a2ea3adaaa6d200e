#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "remote/answer.h"
#include "remote/scorer.h"

namespace autoj {

/// Scores alternatives on a server that tells only the texts of its likeliest next tokens: what
/// begins one alternative counts for it, what begins several is asked further behind what these
/// share. An alternative that none of the told tokens begins gets what these leave over, where that
/// is at most a hundredth (so it is never more likely than it is); else it has no score: an error,
/// not a guess.
class TextScorer : public Scorer {
 public:
  /// What is asked: which of `members` goes on behind `path`, which all of them begin with.
  struct Point {
    std::string path;
    std::vector<std::string> members;
  };
  using AskPoint = std::function<Ask(const Point& point)>;
  /// What an answer tells of a point: texts that could have stood behind its path, and the one
  /// that was written there.
  struct Told {
    std::vector<TokenChoice> choices;
    std::optional<TokenChoice> written;
  };
  using ReadPoint = std::function<Told(const Answer& answer, const Point& point)>;

  TextScorer(std::vector<std::string> alternatives, AskPoint ask, ReadPoint read);

  std::optional<Ask> Next() override;
  void Take(const std::string& body) override;
  std::vector<double> Scores() const override { return scores_; }
  std::optional<size_t> Choice() const override;

 private:
  // Alternatives that are not told apart yet.
  struct Open {
    Point point;
    std::vector<size_t> members;  // of alternatives_
    double logprob = 0;           // of the path
  };

  void AddOpen(const std::vector<size_t>& members, double logprob);
  std::vector<size_t> BegunBy(const Open& open, const TokenChoice& token) const;
  void Follow(const Open& open, const std::optional<TokenChoice>& written);
  void Share(const Open& open, const std::vector<TokenChoice>& choices);
  void BoundUntold(const Open& open, const std::vector<TokenChoice>& choices);
  void CheckScores() const;

  std::vector<std::string> alternatives_;
  AskPoint ask_;
  ReadPoint read_;
  std::vector<double> scores_;   // minus infinity while nothing is known
  std::vector<size_t> written_;  // what the server wrote begins these
  std::deque<Open> open_;
};

/// What an answer told of its token `index`, which stands behind `written`, as told behind `path`,
/// which begins with that: what goes another way, or not as far as the path, is left out.
TextScorer::Told ToldBehind(const std::string& path, const std::string& written,
                            const Answer& answer, size_t index);

}  // namespace autoj
