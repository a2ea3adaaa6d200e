#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"
#include "study/rater.h"

namespace autoj {

/// How far raters agree.
struct JudgeAgreement {
  struct RaterCount {
    std::string name;
    size_t units = 0;
    size_t undecided = 0;  ///< Of these; taken as missing.
  };
  struct Statistic {
    std::string name;  ///< "cohen_kappa", "krippendorff_alpha_ordinal", ...
    size_t units = 0;  ///< That it is over: the others lack a decision that it needs.
    Estimate estimate;
  };
  struct Pair {
    size_t first = 0;  ///< Of `raters`.
    size_t second = 0;
    size_t units = 0;  ///< That both have decided.
    Estimate alike;    ///< Share of these on which they say the same, of [0, 1].
    Estimate kappa;    ///< Cohen's; of ratings, weighted by the square of the difference.
  };
  bool is_numeric = false;
  size_t units = 0;     ///< That at least one rater has seen.
  size_t clusters = 0;  ///< Distinct prompts; units without one stand for themselves.
  std::vector<RaterCount> raters;
  std::vector<Statistic> statistics;
  std::vector<Pair> pairs;
};

/// Compares two or more raters on units of the same id. Intervals are percentiles of a bootstrap
/// over prompts. Throws Error(kUsage) for fewer raters, Error(kInput) where some give verdicts and
/// others ratings, where they share no unit, where units without ids are not as many, and for
/// ratings that are no multiples of 0.01 within 1,000 steps.
JudgeAgreement CompareRaters(const std::vector<Rater>& raters, const BootstrapOptions& options);

}  // namespace autoj
