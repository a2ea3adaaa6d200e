#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "autoj/criteria.h"
#include "autoj/item.h"
#include "autoj/judgment.h"
#include "judge/judgment_key.h"

namespace autoj {

/// An item of a run, and how it was asked: enough to find its judgments and to say what they mean.
struct KeptItem {
  const Item* item = nullptr;  ///< Borrowed.
  bool pairwise = false;       ///< Its two responses were compared; else each was rated.
  std::string protocol;
  std::string language;
  int judgments = 0;                    ///< Orders of a pair, or responses: how many are asked for.
  std::vector<std::string> steps = {};  ///< The names of those before each judgment.
  std::optional<CriteriaShown> criteria = {};
};

/// Where the judgments of an item are found, in the order of ItemJudgment; and the steps before one
/// of them, in their order.
std::vector<JudgmentKey> KeysOf(const KeptItem& kept);
std::vector<JudgmentKey> StepKeysOf(const KeptItem& kept, const JudgmentKey& judgment);

/// What was judged of an item, or nothing where a judgment is missing.
std::optional<ItemJudgment> Assemble(
    const KeptItem& kept, const std::function<std::optional<Judgment>(const JudgmentKey&)>& find);

}  // namespace autoj
