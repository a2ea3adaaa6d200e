#include "pipeline/training_stats.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/text.h"
#include "scenario/scenario_table.h"

namespace autoj {

size_t Lengths::Sum() const { return std::accumulate(lengths_.begin(), lengths_.end(), size_t{0}); }

double Lengths::Quantile(double q) const {
  if (lengths_.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::vector<size_t> sorted = lengths_;
  auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  auto at = sorted.begin() + static_cast<std::ptrdiff_t>(std::max<size_t>(rank, 1) - 1);
  std::nth_element(sorted.begin(), at, sorted.end());
  return static_cast<double>(*at);
}

void TrainingStats::Add(const TrainingRow& row) {
  ++rows_;
  const Scenario* known = FindScenario(row.scenario);
  OfScenario& scenario = scenarios_[known != nullptr ? known->name : row.scenario];
  ++scenario.rows;
  ++sources_[row.source_dataset];
  if (row.pred_score) {
    ++scenario.rated;
    scenario.score_sum += *row.pred_score;
    ++scores_[*row.pred_score];
  } else {
    ++scenario.labels.at(static_cast<size_t>(*row.pred_label));
    ++labels_.at(static_cast<size_t>(*row.pred_label));
  }
  Measure(row);
}

void TrainingStats::Measure(const TrainingRow& row) {
  if (std::optional<UserMessage> message = reader_.Read(row.usrmsg)) {
    chars_["query"].Add(CountCharacters(message->item.query));
    for (const std::string& response : message->item.responses) {
      chars_["response"].Add(CountCharacters(response));
    }
  }
  chars_["output"].Add(CountCharacters(row.target_output));
  if (count_tokens_) {
    size_t message = count_tokens_(row.usrmsg);
    size_t output = count_tokens_(row.target_output);
    tokens_["message"].Add(message);
    tokens_["output"].Add(output);
    tokens_["both"].Add(message + output);
  }
}

}  // namespace autoj
