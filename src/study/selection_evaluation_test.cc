#include "study/selection_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

CandidateSet Set(const std::string& prompt, std::vector<Candidate> candidates,
                 std::vector<double> quality) {
  return {"rows.jsonl:" + prompt, "", prompt, std::move(candidates), std::move(quality)};
}

// Three prompts with four responses each.
CandidateSets Three() {
  CandidateSets sets{"rows.jsonl", "judge", "truth", {}, 0};
  sets.sets = {Set("1", {{5, -1}, {7, -9}, {7, -2}, {9, -1}}, {1, 2, 4, 10}),
               Set("2", {{6, -1}, {6, -1}, {6, -1}, {5, -1}}, {3, 5, 7, 9}),
               Set("3", {{std::nullopt, -1}, {2, -1}, {4, -1}, {8, -1}}, {10, 1, 2, 3})};
  return sets;
}

const BootstrapOptions kQuick{.resamples = 200, .seed = 7};

TEST(EvaluateSelection, ScoresPicksBesideRandomAndOracle) {
  SelectionEvaluation evaluation = EvaluateSelection(Three(), {{3, 4}, kQuick});
  ASSERT_EQ(evaluation.all.picks.size(), 2u);
  const PickScore& three = evaluation.all.picks[0];
  EXPECT_EQ(three.n, 3u);
  EXPECT_EQ(three.picks, 3u);
  EXPECT_DOUBLE_EQ(three.picked.value, (4 + 3 + 2) / 3.0);  // by logprob; by position; rated
  EXPECT_DOUBLE_EQ(three.random.value, (7.0 / 3 + 5 + 13.0 / 3) / 3);
  EXPECT_DOUBLE_EQ(three.oracle.value, (4 + 7 + 10) / 3.0);
  EXPECT_DOUBLE_EQ(three.all.value, (17.0 / 4 + 6 + 4) / 3);
  EXPECT_DOUBLE_EQ(three.advantage.value, three.picked.value - three.random.value);
  EXPECT_LE(three.picked.low, three.picked.value);
  EXPECT_GE(three.picked.high, three.picked.value);
  const PickScore& four = evaluation.all.picks[1];
  EXPECT_DOUBLE_EQ(four.picked.value, (10 + 3 + 3) / 3.0);
  EXPECT_DOUBLE_EQ(four.random.value, four.all.value);
  EXPECT_EQ(evaluation.all.responses, 12u);
  EXPECT_EQ(evaluation.all.unrated, 1u);
  EXPECT_EQ(evaluation.all.prompts, 3u);
  EXPECT_TRUE(evaluation.sources.empty());
  EXPECT_FALSE(evaluation.systems);
}

TEST(EvaluateSelection, CorrelatesRatingAndQuality) {
  CandidateSets sets{"rows.jsonl", "judge", "truth", {}, 0};
  sets.sets = {Set("1", {{1, 0}, {2, 0}, {3, 0}}, {10, 20, 30}),
               Set("2", {{4, 0}, {5, 0}, {7, 0}}, {40, 50, 80})};
  SelectionEvaluation evaluation = EvaluateSelection(sets, {{}, kQuick});
  EXPECT_EQ(evaluation.all.picks.at(0).n, 3u);                            // as far as they go
  EXPECT_NEAR(evaluation.all.correlations[0].value, 0.9941916256, 1e-9);  // numpy's corrcoef
  EXPECT_DOUBLE_EQ(evaluation.all.correlations[1].value, 1);
  EXPECT_DOUBLE_EQ(evaluation.all.correlations[2].value, 1);
}

TEST(EvaluateSelection, WithoutRatingsEverythingIsUndefined) {
  CandidateSets sets{"rows.jsonl", "judge", "truth", {}, 0};
  sets.sets = {Set("1", {{}, {}}, {1, 2}), Set("2", {{}, {}}, {3, 4})};
  SelectionEvaluation evaluation = EvaluateSelection(sets, {{2}, kQuick});
  EXPECT_EQ(evaluation.all.picks[0].picks, 0u);
  EXPECT_TRUE(std::isnan(evaluation.all.picks[0].picked.value));
  EXPECT_TRUE(std::isnan(evaluation.all.picks[0].random.value));
  EXPECT_TRUE(std::isnan(evaluation.all.correlations[0].value));
  EXPECT_EQ(evaluation.all.unrated, 4u);
}

TEST(EvaluateSelection, SeveralSourcesArePartsAndSystems) {
  CandidateSets sets{"rows.jsonl", "judge", "truth", {}, 0};
  for (int prompt = 0; prompt < 4; ++prompt) {
    for (int model = 0; model < 3; ++model) {
      CandidateSet set = Set(std::to_string(prompt), {{model + 1.0, 0}, {model + 3.0, 0}},
                             {model * 2.0, model * 2.0 + 1});
      set.source = fmt::format("m{}", model);
      sets.sets.push_back(set);
    }
  }
  SelectionEvaluation evaluation = EvaluateSelection(sets, {{2}, kQuick});
  EXPECT_EQ(evaluation.all.sets, 12u);
  EXPECT_EQ(evaluation.all.prompts, 4u);
  ASSERT_EQ(evaluation.sources.size(), 3u);
  EXPECT_EQ(evaluation.sources[2].source, "m2");
  EXPECT_DOUBLE_EQ(evaluation.sources[2].picks[0].picked.value, 5);
  ASSERT_TRUE(evaluation.systems);
  EXPECT_DOUBLE_EQ(evaluation.systems->systems[1].rating.value, 3);
  EXPECT_DOUBLE_EQ(evaluation.systems->systems[1].reference.value, 2.5);
  EXPECT_DOUBLE_EQ(evaluation.systems->correlations[0].value, 1);
}

// Two prompts of two responses each: a mean that is resampled is that of one, or of both.
TEST(EvaluateSelection, ASystemsMeansHaveIntervalsOverPrompts) {
  CandidateSets sets{"rows.jsonl", "judge", "truth", {}, 0};
  for (const char* source : {"a", "b"}) {
    sets.sets.push_back(Set("1", {{1, 0}, {3, 0}}, {10, 10}));
    sets.sets.back().source = source;
    sets.sets.push_back(Set("2", {{5, 0}, {7, 0}}, {20, 20}));
    sets.sets.back().source = source;
  }
  const SystemMean a = EvaluateSelection(sets, {{2}, kQuick}).systems->systems.front();
  EXPECT_DOUBLE_EQ(a.rating.value, 4);
  EXPECT_DOUBLE_EQ(a.rating.low, 2);
  EXPECT_DOUBLE_EQ(a.rating.high, 6);
  EXPECT_DOUBLE_EQ(a.reference.low, 10);
  EXPECT_DOUBLE_EQ(a.reference.high, 20);
}

CandidateSet Won(const std::string& prompt, std::optional<size_t> selected,
                 std::vector<double> quality) {
  return {"items.jsonl:" + prompt, "", prompt, {}, std::move(quality), selected};
}

// The best of all of each set, three or two; a set without a winner counts in no mean.
TEST(EvaluateSelection, ATournamentsPicksAreOfAllResponses) {
  CandidateSets sets{"cup", "judge", "truth", {}, 0, true};
  sets.sets = {Won("1", 1, {1, 5, 9}), Won("2", 0, {4, 2}), Won("3", std::nullopt, {7, 8, 9})};
  SelectionEvaluation evaluation = EvaluateSelection(sets, {{}, kQuick});
  ASSERT_EQ(evaluation.all.picks.size(), 1u);
  const PickScore& all = evaluation.all.picks[0];
  EXPECT_EQ(all.n, 3u);
  EXPECT_EQ(all.picks, 2u);
  EXPECT_DOUBLE_EQ(all.picked.value, (5 + 4) / 2.0);
  EXPECT_DOUBLE_EQ(all.random.value, (5 + 3) / 2.0);
  EXPECT_DOUBLE_EQ(all.oracle.value, (9 + 4) / 2.0);
  EXPECT_DOUBLE_EQ(all.advantage.value, 0.5);
  EXPECT_DOUBLE_EQ(all.advantage.low, 0);
  EXPECT_DOUBLE_EQ(all.advantage.high, 1);
  EXPECT_EQ(evaluation.all.responses, 8u);
  EXPECT_EQ(evaluation.all.unrated, 0u);
  EXPECT_TRUE(std::isnan(evaluation.all.correlations[0].value));
  EXPECT_THROW(EvaluateSelection(sets, {{2}, kQuick}), Error);
}

TEST(EvaluateSelection, RefusesAnNThatIsNotThere) {
  auto refuse = [](std::vector<size_t> n, ErrorKind kind, const std::string& words) {
    try {
      EvaluateSelection(Three(), {std::move(n), kQuick});
      ADD_FAILURE() << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind);
      EXPECT_EQ(std::string(e.what()), words);
    }
  };
  refuse({5}, ErrorKind::kInput, "rows.jsonl:1: 4 responses, and the best of 5 is asked for");
  refuse({2, 0}, ErrorKind::kUsage, "the best of 0 is nothing; N is at least 1");
}

TEST(EvaluateGivenSystems, SaysNothingOfTwo) {
  EXPECT_TRUE(
      std::isnan(EvaluateGivenSystems({{"a", 1, 2}, {"b", 2, 3}}, kQuick).correlations[0].value));
  SystemEvaluation three = EvaluateGivenSystems({{"a", 1, 2}, {"b", 2, 3}, {"c", 3, 1}}, kQuick);
  EXPECT_DOUBLE_EQ(three.correlations[1].value, -0.5);
  EXPECT_DOUBLE_EQ(three.correlations[2].value, -1.0 / 3);
  EXPECT_EQ(three.systems[0].rating.value, 1);
  EXPECT_TRUE(std::isnan(three.systems[0].rating.low));  // given, not computed
}

}  // namespace
}  // namespace autoj
