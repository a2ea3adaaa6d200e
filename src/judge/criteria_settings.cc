#include "judge/criteria_settings.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "scenario/criteria_message.h"

namespace autoj {

std::string HashCriteria(const std::vector<ScenarioCriteria>& scenarios) {
  std::string all;
  for (const ScenarioCriteria& scenario : scenarios) {
    all += scenario.name + "\n" + RenderCriteriaMessage(scenario, "en") + "\n" +
           RenderCriteriaMessage(scenario, "zh") + "\n";
  }
  return "sha256:" + Sha256(all);
}

std::optional<std::string> ClassifierSetting(const JudgeOptions& options) {
  std::string kind = options.classifier.empty() ? "lexical" : options.classifier;
  if (!options.weights.empty()) {
    return fmt::format("{} sha256:{}", kind, Sha256OfFile(options.weights));
  }
  return kind == "lexical" ? std::nullopt : std::optional(kind);
}

}  // namespace autoj
