#include "judge/kept_item.h"

#include <utility>

#include "judge/combine.h"

namespace autoj {

std::vector<JudgmentKey> KeysOf(const KeptItem& kept) {
  std::vector<JudgmentKey> keys;
  for (int i = 0; i < kept.judgments; ++i) {
    bool swapped = kept.pairwise && i == 1;
    keys.push_back(
        {kept.item->id, swapped ? Order::kSwapped : Order::kGiven, kept.pairwise ? 0 : i});
  }
  return keys;
}

std::optional<ItemJudgment> Assemble(
    const KeptItem& kept, const std::function<std::optional<Judgment>(const JudgmentKey&)>& find) {
  std::vector<Judgment> judgments;
  for (const JudgmentKey& key : KeysOf(kept)) {
    std::optional<Judgment> judgment = find(key);
    if (!judgment) {
      return std::nullopt;
    }
    judgments.push_back(std::move(*judgment));
  }
  ItemJudgment item;
  item.id = kept.item->id;
  item.protocol = kept.protocol;
  item.language = kept.language;
  item.scenario = kept.item->scenario;
  item.label = kept.item->label;
  item.meta = kept.item->meta;
  Combine(kept.pairwise, std::move(judgments), &item);
  return item;
}

}  // namespace autoj
