#pragma once

#include <cstdint>
#include <random>

namespace autoj {

/// Log-probability (natural) of `token` under a row of `size` logits.
double LogProbability(const float* logits, int size, int32_t token);

/// Chooses the next token of one sequence. Its draws depend on its own seed alone, so a text is the
/// same in whatever company it is written.
class Sampler {
 public:
  /// `temperature` 0: the likeliest token (the first of equals). `top_p`: only the smallest set of
  /// tokens with at least this probability.
  Sampler(double temperature, double top_p, uint64_t seed);

  /// The next token for a row of `size` logits.
  int32_t Choose(const float* logits, int size);

 private:
  double temperature_;
  double top_p_;
  std::mt19937_64 random_;
};

}  // namespace autoj
