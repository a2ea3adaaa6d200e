#pragma once

#include <map>
#include <optional>
#include <string>

namespace autoj {

/// What a model's tokens cost, in dollars per million.
struct Price {
  double prompt = 0;
  double cached = 0;  ///< Of a prompt's tokens, those that a server took from its cache.
  double completion = 0;
};

/// Prices by the models' names. Immutable.
class PriceList {
 public:
  /// Reads a YAML file: model: {prompt: 0.5, cached: 0.1, completion: 1.5}; without "cached" such
  /// tokens cost what others do. Throws Error(kInput), with file:line, for anything else.
  explicit PriceList(const std::string& path);

  /// The price of a model by its exact name; nothing where the file has none.
  std::optional<Price> Find(const std::string& model) const;

  /// "FILE has no price for model "x"; it has a, b".
  std::string Missing(const std::string& model) const;

 private:
  std::string source_;  // the file, safe for a terminal
  std::map<std::string, Price> prices_;
};

}  // namespace autoj
