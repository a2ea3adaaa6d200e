#include "metrics/style.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

constexpr BootstrapOptions kFew{.resamples = 100, .seed = 1};

using Comparisons = std::vector<StyledComparison>;

// The same comparison so many times.
void Add(Comparisons* comparisons, size_t times, const StyledComparison& comparison) {
  comparisons->insert(comparisons->end(), times, comparison);
}

StyleControl Control(const Comparisons& comparisons, size_t competitors,
                     const BootstrapOptions& options = kFew) {
  return ControlStyle(comparisons, competitors, SingleClusters(comparisons.size()), options);
}

Comparisons Swapped(Comparisons comparisons) {
  for (StyledComparison& comparison : comparisons) {
    std::swap(comparison.first, comparison.second);
    std::swap(comparison.first_style, comparison.second_style);
    comparison.first_won = 1 - comparison.first_won;
  }
  return comparisons;
}

bool IsNaN(const Estimate& estimate) {
  return std::isnan(estimate.value) && std::isnan(estimate.low) && std::isnan(estimate.high);
}

// Competitor 0 wins 168 of 300, since it is mostly the longer one: 75 % where it is, but 30 % where
// lengths are equal, and 10 % where it is the shorter one. Of the winners two in three have fewer
// headers. The last hundred are told from the other side.
Comparisons LongWinner() {
  struct Lengths {
    size_t first, second, won, lost;
  };
  Comparisons comparisons;
  for (const Lengths& set :
       {Lengths{900, 300, 150, 51}, Lengths{400, 400, 15, 36}, Lengths{300, 900, 3, 45}}) {
    for (auto [times, won] : {std::pair(set.won, 1.0), std::pair(set.lost, 0.0)}) {
      StyleFeatures winner{0, 1, 0, 3}, loser{0, 3, 0, 3};
      for (size_t i = 0; i < times; ++i) {
        bool fewer_headers_win = i % 3 != 2;
        StyleFeatures a = (won == 1) == fewer_headers_win ? winner : loser;
        StyleFeatures b = (won == 1) == fewer_headers_win ? loser : winner;
        a.length = set.first;
        b.length = set.second;
        Add(&comparisons, 1, {0, 1, won, a, b});
      }
    }
  }
  Comparisons last(comparisons.end() - 100, comparisons.end());
  comparisons.resize(comparisons.size() - 100);
  last = Swapped(last);
  comparisons.insert(comparisons.end(), last.begin(), last.end());
  return comparisons;
}

TEST(ControlStyle, TheLongWinnerLosesWhereStyleIsEqual) {
  StyleControl control = Control(LongWinner(), 2);
  const Estimate& raw = control.competitors[0].raw_win_rate;
  EXPECT_NEAR(raw.value, 168.0 / 300, 1e-4);
  EXPECT_GT(raw.value, 0.5);
  EXPECT_LT(control.competitors[0].controlled_win_rate.high, 0.5);
  EXPECT_GT(control.competitors[1].controlled_win_rate.low, 0.5);
  EXPECT_NEAR(control.competitors[0].controlled_win_rate.value +
                  control.competitors[1].controlled_win_rate.value,
              1, 1e-12);
}

TEST(ControlStyle, CoefficientsSayWhatIsLiked) {
  StyleControl control = Control(LongWinner(), 2);
  EXPECT_GT(control.coefficients[0].low, 0);    // Length wins,
  EXPECT_LT(control.coefficients[1].high, 0);   // headers lose,
  EXPECT_TRUE(IsNaN(control.coefficients[2]));  // there are no lists,
  EXPECT_TRUE(IsNaN(control.coefficients[3]));  // and bold never differs.
}

TEST(ControlStyle, WhichResponseIsTheFirstChangesNothing) {
  StyleControl given = Control(LongWinner(), 2);
  StyleControl swapped = Control(Swapped(LongWinner()), 2);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(IsClose(swapped.competitors[i].controlled_win_rate.value,
                        given.competitors[i].controlled_win_rate.value));
    EXPECT_TRUE(
        IsClose(swapped.competitors[i].raw_win_rate.low, given.competitors[i].raw_win_rate.low));
    EXPECT_TRUE(IsClose(swapped.coefficients[i].high, given.coefficients[i].high));
  }
}

TEST(ControlStyle, IsScikitLearns) {
  nlohmann::json want = StatisticsVectors("probabilities").at("style");
  Comparisons comparisons;
  auto features = [](const nlohmann::json& counts) {
    return StyleFeatures{counts[0], counts[1], counts[2], counts[3]};
  };
  for (size_t i = 0; i < want.at("won").size(); ++i) {
    const auto& pair = want.at("pairs")[i];
    Add(&comparisons, 1,
        {pair[0], pair[1], want.at("won")[i], features(want.at("first")[i]),
         features(want.at("second")[i])});
  }
  StyleControl control = Control(comparisons, 4);
  for (size_t i = 0; i < 4; ++i) {
    const StyleControl::Competitor& competitor = control.competitors[i];
    EXPECT_TRUE(IsClose(competitor.raw_win_rate.value, want.at("raw_win_rates")[i], 1e-8));
    EXPECT_TRUE(
        IsClose(competitor.controlled_win_rate.value, want.at("controlled_win_rates")[i], 1e-8));
    EXPECT_TRUE(IsClose(control.coefficients[i].value, want.at("coefficients")[i], 1e-8));
    EXPECT_LT(control.coefficients[i].low, control.coefficients[i].value);
    EXPECT_GT(control.coefficients[i].high, control.coefficients[i].value);
  }
}

// The penalty keeps it finite, and the win rate near what was seen.
TEST(ControlStyle, WhoAlwaysWinsIsFinite) {
  Comparisons comparisons;
  Add(&comparisons, 25, {0, 1, 1, {400, 0, 0, 0}, {300, 0, 0, 0}});
  Add(&comparisons, 25, {0, 1, 1, {300, 0, 0, 0}, {500, 0, 0, 0}});
  StyleControl control = Control(comparisons, 2);
  EXPECT_GT(control.competitors[0].raw_win_rate.value, 0.995);
  EXPECT_LT(control.competitors[0].raw_win_rate.value, 1);
  EXPECT_LT(std::abs(control.coefficients[0].value), 5);
}

// Two pairs alone have lists, which their winner wrote: the maximum is flat there, and is found.
TEST(ControlStyle, ARareFeatureLeavesTheOthersDefined) {
  Comparisons comparisons = LongWinner();
  Add(&comparisons, 2, {0, 2, 1, {300, 0, 2, 0}, {300, 0, 0, 0}});
  StyleControl control = Control(comparisons, 3);
  StyleControl without = Control(LongWinner(), 2);
  EXPECT_NEAR(control.coefficients[0].value, without.coefficients[0].value, 0.01);
  EXPECT_FALSE(std::isnan(control.coefficients[0].low));
  EXPECT_NEAR(control.competitors[0].raw_win_rate.value, 0.77311, 1e-5);
  EXPECT_TRUE(IsNaN(control.coefficients[2]));  // lists or competitor: nothing can tell
}

// Its length follows from who competed: whether 0 wins for it or for itself, nothing can tell.
TEST(ControlStyle, AStyleThatFollowsFromWhoCompetedIsUndefined) {
  Comparisons comparisons;
  Add(&comparisons, 30, {0, 1, 1, {600, 0, 0, 0}, {200, 0, 0, 0}});
  Add(&comparisons, 10, {1, 0, 1, {100, 0, 0, 0}, {300, 0, 0, 0}});
  StyleControl control = Control(comparisons, 2);
  EXPECT_NEAR(control.competitors[0].raw_win_rate.value, 0.75, 1e-3);
  EXPECT_TRUE(IsNaN(control.competitors[0].controlled_win_rate));
  EXPECT_TRUE(IsNaN(control.coefficients[0]));
}

TEST(ControlStyle, WhoNeverMetAnyoneIsUndefined) {
  Comparisons comparisons;
  Add(&comparisons, 3, {0, 2, 1, {}, {}});
  Add(&comparisons, 1, {0, 2, 0, {}, {}});
  StyleControl control = Control(comparisons, 3);
  EXPECT_NEAR(control.competitors[0].raw_win_rate.value, 0.75, 1e-2);
  EXPECT_TRUE(IsNaN(control.competitors[1].raw_win_rate));
  EXPECT_TRUE(IsNaN(control.competitors[1].controlled_win_rate));
  EXPECT_NEAR(control.competitors[2].controlled_win_rate.value, 0.25, 1e-2);
}

// 0 against 1 and 2 against 3: what 0 is to 2 is not told.
TEST(ControlStyle, ComparesOnlyWhatIsConnected) {
  Comparisons comparisons;
  Add(&comparisons, 60, {0, 1, 1, {}, {}});
  Add(&comparisons, 40, {0, 1, 0, {}, {}});
  Add(&comparisons, 50, {2, 3, 0.5, {}, {}});
  StyleControl apart = Control(comparisons, 4);
  EXPECT_NEAR(apart.competitors[0].raw_win_rate.value, 0.6, 1e-3);
  EXPECT_NEAR(apart.competitors[2].raw_win_rate.value, 0.5, 1e-12);
  EXPECT_EQ(apart.competitors[0].group, 0u);
  EXPECT_EQ(apart.competitors[1].group, 0u);
  EXPECT_EQ(apart.competitors[2].group, 1u);
  EXPECT_EQ(apart.competitors[3].group, 1u);
  Add(&comparisons, 80, {1, 2, 1, {}, {}});
  Add(&comparisons, 20, {1, 2, 0, {}, {}});
  // 0 beats 1 with odds 1.5, and 2 and 3 with odds 1.5 * 4.
  StyleControl connected = Control(comparisons, 4);
  EXPECT_EQ(connected.competitors[3].group, 0u);
  EXPECT_NEAR(connected.competitors[0].raw_win_rate.value, (0.6 + 6.0 / 7 + 6.0 / 7) / 3, 1e-3);
}

TEST(ControlStyle, ASingleClusterHasNoIntervals) {
  Comparisons comparisons = LongWinner();
  StyleControl control =
      ControlStyle(comparisons, 2, std::vector<size_t>(comparisons.size(), 0), kFew);
  for (const Estimate& one : {control.competitors[0].controlled_win_rate,
                              control.competitors[1].raw_win_rate, control.coefficients[0]}) {
    EXPECT_FALSE(std::isnan(one.value));
    EXPECT_TRUE(std::isnan(one.low) && std::isnan(one.high));
  }
}

// Whom a single prompt tells of has none either, whoever else is in the set.
TEST(ControlStyle, WhoCompetedInOneClusterHasNoInterval) {
  Comparisons comparisons = LongWinner();
  Add(&comparisons, 1, {0, 2, 1, {300, 0, 2, 0}, {300, 0, 0, 0}});
  Add(&comparisons, 1, {0, 2, 0, {300, 0, 0, 0}, {300, 0, 0, 0}});
  std::vector<size_t> clusters = SingleClusters(comparisons.size() - 1);
  clusters.push_back(clusters.back());
  StyleControl control = ControlStyle(comparisons, 3, clusters, kFew);
  EXPECT_FALSE(std::isnan(control.competitors[0].raw_win_rate.low));
  EXPECT_FALSE(std::isnan(control.competitors[2].raw_win_rate.value));
  EXPECT_TRUE(std::isnan(control.competitors[2].raw_win_rate.low));
  EXPECT_TRUE(std::isnan(control.competitors[2].controlled_win_rate.high));
  EXPECT_FALSE(std::isnan(control.coefficients[0].low));
  EXPECT_TRUE(std::isnan(control.coefficients[2].low));  // no other pair has lists
}

TEST(ControlStyle, OfNothingIsUndefined) {
  StyleControl control = Control({}, 2);
  ASSERT_EQ(control.competitors.size(), 2u);
  EXPECT_TRUE(IsNaN(control.competitors[0].raw_win_rate));
  EXPECT_TRUE(IsNaN(control.coefficients[0]));
}

TEST(ControlStyle, BadComparisonsAreErrors) {
  EXPECT_THROW(Control({{0, 0, 1, {}, {}}}, 2), Error);
  EXPECT_THROW(Control({{0, 2, 1, {}, {}}}, 2), Error);
  EXPECT_THROW(Control({{0, 1, 1.5, {}, {}}}, 2), Error);
  EXPECT_THROW(Control({{0, 1, std::nan(""), {}, {}}}, 2), Error);
  EXPECT_THROW(ControlStyle({{0, 1, 1, {}, {}}}, 2, {}, kFew), Error);
}

}  // namespace
}  // namespace autoj
