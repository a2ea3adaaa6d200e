#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// What raters said of units: ratings[unit][rater], a category (or the rank of an ordinal one);
/// nothing where a rater was silent. All units have the same number of raters (else
/// Error(kInternal)).
using Ratings = std::vector<std::vector<std::optional<int>>>;

/// Agreement beyond chance: 1 - observed / expected disagreement.
enum class AgreementMeasure {
  kCohenKappa,         ///< Of exactly two raters, over the units that both have rated.
  kFleissKappa,        ///< Of two or more, over the units that all have rated.
  kKrippendorffAlpha,  ///< Of two or more, over the units that two or more have rated.
};

/// How far apart two categories are.
enum class Distance {
  kNominal,    ///< Unlike is unlike.
  kLinear,     ///< By the difference (Cohen's kappa alone).
  kQuadratic,  ///< By its square: interval scale (not Fleiss' kappa).
  kOrdinal,    ///< By how many ratings lie between (Krippendorff's alpha alone).
};

/// NaN where there is no unit to compare on, or chance alone would agree (but one category).
/// Error(kInternal) for a distance that the measure does not have, and for Cohen's kappa of other
/// than two raters.
double MeasureAgreement(AgreementMeasure measure, const Ratings& ratings, Distance distance);

/// How many units the measure is over: the others lack ratings.
size_t CountComparedUnits(AgreementMeasure measure, const Ratings& ratings);

/// With the percentile interval of a bootstrap over clusters of units.
Estimate MeasureAgreementWithInterval(AgreementMeasure measure, const Ratings& ratings,
                                      Distance distance, const std::vector<size_t>& clusters,
                                      const BootstrapOptions& options);

}  // namespace autoj
