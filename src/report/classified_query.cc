#include "report/classified_query.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/or_null.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

constexpr size_t kAlternatives = 5;

ordered_json GuessToJson(const ScenarioGuess& guess) {
  return {{"scenario", guess.scenario},
          {"group", OrNull(guess.group)},
          {"probability", guess.probability}};
}

}  // namespace

ordered_json ClassifiedQueryToJson(const std::string& id, const Classification& result) {
  ordered_json record = {
      {"id", id}, {"scenario", nullptr}, {"group", nullptr}, {"probability", nullptr}};
  ordered_json alternatives = ordered_json::array();
  for (size_t i = 0; i < std::min(result.guesses.size(), kAlternatives + 1); ++i) {
    ordered_json guess = GuessToJson(result.guesses[i]);
    if (i == 0) {
      record.update(guess);
    } else {
      alternatives.push_back(std::move(guess));
    }
  }
  record["alternatives"] = std::move(alternatives);
  if (!result.reason.empty()) {
    record["reason"] = result.reason;
  }
  return record;
}

}  // namespace autoj
