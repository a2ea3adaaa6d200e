#pragma once

#include <cstddef>
#include <vector>

namespace autoj {

/// McNemar's exact test: of the items on which two judges differ in being right, `only_a` went to
/// one and `only_b` to the other; twice the smaller tail of a fair coin's binomial (not the mid-p
/// value), at most 1. 1 where they never differ. Items are taken as independent.
double McNemarExact(size_t only_a, size_t only_b);

/// Two-sided p-value of replicates of a difference: twice the smaller share on one side of zero,
/// replicates at zero counted half, at least 1 / (replicates + 1), at most 1. NaN among them are
/// left out; NaN for none.
double BootstrapPValue(const std::vector<double>& differences);

/// Holm's adjusted p-values, in the order of `p`: at most 1 and monotone. NaN stays NaN and counts
/// as no test.
std::vector<double> HolmAdjusted(const std::vector<double>& p);

/// The smallest true difference that a two-sided test at level `alpha` finds with probability
/// `power`, from the standard error that the difference has where it is 0 (normal approximation):
/// the same unit. Source: R. J. Connor, Sample size for testing differences in proportions for the
/// paired-sample design, Biometrics 43 (1987), without its term for the difference itself: for a
/// few points that errs by less than a hundredth, to the safe side.
double SmallestDetectable(double standard_error, double alpha = 0.05, double power = 0.8);

/// That standard error, of a mean of paired differences in `clusters` (a number for each, from 0):
/// by how often and how far they are not 0, whatever their mean is; of pairs that are right or
/// wrong, one a cluster, the root of McNemar's discordant ones by the number of pairs. NaN among
/// the differences are left out; NaN for none.
double NullStandardError(const std::vector<double>& differences,
                         const std::vector<size_t>& clusters);

}  // namespace autoj
