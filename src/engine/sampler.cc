#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <Eigen/Core>

namespace autoj {
namespace {

using Row = Eigen::Map<const Eigen::ArrayXf>;

int32_t Likeliest(const float* logits, int size) {
  return static_cast<int32_t>(std::max_element(logits, logits + size) - logits);
}

// Tokens from the likeliest on, until their probability reaches top_p.
std::vector<int32_t> Nucleus(const Eigen::ArrayXf& probabilities, double top_p) {
  std::vector<int32_t> order(static_cast<size_t>(probabilities.size()));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
  });
  double sum = 0;
  size_t count = 0;
  while (count < order.size() && (count == 0 || sum < top_p)) {
    sum += probabilities[order[count++]];
  }
  order.resize(count);
  return order;
}

}  // namespace

double LogProbability(const float* logits, int size, int32_t token) {
  Row row(logits, size);
  float top = row.maxCoeff();
  return static_cast<double>(logits[token] - top) -
         std::log(static_cast<double>((row - top).exp().sum()));
}

Sampler::Sampler(double temperature, double top_p, uint64_t seed)
    : temperature_(temperature), top_p_(top_p), random_(seed) {}

int32_t Sampler::Choose(const float* logits, int size) {
  if (temperature_ <= 0) {
    return Likeliest(logits, size);
  }
  Row row(logits, size);
  Eigen::ArrayXf weights = ((row - row.maxCoeff()) / static_cast<float>(temperature_)).exp();
  weights /= weights.sum();
  std::vector<int32_t> nucleus = Nucleus(weights, top_p_);
  double sum = 0;
  for (int32_t token : nucleus) {
    sum += weights[token];
  }
  double draw = std::uniform_real_distribution<double>(0, sum)(random_);
  for (int32_t token : nucleus) {
    draw -= weights[token];
    if (draw <= 0) {
      return token;
    }
  }
  return nucleus.back();
}

}  // namespace autoj
