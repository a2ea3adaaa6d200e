#include "judge/kept_item.h"

#include <utility>

#include "judge/combine.h"

namespace autoj {

std::vector<JudgmentKey> KeysOf(const KeptItem& kept) {
  std::vector<JudgmentKey> keys;
  for (int i = 0; i < kept.judgments; ++i) {
    bool swapped = kept.pairwise && i == 1;
    keys.push_back(
        {kept.item->id, swapped ? Order::kSwapped : Order::kGiven, kept.pairwise ? 0 : i, 0});
  }
  return keys;
}

std::vector<JudgmentKey> StepKeysOf(const KeptItem& kept, const JudgmentKey& judgment) {
  std::vector<JudgmentKey> keys(kept.steps.size(), judgment);
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i].step = static_cast<int>(i) + 1;
  }
  return keys;
}

namespace {

using FindJudgment = std::function<std::optional<Judgment>(const JudgmentKey&)>;

StepText StepTextOf(const std::string& name, Judgment step) {
  return {.name = name,
          .text = std::move(step.text),
          .finish = step.finish,
          .reason = std::move(step.verdict.reason),
          .prompt_tokens = step.prompt_tokens,
          .cached_tokens = step.cached_tokens,
          .completion_tokens = step.completion_tokens,
          .seconds = step.seconds};
}

// Up to the first that was not asked: what it would have shown was not there.
std::vector<StepText> FindSteps(const KeptItem& kept, const JudgmentKey& key,
                                const FindJudgment& find) {
  std::vector<StepText> steps;
  for (const JudgmentKey& step : StepKeysOf(kept, key)) {
    std::optional<Judgment> found = find(step);
    if (!found) {
      break;
    }
    steps.push_back(StepTextOf(kept.steps[steps.size()], std::move(*found)));
  }
  return steps;
}

}  // namespace

std::optional<ItemJudgment> Assemble(const KeptItem& kept, const FindJudgment& find) {
  std::vector<Judgment> judgments;
  for (const JudgmentKey& key : KeysOf(kept)) {
    std::optional<Judgment> judgment = find(key);
    if (!judgment) {
      return std::nullopt;
    }
    judgment->steps = FindSteps(kept, key, find);
    judgments.push_back(std::move(*judgment));
  }
  ItemJudgment item;
  item.id = kept.item->id;
  item.protocol = kept.protocol;
  item.language = kept.language;
  item.scenario = kept.item->scenario;
  item.criteria = kept.criteria;
  item.label = kept.item->label;
  item.meta = kept.item->meta;
  Combine(kept.pairwise, std::move(judgments), &item);
  return item;
}

}  // namespace autoj
