#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "autoj/judgment.h"
#include "judge/question.h"

namespace autoj {

/// Looks up the newest answer to a hashed question.
using FindAnswer = std::function<std::optional<Judgment>(const Question&)>;

/// The questions of a protocol with steps behind the one that decides: its steps, then itself. What
/// they show of each other is left empty.
std::vector<Question> ListChain(const Question& deciding);

/// The first of them that is not answered by a text, else the one that decides; hashed, and with
/// the texts that it shows. `deciding` is hashed, and is what it was where there are no steps. An
/// attempt counts the answers to its step.
Question NextInChain(const Question& deciding, const Manner& manner, const FindAnswer& find);

/// What the question that decides comes to where one of its steps has no text. It has no prompt, so
/// its hash is empty.
Judgment JudgmentWithoutStep(const Question& deciding, const Question& step,
                             const Judgment& answer);

}  // namespace autoj
