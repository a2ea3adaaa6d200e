#pragma once

#include <string>

#include "autoj/verdict.h"

namespace autoj {

/// The label of a pair that an item's JSON text says: 0, 1 or 2, or "first", "second" or "tie".
/// Throws Error(kInput), beginning with `where`, for anything else.
Outcome ParseLabel(const std::string& text, const std::string& where);

/// 0, 1 or 2, as Auto-J's data spell a decision. Throws Error(kInternal) for any other outcome.
int LabelNumber(Outcome decision);

}  // namespace autoj
