#include "judge/combine.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace autoj {
namespace {

// Of several judgments without a verdict the first in this list names the item's outcome.
constexpr Outcome kWorstFirst[] = {Outcome::kFailed, Outcome::kTooLong, Outcome::kRefused,
                                   Outcome::kTruncated, Outcome::kUnreadable};

const Judgment* FindUndecided(const std::vector<Judgment>& judgments) {
  for (Outcome outcome : kWorstFirst) {
    for (const Judgment& judgment : judgments) {
      if (judgment.verdict.outcome == outcome) {
        return &judgment;
      }
    }
  }
  return nullptr;
}

Verdict StrictVerdict(const std::vector<Judgment>& orders) {
  if (const Judgment* undecided = FindUndecided(orders)) {
    Verdict verdict = undecided->verdict;
    verdict.reason = fmt::format("order {}: {}", OrderName(undecided->order), verdict.reason);
    return verdict;
  }
  Outcome first = orders.front().verdict.outcome;
  if (first != orders.back().verdict.outcome) {
    return {Outcome::kInconsistent, std::nullopt,
            fmt::format("given says {}, swapped says {}", OutcomeName(first),
                        OutcomeName(orders.back().verdict.outcome))};
  }
  return orders.front().verdict;
}

// Geometric mean of each alternative over the orders, normalised: the mean of the log-odds.
std::vector<Alternative> MeanOverOrders(const std::vector<Judgment>& orders) {
  std::vector<Alternative> mean = orders.front().probabilities;
  double sum = 0;
  for (Alternative& alternative : mean) {
    double log = 0;
    for (const Judgment& judgment : orders) {
      auto same = std::find_if(judgment.probabilities.begin(), judgment.probabilities.end(),
                               [&](const Alternative& other) {
                                 return other.verdict.outcome == alternative.verdict.outcome;
                               });
      if (same == judgment.probabilities.end()) {
        return {};
      }
      log += std::log(std::max(same->probability, std::numeric_limits<double>::min()));
    }
    alternative.probability = std::exp(log / static_cast<double>(orders.size()));
    sum += alternative.probability;
  }
  for (Alternative& alternative : mean) {
    alternative.probability /= sum;
  }
  return mean;
}

void CombinePair(ItemJudgment* item) {
  item->verdict = StrictVerdict(item->judgments);
  item->probabilities = MeanOverOrders(item->judgments);
  const Alternative* likeliest = Likeliest(item->probabilities);
  if (item->judgments.size() == 2 && likeliest != nullptr) {
    item->averaged = likeliest->verdict.outcome;
  }
}

std::optional<double> Expectation(const Judgment& judgment) {
  if (judgment.probabilities.empty()) {
    return std::nullopt;
  }
  double expected = 0;
  for (const Alternative& alternative : judgment.probabilities) {
    expected += alternative.probability * alternative.verdict.rating.value_or(0);
  }
  return expected;
}

void CombineSingle(ItemJudgment* item) {
  const Judgment& judgment = item->judgments.front();
  item->verdict = judgment.verdict;
  item->probabilities = judgment.probabilities;
  item->expected = Expectation(judgment);
}

void CombineBestOf(ItemJudgment* item) {
  if (const Judgment* undecided = FindUndecided(item->judgments)) {
    item->verdict = undecided->verdict;
    item->verdict.reason =
        fmt::format("response {}: {}", undecided->response, undecided->verdict.reason);
    return;
  }
  std::vector<Merit> merits = MeritsOf(item->judgments);
  auto best_merit =
      std::max_element(merits.begin(), merits.end(), [](const Merit& a, const Merit& b) {
        return std::pair(a.rating, a.logprob) < std::pair(b.rating, b.logprob);
      });
  const Judgment& best = item->judgments[static_cast<size_t>(best_merit - merits.begin())];
  item->selected = best.response;
  item->verdict = {Outcome::kSelected, best.verdict.rating, ""};
}

}  // namespace

std::vector<Merit> MeritsOf(const std::vector<Judgment>& judgments) {
  bool have_probabilities = true;
  bool have_logprobs = true;
  for (const Judgment& judgment : judgments) {
    if (judgment.verdict.rating) {
      have_probabilities = have_probabilities && !judgment.probabilities.empty();
      have_logprobs = have_logprobs && judgment.logprob;
    }
  }
  std::vector<Merit> merits;
  merits.reserve(judgments.size());
  for (const Judgment& judgment : judgments) {
    if (judgment.verdict.rating) {
      merits.push_back({have_probabilities ? Expectation(judgment) : judgment.verdict.rating,
                        have_logprobs ? judgment.logprob : std::nullopt});
    } else {
      merits.emplace_back();
    }
  }
  return merits;
}

void Combine(bool pairwise, std::vector<Judgment> judgments, ItemJudgment* item) {
  item->judgments = std::move(judgments);
  if (pairwise) {
    item->kind = ItemKind::kPair;
    CombinePair(item);
  } else if (item->judgments.size() == 1) {
    item->kind = ItemKind::kSingle;
    CombineSingle(item);
  } else {
    item->kind = ItemKind::kBestOf;
    CombineBestOf(item);
  }
}

}  // namespace autoj
