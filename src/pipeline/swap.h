#pragma once

#include <optional>
#include <string>

#include "pipeline/training_row.h"
#include "pipeline/user_message.h"

namespace autoj {

/// A pair's row with its responses exchanged, or why there is none.
struct SwappedRow {
  std::optional<TrainingRow> row;
  std::string fault;  ///< Empty where there is a row.
};

/// Exchanges responses, mentions (pipeline/response_mentions.h) and labels: the augmentation of
/// Auto-J's training. There is no such row where the message can be taken apart in more than one
/// way, where a mention is unclear, and where the exchanged text does not decide for the other
/// response. Throws Error(kInput), beginning with `where`, where the message is none of a pair.
SwappedRow SwapRow(const TrainingRow& row, const UserMessageReader& reader,
                   const std::string& where);

}  // namespace autoj
