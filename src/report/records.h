#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "autoj/judgment.h"

namespace autoj {

/// The JSON record of one item, rendered on one line and without the newline: keys in a fixed
/// order, a pair's with "orders", a single's with "rating" and "orders", a best-of-N's with
/// "selected" and "responses". What is not known is null; "label" and "meta" stand there only where
/// the item had them, "criteria" where they were looked for, "steps" where the protocol has some.
/// Rendering never throws: bytes that are no UTF-8 become U+FFFD.
nlohmann::ordered_json RecordToJson(const ItemJudgment& item);
std::string RenderRecord(const ItemJudgment& item);

/// A rating as a number, a whole one without a fraction; null where there is none.
nlohmann::ordered_json RatingToJson(const std::optional<double>& rating);

}  // namespace autoj
