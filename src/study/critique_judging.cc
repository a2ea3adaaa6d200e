#include "study/critique_judging.h"

#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"
#include "judge/budget.h"
#include "study/critique_evaluation.h"

namespace autoj {
namespace {

constexpr const char* kFailedFinish = "fail";

// Tells whether a file compares the critiques of a task, without holding them.
std::string HashCritiques(const CritiqueTask& task) {
  constexpr size_t kDigits = 16;
  return Sha256(Sha256(task.judged) + Sha256(task.reference)).substr(0, kDigits);
}

CritiqueComparison Unasked(const CritiqueTask& task, const std::string& language, uint64_t seed) {
  CritiqueComparison comparison;
  comparison.output = kFailedOutput;
  comparison.finish_reason = kFailedFinish;
  comparison.exchange = DrawExchange(seed, task.id);
  comparison.meta = {{"id", task.id},
                     {"scenario", nullptr},
                     {"protocol", "critique-judge"},
                     {"language", language},
                     {"prompt", task.prompt},
                     {"response", task.response},
                     {"critiques", HashCritiques(task)},
                     {"seed", seed},
                     {"exchange", comparison.exchange},
                     {"reason", "not asked yet"}};
  if (task.scenario) {
    comparison.meta["scenario"] = *task.scenario;
  }
  return comparison;
}

double CostOf(const Judgment& judgment, const std::optional<Price>& price) {
  if (!price || !judgment.prompt_tokens || !judgment.completion_tokens) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  Budget budget(price, std::nullopt, {});
  budget.Add(judgment);
  return budget.cost()->Total();
}

}  // namespace

bool DrawExchange(uint64_t seed, const std::string& id) {
  return Sha256Bytes(fmt::format("{}\n{}", seed, id)).front() % 2 == 1;
}

std::vector<CritiqueComparison> DrawComparisons(const std::vector<CritiqueTask>& tasks,
                                                const std::string& language, uint64_t seed) {
  std::vector<CritiqueComparison> comparisons;
  comparisons.reserve(tasks.size());
  for (const CritiqueTask& task : tasks) {
    comparisons.push_back(Unasked(task, language, seed));
  }
  return comparisons;
}

void CheckCanBeFixed(const std::vector<CritiqueTask>& tasks,
                     const std::vector<CritiqueComparison>& comparisons,
                     const std::optional<uint64_t>& seed) {
  for (size_t i = 0; i < comparisons.size(); ++i) {
    const CritiqueComparison& comparison = comparisons[i];
    auto made_of = comparison.meta.find("critiques");
    if (made_of != comparison.meta.end() && *made_of != HashCritiques(tasks[i])) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: compares other critiques than those of {} and its reference; "
                              "give the --judge-critiques and --reference that it was made with",
                              comparison.where, tasks[i].where));
    }
    auto drawn = comparison.meta.find("seed");
    if (seed && drawn != comparison.meta.end() && *drawn != *seed) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: its order was drawn from seed {}, not {}; the order of the file "
                              "is kept: leave --seed out",
                              comparison.where, drawn->dump(), *seed));
    }
  }
}

std::vector<size_t> FindUnread(const std::vector<CritiqueComparison>& comparisons) {
  std::vector<size_t> unread;
  for (size_t i = 0; i < comparisons.size(); ++i) {
    if (!IsVerdict(ReadComparisonVerdict(comparisons[i]).outcome)) {
      unread.push_back(i);
    }
  }
  return unread;
}

Item MakeCritiqueItem(const CritiqueTask& task, const CritiqueComparison& comparison) {
  Item item;
  item.id = task.id;
  item.line = task.where;
  item.query = task.prompt;
  item.scenario = task.scenario;
  item.critiqued = task.response;
  item.responses = {task.judged, task.reference};
  if (comparison.exchange) {
    std::swap(item.responses[0], item.responses[1]);
  }
  item.meta = nlohmann::json{{"exchange", comparison.exchange}}.dump();
  return item;
}

void TakeAnswer(const ItemJudgment& judged, const std::optional<Price>& price,
                CritiqueComparison* comparison) {
  const Judgment& judgment = judged.judgments.front();
  bool answered = judgment.finish == Finish::kStop || judgment.finish == Finish::kLength;
  comparison->output = answered ? judgment.text : kFailedOutput;
  comparison->finish_reason = answered ? FinishName(judgment.finish) : kFailedFinish;
  comparison->cost = CostOf(judgment, price);
  comparison->meta.erase("reason");
  if (!judgment.verdict.reason.empty()) {
    comparison->meta["reason"] = judgment.verdict.reason;
  }
}

}  // namespace autoj
