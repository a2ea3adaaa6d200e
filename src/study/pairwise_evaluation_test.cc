#include "study/pairwise_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr Outcome kFirst = Outcome::kFirst;
constexpr Outcome kSecond = Outcome::kSecond;
constexpr Outcome kTie = Outcome::kTie;

class PairwiseEvaluationTest : public ::testing::Test {
 protected:
  PairwiseEvaluationTest() { options_.bootstrap.resamples = 500; }

  void Add(Outcome label, Outcome given, std::optional<Outcome> swapped,
           const std::string& scenario = "planning") {
    JudgedPair pair;
    pair.id = std::to_string(judge_.pairs.size());
    pair.cluster = judge_.pairs.size();
    pair.scenario = scenario;
    pair.label = label;
    pair.given = given;
    pair.swapped = swapped;
    pair.first_style.length = 10 + 3 * judge_.pairs.size() % 7;
    pair.second_style.length = 12;
    judge_.pairs.push_back(pair);
  }

  PairwiseEvaluation Evaluate(const std::vector<JudgedSet>& others = {}) {
    return EvaluatePairs(judge_, others, options_);
  }

  static const DefinedScore& Find(const PairwiseEvaluation& evaluation, const std::string& name) {
    for (const DefinedScore& score : evaluation.definitions) {
      if (score.name == name) {
        return score;
      }
    }
    throw Error(ErrorKind::kInternal, name);
  }

  JudgedSet judge_{"judge", {}, 0, std::nullopt};
  PairwiseOptions options_;
};

TEST_F(PairwiseEvaluationTest, CountsBothOrders) {
  Add(kFirst, kFirst, kFirst);
  Add(kTie, kFirst, kSecond);
  Add(kSecond, kSecond, kFirst, "default");
  Add(kSecond, kFirst, kFirst, "of my own");
  PairwiseEvaluation evaluation = Evaluate();
  EXPECT_TRUE(evaluation.both_orders);
  EXPECT_EQ(evaluation.items, 4u);
  EXPECT_DOUBLE_EQ(evaluation.overall.agreement.estimate.value, 0.25);
  EXPECT_DOUBLE_EQ(evaluation.overall.consistency.estimate.value, 0.5);
  EXPECT_DOUBLE_EQ(Find(evaluation, "given_order").share.estimate.value, 0.5);
  EXPECT_DOUBLE_EQ(Find(evaluation, "swapped_order").share.estimate.value, 0.25);
  EXPECT_DOUBLE_EQ(Find(evaluation, "best_order").share.estimate.value, 0.5);
  EXPECT_DOUBLE_EQ(Find(evaluation, "random_order").share.estimate.value, 0.375);
  EXPECT_DOUBLE_EQ(Find(evaluation, "inconsistent_as_tie").share.estimate.value, 0.5);
  EXPECT_DOUBLE_EQ(Find(evaluation, "both_orders_without_ties").share.estimate.value, 1.0 / 3);
  EXPECT_EQ(Find(evaluation, "both_orders_without_ties").items, 3u);
  EXPECT_EQ(Find(evaluation, "averaged_orders").items, 0u);
  EXPECT_TRUE(std::isnan(Find(evaluation, "averaged_orders").share.estimate.value));
  EXPECT_FALSE(evaluation.probabilities);
}

TEST_F(PairwiseEvaluationTest, GroupsWithoutPairsAreUndefinedNotZero) {
  Add(kFirst, kFirst, kFirst);
  Add(kTie, kTie, kTie, "default");
  Add(kTie, kTie, kTie, "of my own");
  Add(kTie, kTie, kTie, "");
  PairwiseEvaluation evaluation = Evaluate();
  ASSERT_EQ(evaluation.groups.size(), 8u);
  EXPECT_EQ(evaluation.groups[0].name, "Summarization");
  EXPECT_EQ(evaluation.groups[0].items, 0u);
  EXPECT_TRUE(std::isnan(evaluation.groups[0].agreement.estimate.value));
  EXPECT_TRUE(std::isnan(evaluation.groups[0].agreement.bounds.worst));
  EXPECT_EQ(evaluation.groups[6].items, 1u);  // planning
  EXPECT_EQ(evaluation.groups[7].items, 1u);  // default: others
  ASSERT_EQ(evaluation.scenarios.size(), 3u);
  EXPECT_EQ(evaluation.scenarios[0].name, "planning");
  EXPECT_EQ(evaluation.scenarios[1].name, "others");
  EXPECT_EQ(evaluation.scenarios[2].name, "of my own");
}

TEST_F(PairwiseEvaluationTest, EveryShareIsWithinItsBounds) {
  constexpr double kRounding = 1e-12;
  const Outcome outcomes[] = {kFirst, kSecond, kTie, Outcome::kUnreadable, Outcome::kFailed};
  std::mt19937 random(1);
  auto draw = [&](size_t of) { return outcomes[random() % of]; };
  for (int set = 0; set < 50; ++set) {
    judge_.pairs.clear();
    size_t pairs = 1 + random() % 12;
    for (size_t i = 0; i < pairs; ++i) {
      Add(draw(3), draw(5), draw(5));
      judge_.pairs.back().averaged = draw(5);
    }
    options_.bootstrap.resamples = 1;
    PairwiseEvaluation evaluation = Evaluate();
    for (const DefinedScore& score : evaluation.definitions) {
      if (score.items > 0) {
        EXPECT_LE(score.share.bounds.worst, score.share.estimate.value + kRounding) << score.name;
        EXPECT_GE(score.share.bounds.best, score.share.estimate.value - kRounding) << score.name;
      }
    }
  }
}

TEST_F(PairwiseEvaluationTest, AGroupAloneIsEnoughToStandInIt) {
  Add(kFirst, kFirst, kFirst, "");
  judge_.pairs.back().group = "Code";
  PairwiseEvaluation evaluation = Evaluate();
  EXPECT_EQ(evaluation.groups[2].name, "Code");
  EXPECT_EQ(evaluation.groups[2].items, 1u);
  EXPECT_EQ(evaluation.scenarios.size(), 0u);
}

TEST_F(PairwiseEvaluationTest, TheUndecidedCountAsWrongAndBoundTheNumber) {
  Add(kFirst, kFirst, kFirst);
  Add(kFirst, Outcome::kTruncated, kFirst);
  Add(kFirst, Outcome::kUnreadable, Outcome::kFailed);
  Add(kFirst, Outcome::kUnreadable, kSecond);
  PairwiseEvaluation evaluation = Evaluate();
  const BoundedEstimate& agreement = evaluation.overall.agreement;
  EXPECT_DOUBLE_EQ(agreement.estimate.value, 0.25);
  EXPECT_DOUBLE_EQ(agreement.bounds.worst, 0.25);
  EXPECT_DOUBLE_EQ(agreement.bounds.best, 0.75);
  EXPECT_DOUBLE_EQ(evaluation.overall.consistency.bounds.best, 1);
  EXPECT_DOUBLE_EQ(Find(evaluation, "best_order").share.bounds.best, 1);
  std::map<Outcome, size_t> outcomes(evaluation.outcomes.begin(), evaluation.outcomes.end());
  EXPECT_EQ(outcomes.size(), 9u);
  EXPECT_EQ(outcomes[kFirst], 1u);
  EXPECT_EQ(outcomes[Outcome::kTruncated], 1u);
  EXPECT_EQ(outcomes[Outcome::kFailed], 1u);
  EXPECT_EQ(outcomes[Outcome::kUnreadable], 1u);
  EXPECT_EQ(outcomes[Outcome::kRefused], 0u);
}

TEST_F(PairwiseEvaluationTest, OneOrderCountsWhereOneWasJudgedOrAskedFor) {
  Add(kFirst, kFirst, kSecond);
  Add(kSecond, kSecond, kSecond);
  options_.single = true;
  PairwiseEvaluation evaluation = Evaluate();
  EXPECT_FALSE(evaluation.both_orders);
  EXPECT_DOUBLE_EQ(evaluation.overall.agreement.estimate.value, 1);
  EXPECT_TRUE(std::isnan(evaluation.overall.consistency.estimate.value));
  options_.single = false;
  judge_.pairs.clear();
  Add(kFirst, kFirst, std::nullopt);
  Add(kFirst, kTie, std::nullopt);
  evaluation = Evaluate();
  EXPECT_FALSE(evaluation.both_orders);
  EXPECT_DOUBLE_EQ(evaluation.overall.agreement.estimate.value, 0.5);
  EXPECT_TRUE(std::isnan(Find(evaluation, "both_orders").share.estimate.value));
  EXPECT_TRUE(std::isnan(Find(evaluation, "best_order").share.estimate.value));
}

TEST_F(PairwiseEvaluationTest, ComparesOnThePairsThatBothHaveJudged) {
  for (int i = 0; i < 6; ++i) {
    Add(kFirst, kFirst, kFirst);
  }
  JudgedSet other = judge_;
  other.name = "other";
  other.pairs.erase(other.pairs.begin());
  other.pairs[0].given = kTie;
  other.pairs[1].swapped = kTie;
  PairwiseEvaluation evaluation = Evaluate({other});
  const Comparison& comparison = evaluation.comparisons.back();
  EXPECT_EQ(comparison.name, "other");
  EXPECT_EQ(comparison.items, 5u);
  EXPECT_EQ(comparison.only_this, 2u);
  EXPECT_EQ(comparison.only_other, 0u);
  EXPECT_DOUBLE_EQ(comparison.agreement.value, 0.6);
  EXPECT_NEAR(comparison.difference.value, 0.4, 1e-12);
  EXPECT_DOUBLE_EQ(comparison.mcnemar, 0.5);
  EXPECT_GE(comparison.holm, comparison.mcnemar);  // the larger one
  EXPECT_GT(comparison.detectable, 0);
}

TEST_F(PairwiseEvaluationTest, RefusesWhatCannotBeCompared) {
  EXPECT_THROW(Evaluate(), Error);  // no pair
  Add(kFirst, kFirst, kFirst);
  JudgedSet one_order = judge_;
  one_order.pairs[0].swapped.reset();
  EXPECT_THROW(Evaluate({one_order}), Error);
  options_.single = true;
  EXPECT_NO_THROW(Evaluate({one_order}));
  one_order.pairs[0].id = "stranger";
  EXPECT_THROW(Evaluate({one_order}), Error);
}

TEST_F(PairwiseEvaluationTest, KnowsWhatBaselinesComeTo) {
  Add(kFirst, kFirst, kFirst);   // lengths 10 and 12
  Add(kTie, kFirst, kFirst);     // 13
  Add(kSecond, kFirst, kFirst);  // 16
  PairwiseEvaluation evaluation = Evaluate();
  std::map<std::string, std::pair<double, double>> scores;
  for (const BaselineScore& one : evaluation.baselines) {
    scores[one.name] = {one.agreement.value, one.given_order.value};
  }
  using Both = std::pair<double, double>;
  EXPECT_EQ(scores["longer"], Both(0, 0));
  EXPECT_EQ(scores["shorter"], Both(2.0 / 3, 2.0 / 3));
  EXPECT_EQ(scores["first"], Both(0, 1.0 / 3));
  EXPECT_EQ(scores["tie"], Both(1.0 / 3, 1.0 / 3));
  EXPECT_EQ(scores["majority"], Both(1.0 / 3, 1.0 / 3));
  EXPECT_NEAR(scores["random"].first, 1.0 / 9, 1e-12);
  EXPECT_EQ(evaluation.comparisons.size(), 6u);  // random decides no pair
}

TEST_F(PairwiseEvaluationTest, ProbabilitiesAreReportedWhereTheyAre) {
  for (int i = 0; i < 20; ++i) {
    Add(i % 4 == 0 ? kSecond : kFirst, kFirst, kFirst);
    judge_.pairs.back().probabilities = PairProbabilities{0.9, 0.1, 0};
    judge_.pairs.back().averaged = kFirst;
  }
  judge_.pairs.back().probabilities.reset();
  judge_.pairs.back().averaged.reset();
  options_.wanted_accuracy = 0.5;
  PairwiseEvaluation evaluation = Evaluate();
  ASSERT_TRUE(evaluation.probabilities);
  EXPECT_EQ(evaluation.probabilities->forecasts, 19u);
  EXPECT_NEAR(evaluation.probabilities->fit.raw.reliability.ece.value, 0.9 - 14.0 / 19, 1e-9);
  EXPECT_LT(evaluation.probabilities->fit.temperature.reliability.ece.value,
            evaluation.probabilities->fit.raw.reliability.ece.value);
  EXPECT_EQ(evaluation.probabilities->choice.cross_validated.decided, 19u);
  ASSERT_EQ(evaluation.probabilities->curve.size(), 1u);
  EXPECT_DOUBLE_EQ(evaluation.probabilities->curve[0].accuracy.value, 14.0 / 19);
  EXPECT_EQ(Find(evaluation, "averaged_orders").items, 19u);
}

// Where the judge's averaged verdict is its likeliest one, deciding all is being right on average:
// the same number, by the same resamples.
TEST_F(PairwiseEvaluationTest, TheCurveBeginsWithTheHeadlinesInterval) {
  for (int i = 0; i < 40; ++i) {
    Add(i % 3 == 0 ? kSecond : kFirst, kFirst, kFirst);
    judge_.pairs.back().cluster = static_cast<size_t>(i) / 2;
    judge_.pairs.back().probabilities = PairProbabilities{0.6 + 0.01 * i, 0.4 - 0.01 * i, 0};
    judge_.pairs.back().averaged = kFirst;
  }
  PairwiseEvaluation evaluation = Evaluate();
  const Estimate& headline = Find(evaluation, "averaged_orders").share.estimate;
  const AbstentionPoint& all = evaluation.probabilities->curve.front();
  EXPECT_DOUBLE_EQ(all.accuracy.value, headline.value);
  EXPECT_DOUBLE_EQ(all.accuracy.low, headline.low);
  EXPECT_DOUBLE_EQ(all.accuracy.high, headline.high);
  EXPECT_LT(all.accuracy.low, all.accuracy.high);
}

TEST_F(PairwiseEvaluationTest, TheSameSeedGivesTheSameNumbers) {
  for (int i = 0; i < 30; ++i) {
    Add(i % 3 == 0 ? kFirst : kSecond, kFirst, i % 2 == 0 ? kFirst : kSecond);
  }
  Estimate once = Evaluate().overall.agreement.estimate;
  EXPECT_EQ(Evaluate().overall.agreement.estimate.low, once.low);
  EXPECT_LT(once.low, once.value);
  EXPECT_GT(once.high, once.value);
}

}  // namespace
}  // namespace autoj
