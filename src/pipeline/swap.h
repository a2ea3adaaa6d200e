#pragma once

#include <string>
#include <string_view>

#include "pipeline/training_row.h"
#include "pipeline/user_message.h"

namespace autoj {

/// A judgment with the two responses exchanged wherever it speaks of them: "Response 1" and
/// "Response 2" in any case and with anything behind ("Response 1's"), lists ("Responses 1 and 2"),
/// "the first response", and 回应1, 回应一, 第一个回应. Everything else stays as it is ("the
/// former", "the first one" among it: nobody can tell what they speak of); twice gives the text
/// again.
std::string SwapMentions(std::string_view text);

/// A pair's row with responses, mentions and labels exchanged: the augmentation of Auto-J's
/// training. Throws Error(kInput), beginning with `where`, where its message is none of ours, or
/// cannot be taken apart in one way alone.
TrainingRow SwapRow(const TrainingRow& row, const UserMessageReader& reader,
                    const std::string& where);

}  // namespace autoj
