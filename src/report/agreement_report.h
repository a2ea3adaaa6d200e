#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "study/judge_agreement.h"

namespace autoj {

/// For a person: the raters, the statistics over all of them, and each pair of them.
std::string RenderAgreement(const JudgeAgreement& agreement, size_t width);

/// {"kind": "verdicts"|"ratings", "units", "prompts", "raters": [{"name", "units", "undecided"}],
/// "statistics": {NAME: {"units", "value", "low", "high"}}, "pairs": [{"raters": [NAME, NAME],
/// "units", "alike" (percent), "kappa"}]}.
nlohmann::ordered_json AgreementToJson(const JudgeAgreement& agreement);

}  // namespace autoj
