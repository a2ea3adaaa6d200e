#include "scenario/query_states.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::VectorXf;

Prompt AskForType(Engine& engine, const std::string& query) {
  TokenCut cut{.most = 200, .head = 150, .tail = 50, .between = " ... "};
  std::string shortened = engine.Shorten(query, cut).value_or(query);
  return {{{"Request from a user:\n", false},
           {shortened, false},
           {"\nThe type of this task is:", false}}};
}

VectorXf AsVector(const std::vector<float>& row) {
  return Eigen::Map<const VectorXf>(row.data(), static_cast<Index>(row.size()));
}

// Of the directions of all tokens but the first: models park what they attend to by default there,
// with an output many times as long as any other.
VectorXf MeanDirection(const TokenStates& states) {
  VectorXf sum = VectorXf::Zero(static_cast<Index>(states.front().size()));
  for (size_t token = states.size() > 1 ? 1 : 0; token < states.size(); ++token) {
    sum += AsVector(states[token]).normalized();
  }
  return sum.normalized();
}

}  // namespace

VectorXf ReadQueryStates(Engine& engine, const std::string& query, const std::vector<int>& layers) {
  std::vector<TokenStates> states = engine.HiddenStates(AskForType(engine, query), layers);
  std::vector<VectorXf> parts;
  Index size = 0;
  for (const TokenStates& layer : states) {
    parts.push_back(MeanDirection(layer));
    parts.push_back(AsVector(layer.back()).normalized());
    size += 2 * parts.back().size();
  }
  VectorXf all(size);
  Index at = 0;
  for (const VectorXf& part : parts) {
    all.segment(at, part.size()) = part;
    at += part.size();
  }
  return all;
}

}  // namespace autoj
