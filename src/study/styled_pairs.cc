#include "study/styled_pairs.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/item_field.h"
#include "dataset/items.h"
#include "dataset/predictions.h"
#include "dataset/prompt_key.h"
#include "dataset/record.h"

namespace autoj {
namespace {

// What a verdict gives the first response; nothing where it is none.
std::optional<double> PointsOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFirst:
      return 1;
    case Outcome::kTie:
      return 0.5;
    case Outcome::kSecond:
      return 0;
    default:
      return std::nullopt;
  }
}

// Takes pairs one by one; names become numbers, and prompts clusters.
class Collector {
 public:
  Collector(std::string name, const CompetitorFields& fields) : fields_(fields) {
    pairs_.name = std::move(name);
  }

  void Add(const Item& item, const std::vector<Outcome>& orders, const std::string& where) {
    if (item.responses.size() != 2) {
      FailRecord(where, fmt::format("{} responses, where a pair has two", item.responses.size()));
    }
    StyledComparison comparison;
    comparison.first = Number(TextField(item, fields_.first, where));
    comparison.second = Number(TextField(item, fields_.second, where));
    if (comparison.first == comparison.second) {
      FailRecord(where,
                 fmt::format("both responses are by \"{}\"; a comparison needs two competitors",
                             EscapeForTerminal(pairs_.competitors[comparison.first])));
    }
    for (Outcome outcome : orders) {
      std::optional<double> points = PointsOf(outcome);
      if (!points) {
        ++pairs_.undecided;
        return;
      }
      comparison.first_won += *points / static_cast<double>(orders.size());
    }
    comparison.first_style = MeasureStyle(item.responses[0]);
    comparison.second_style = MeasureStyle(item.responses[1]);
    pairs_.comparisons.push_back(comparison);
    prompts_.push_back(PromptKey(item));
  }

  StyledPairs End() {
    if (pairs_.comparisons.empty()) {
      throw Error(ErrorKind::kInput, fmt::format("{}: no pair has a verdict", pairs_.name));
    }
    pairs_.clusters = NumberClusters(prompts_);
    return std::move(pairs_);
  }

  void Miss(size_t count) { pairs_.missing = count; }

 private:
  size_t Number(const std::string& name) {
    auto [found, is_new] = numbers_.try_emplace(name, numbers_.size());
    if (is_new) {
      pairs_.competitors.push_back(name);
    }
    return found->second;
  }

  const CompetitorFields& fields_;
  StyledPairs pairs_;
  std::unordered_map<std::string, size_t> numbers_;
  std::vector<std::string> prompts_;
};

}  // namespace

StyledPairs StyledPairsOfRun(const std::string& folder, const CompetitorFields& fields) {
  std::string name = EscapeForTerminal(folder);
  Collector collector(name, fields);
  collector.Miss(RunReader(folder).ForEach([&](const Item& item, const ItemJudgment& judged) {
    std::string where = fmt::format("{}: item \"{}\"", name, EscapeForTerminal(item.id));
    if (judged.kind != ItemKind::kPair) {
      FailRecord(where, "rated response by response, where a pair must be compared");
    }
    std::vector<Outcome> orders;
    for (const Judgment& judgment : judged.judgments) {
      orders.push_back(judgment.verdict.outcome);
    }
    collector.Add(item, orders, where);
  }));
  return collector.End();
}

StyledPairs StyledPairsOfFiles(const std::string& data, const std::string& given,
                               const std::string& swapped, const CompetitorFields& fields) {
  std::vector<Item> items;
  std::vector<std::string> ids;
  ReadItems(data, [&](Item item) {
    ids.push_back(item.id);
    items.push_back(std::move(item));
  });
  std::vector<std::vector<Outcome>> verdicts = {ReadPredictions(given, ids)};
  if (!swapped.empty()) {
    CheckOtherOrder(given, swapped, verdicts.front());
    verdicts.push_back(ReadPredictions(swapped, ids));
  }
  Collector collector(InputName(given), fields);
  size_t count = 0;
  for (const Item& item : items) {
    std::vector<Outcome> orders;
    for (size_t i = 0; i < verdicts.size(); ++i) {
      if (count < verdicts[i].size()) {
        orders.push_back(i == 0 ? verdicts[i][count] : Swapped(verdicts[i][count]));
      }
    }
    ++count;
    if (orders.size() == verdicts.size()) {
      collector.Add(item, orders, item.line);
    }
  }
  for (size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].size() != count) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: {} verdicts, for {} items of {}; are these of other data?",
                              InputName(i == 0 ? given : swapped), verdicts[i].size(), count,
                              InputName(data)));
    }
  }
  return collector.End();
}

}  // namespace autoj
