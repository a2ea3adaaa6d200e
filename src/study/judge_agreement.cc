#include "study/judge_agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/rater_agreement.h"
#include "metrics/resampled_share.h"

namespace autoj {
namespace {

// All units of all raters, in order of appearance.
struct Units {
  std::unordered_map<std::string, size_t> places;
  std::vector<std::string> cluster_keys;
  std::vector<std::vector<std::optional<double>>> values;  // [unit][rater]
};

// Where one gives no ids, all are taken line by line.
bool IsByPosition(const std::vector<Rater>& raters) {
  return !std::all_of(raters.begin(), raters.end(),
                      [](const Rater& rater) { return rater.has_ids; });
}

void CheckKinds(const std::vector<Rater>& raters) {
  if (raters.size() < 2) {
    throw Error(ErrorKind::kUsage,
                "give at least two raters: runs, or files of verdicts or ratings");
  }
  for (const Rater& rater : raters) {
    const Rater& first = raters.front();
    if (rater.is_numeric != first.is_numeric) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{} has {}, {} has {}: they cannot be compared", first.name,
                              first.is_numeric ? "ratings" : "verdicts", rater.name,
                              rater.is_numeric ? "ratings" : "verdicts"));
    }
    if (IsByPosition(raters) && rater.ratings.size() != first.ratings.size()) {
      throw Error(
          ErrorKind::kInput,
          fmt::format("{} has {} units, {} has {}, and {}: which belong together cannot be "
                      "told; give every line an \"id\"",
                      first.name, first.ratings.size(), rater.name, rater.ratings.size(),
                      rater.has_ids || first.has_ids ? "not all give ids" : "they give no ids"));
    }
  }
}

Units Gather(const std::vector<Rater>& raters) {
  Units units;
  bool by_position = IsByPosition(raters);
  for (size_t i = 0; i < raters.size(); ++i) {
    for (size_t line = 0; line < raters[i].ratings.size(); ++line) {
      const Rating& rating = raters[i].ratings[line];
      std::string key = by_position ? std::to_string(line) : rating.id;
      size_t place = units.places.try_emplace(key, units.values.size()).first->second;
      if (place == units.values.size()) {
        units.values.emplace_back(raters.size());
        units.cluster_keys.push_back("id " + key);
      }
      units.values[place][i] = rating.value;
      if (!rating.prompt.empty()) {
        units.cluster_keys[place] = "prompt " + rating.prompt;
      }
    }
  }
  return units;
}

void CheckShared(const std::vector<Rater>& raters, const Units& units) {
  size_t all = 0;
  for (const Rater& rater : raters) {
    all += rater.ratings.size();
  }
  if (all == units.values.size()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{} and the others share no id: they rate other things, or name them "
                            "otherwise",
                            raters.front().name));
  }
}

[[noreturn]] void FailScale(double value) {
  throw Error(
      ErrorKind::kInput,
      fmt::format("rating {} is no multiple of 0.01, or the scale has more than 1,000 steps; "
                  "round the ratings",
                  value));
}

bool IsMultiple(double value, double step) {
  constexpr double kRounding = 1e-6;
  return std::abs(value / step - std::round(value / step)) < kRounding;
}

// The coarsest of the usual steps that all values are multiples of.
double StepOf(const std::vector<double>& values) {
  for (double step : {1.0, 0.5, 0.1, 0.05, 0.01}) {
    if (std::all_of(values.begin(), values.end(),
                    [&](double value) { return IsMultiple(value, step); })) {
      return step;
    }
  }
  FailScale(*std::find_if(values.begin(), values.end(),
                          [](double value) { return !IsMultiple(value, 0.01); }));
}

// Categories whose distances are those of the values.
Ratings Categorise(const Units& units) {
  std::vector<double> values;
  for (const auto& unit : units.values) {
    for (const auto& value : unit) {
      if (value) {
        values.push_back(*value);
      }
    }
  }
  constexpr double kMostSteps = 1000;
  double step = StepOf(values);
  double low = values.empty() ? 0 : *std::min_element(values.begin(), values.end());
  Ratings ratings;
  for (const auto& unit : units.values) {
    auto& row = ratings.emplace_back();
    for (const auto& value : unit) {
      if (value && (*value - low) / step > kMostSteps) {
        FailScale(*value);
      }
      row.push_back(value ? std::optional(static_cast<int>(std::lround((*value - low) / step)))
                          : std::nullopt);
    }
  }
  return ratings;
}

// The ratings of two raters alone.
Ratings Between(const Ratings& ratings, size_t first, size_t second) {
  Ratings two;
  two.reserve(ratings.size());
  for (const auto& unit : ratings) {
    two.push_back({unit[first], unit[second]});
  }
  return two;
}

// Computes on the same units, with the same resamples.
class Measures {
 public:
  Measures(std::vector<size_t> clusters, const BootstrapOptions& options)
      : clusters_(std::move(clusters)), options_(options) {}

  Estimate operator()(AgreementMeasure measure, const Ratings& ratings, Distance distance) const {
    return MeasureAgreementWithInterval(measure, ratings, distance, clusters_, options_);
  }

  // Of the units that have a number.
  Estimate Share(const std::vector<double>& column) const {
    return EstimateOf(ResampleShares({column}, {clusters_, options_}).front());
  }

 private:
  std::vector<size_t> clusters_;
  BootstrapOptions options_;
};

std::vector<JudgeAgreement::Statistic> ComputeAll(const Measures& measures, const Ratings& ratings,
                                                  bool is_numeric, size_t raters) {
  constexpr auto kAlpha = AgreementMeasure::kKrippendorffAlpha;
  std::vector<JudgeAgreement::Statistic> statistics;
  auto add = [&](const char* name, AgreementMeasure measure, Distance distance) {
    statistics.push_back(
        {name, CountComparedUnits(measure, ratings), measures(measure, ratings, distance)});
  };
  if (raters == 2) {
    add(is_numeric ? "cohen_kappa_quadratic" : "cohen_kappa", AgreementMeasure::kCohenKappa,
        is_numeric ? Distance::kQuadratic : Distance::kNominal);
  }
  if (is_numeric) {
    add("krippendorff_alpha_ordinal", kAlpha, Distance::kOrdinal);
    add("krippendorff_alpha_interval", kAlpha, Distance::kQuadratic);
  } else {
    add("fleiss_kappa", AgreementMeasure::kFleissKappa, Distance::kNominal);
    add("krippendorff_alpha", kAlpha, Distance::kNominal);
  }
  return statistics;
}

JudgeAgreement::Pair ComparePair(const Measures& measures, const Ratings& ratings, size_t first,
                                 size_t second, bool is_numeric) {
  JudgeAgreement::Pair pair{first, second, 0, {}, {}};
  Ratings two = Between(ratings, first, second);
  pair.units = CountComparedUnits(AgreementMeasure::kCohenKappa, two);
  std::vector<double> alike;
  for (const auto& unit : two) {
    bool both = unit[0] && unit[1];
    alike.push_back(!both                  ? std::numeric_limits<double>::quiet_NaN()
                    : *unit[0] == *unit[1] ? 1
                                           : 0);
  }
  pair.alike = measures.Share(alike);
  pair.kappa = measures(AgreementMeasure::kCohenKappa, two,
                        is_numeric ? Distance::kQuadratic : Distance::kNominal);
  return pair;
}

JudgeAgreement::RaterCount CountOf(const Rater& rater) {
  auto undecided = std::count_if(rater.ratings.begin(), rater.ratings.end(),
                                 [](const Rating& rating) { return !rating.value; });
  return {rater.name, rater.ratings.size(), static_cast<size_t>(undecided)};
}

}  // namespace

JudgeAgreement CompareRaters(const std::vector<Rater>& raters, const BootstrapOptions& options) {
  CheckKinds(raters);
  Units units = Gather(raters);
  CheckShared(raters, units);
  std::vector<size_t> clusters = NumberClusters(units.cluster_keys);
  Ratings ratings = Categorise(units);
  JudgeAgreement agreement;
  agreement.is_numeric = raters.front().is_numeric;
  agreement.units = units.values.size();
  agreement.clusters = 1 + *std::max_element(clusters.begin(), clusters.end());
  std::transform(raters.begin(), raters.end(), std::back_inserter(agreement.raters), CountOf);
  Measures measures(std::move(clusters), options);
  agreement.statistics = ComputeAll(measures, ratings, agreement.is_numeric, raters.size());
  for (size_t i = 0; i < raters.size(); ++i) {
    for (size_t j = i + 1; j < raters.size(); ++j) {
      agreement.pairs.push_back(ComparePair(measures, ratings, i, j, agreement.is_numeric));
    }
  }
  return agreement;
}

}  // namespace autoj
