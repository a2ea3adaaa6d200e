#include "metrics/rater_agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

using nlohmann::json;

Ratings RatingsOf(const json& units) {
  Ratings ratings;
  for (const json& unit : units) {
    auto& row = ratings.emplace_back();
    for (const json& rating : unit) {
      row.push_back(rating.is_null() ? std::nullopt : std::optional(rating.get<int>()));
    }
  }
  return ratings;
}

void ExpectVectors(const std::string& section, AgreementMeasure measure) {
  const std::pair<const char*, Distance> distances[] = {{"nominal", Distance::kNominal},
                                                        {"linear", Distance::kLinear},
                                                        {"quadratic", Distance::kQuadratic},
                                                        {"ordinal", Distance::kOrdinal}};
  json vectors = StatisticsVectors("judges").at(section);
  EXPECT_FALSE(vectors.empty());
  for (const json& want : vectors) {
    for (const auto& [name, distance] : distances) {
      if (want.contains(name)) {
        double got = MeasureAgreement(measure, RatingsOf(want.at("ratings")), distance);
        EXPECT_TRUE(IsClose(got, want.at(name))) << name << " of " << want.at("ratings");
      }
    }
  }
}

TEST(MeasureAgreement, CohenIsScikitLearns) {
  ExpectVectors("cohen_kappa", AgreementMeasure::kCohenKappa);
}

TEST(MeasureAgreement, FleissIsStatsmodels) {
  ExpectVectors("fleiss_kappa", AgreementMeasure::kFleissKappa);
}

TEST(MeasureAgreement, AlphaIsKrippendorffs) {
  ExpectVectors("krippendorff_alpha", AgreementMeasure::kKrippendorffAlpha);
}

constexpr AgreementMeasure kAll[] = {AgreementMeasure::kCohenKappa, AgreementMeasure::kFleissKappa,
                                     AgreementMeasure::kKrippendorffAlpha};

double Nominal(AgreementMeasure measure, const Ratings& ratings) {
  return MeasureAgreement(measure, ratings, Distance::kNominal);
}

TEST(MeasureAgreement, IsOneWhereAllAgree) {
  for (AgreementMeasure measure : kAll) {
    EXPECT_DOUBLE_EQ(Nominal(measure, {{0, 0}, {1, 1}, {2, 2}}), 1);
  }
}

TEST(MeasureAgreement, IsUndefinedWithoutUnitsOrWithOneCategory) {
  for (AgreementMeasure measure : kAll) {
    EXPECT_TRUE(std::isnan(Nominal(measure, {})));
    EXPECT_TRUE(std::isnan(Nominal(measure, {{1, std::nullopt}, {std::nullopt, 2}})));
    EXPECT_TRUE(std::isnan(Nominal(measure, {{3, 3}, {3, 3}, {3, 3}})));
  }
  EXPECT_TRUE(std::isnan(Nominal(AgreementMeasure::kFleissKappa, {{0}, {1}})));
  EXPECT_TRUE(std::isnan(Nominal(AgreementMeasure::kKrippendorffAlpha, {{}, {}})));
}

TEST(MeasureAgreement, KappasLeaveOutUnitsThatNotAllHaveRated) {
  Ratings whole = {{0, 0}, {1, 1}, {0, 1}};
  Ratings gaps = {{0, 0}, {1, std::nullopt}, {1, 1}, {0, 1}, {std::nullopt, std::nullopt}};
  for (AgreementMeasure measure : kAll) {
    EXPECT_DOUBLE_EQ(Nominal(measure, gaps), Nominal(measure, whole));
  }
}

// Cohen's kappa of raters who agree on all but a few of very many units: the counts stay exact.
TEST(MeasureAgreement, TakesManyUnits) {
  Ratings ratings;
  for (int i = 0; i < 200'000; ++i) {
    ratings.push_back({i % 2, i == 0 ? 1 : i % 2});
  }
  EXPECT_NEAR(Nominal(AgreementMeasure::kCohenKappa, ratings), 1 - 1e-5, 1e-12);
}

// Categories far apart are no reason for much memory or an overflow.
TEST(MeasureAgreement, CategoriesMayBeAnyNumber) {
  constexpr int kMost = std::numeric_limits<int>::max();
  constexpr int kLeast = std::numeric_limits<int>::min();
  Ratings ratings = {{kLeast, kLeast}, {kMost, kMost}, {kLeast, kMost}};
  EXPECT_NEAR(MeasureAgreement(AgreementMeasure::kCohenKappa, ratings, Distance::kQuadratic),
              Nominal(AgreementMeasure::kCohenKappa, {{0, 0}, {1, 1}, {0, 1}}), 1e-12);
}

TEST(MeasureAgreement, RefusesWhatAMeasureDoesNotHave) {
  Ratings two = {{0, 1}};
  auto expect_refused = [&](AgreementMeasure measure, const Ratings& ratings, Distance distance) {
    EXPECT_THROW(MeasureAgreement(measure, ratings, distance), Error);
  };
  expect_refused(AgreementMeasure::kCohenKappa, two, Distance::kOrdinal);
  expect_refused(AgreementMeasure::kFleissKappa, two, Distance::kQuadratic);
  expect_refused(AgreementMeasure::kKrippendorffAlpha, two, Distance::kLinear);
  expect_refused(AgreementMeasure::kCohenKappa, {{0, 1, 2}}, Distance::kNominal);
  expect_refused(AgreementMeasure::kFleissKappa, {{0, 1}, {0, 1, 2}}, Distance::kNominal);
}

TEST(MeasureAgreementWithInterval, IsTheAgreementOfEachResample) {
  Ratings ratings = {{0, 0}, {1, 1}, {2, 1}, {2, 2}, {0, 2}, {1, 1}, {1, 0}, {2, std::nullopt}};
  std::vector<size_t> clusters = {0, 1, 1, 2, 3, 4, 5, 6};
  BootstrapOptions options = {.resamples = 200, .seed = 5};
  for (AgreementMeasure measure : kAll) {
    std::vector<double> replicates;
    ClusterBootstrap(clusters, options).ForEachResample([&](const Eigen::VectorXd& times) {
      Ratings drawn;
      for (size_t unit = 0; unit < ratings.size(); ++unit) {
        drawn.insert(drawn.end(), static_cast<size_t>(times[static_cast<Eigen::Index>(unit)]),
                     ratings[unit]);
      }
      replicates.push_back(Nominal(measure, drawn));
    });
    Estimate want = PercentileInterval(Nominal(measure, ratings), replicates);
    Estimate got =
        MeasureAgreementWithInterval(measure, ratings, Distance::kNominal, clusters, options);
    EXPECT_TRUE(IsClose(got.value, want.value));
    EXPECT_TRUE(IsClose(got.low, want.low));
    EXPECT_TRUE(IsClose(got.high, want.high));
  }
}

TEST(MeasureAgreementWithInterval, HoldsUnitsAgainstClusters) {
  auto measure = [](const Ratings& ratings, const std::vector<size_t>& clusters) {
    return MeasureAgreementWithInterval(AgreementMeasure::kKrippendorffAlpha, ratings,
                                        Distance::kOrdinal, clusters, {.resamples = 10});
  };
  EXPECT_THROW(measure({{0, 1}}, {}), Error);
  Estimate none = measure({}, {});
  EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.low) && std::isnan(none.high));
  Estimate one = measure({{0, 1}, {1, 1}, {2, 2}}, {0, 0, 0});
  EXPECT_GT(one.value, 0);
  EXPECT_TRUE(std::isnan(one.low) && std::isnan(one.high));
}

}  // namespace
}  // namespace autoj
