#pragma once

#include <optional>
#include <string>

#include "base/yaml.h"
#include "protocol/protocol.h"

namespace autoj {

/// The parts of a protocol file that have a map of their own. All throw Error(kInput) with the
/// file's name and line.

/// `verdict:`: how the answer is read.
VerdictRule ParseVerdictRule(const YamlMap& verdict);

/// `decision:` or `scored:`: the lead and the alternatives, {first, second, tie} of a pair, or a
/// rating's number -> text; those of a rating may be left out: each whole number of the scale with
/// the rule's closing bracket ("}" of a json rule). Refuses an alternative that is the beginning of
/// another one: it would win whenever the other does.
DecisionForm ParseDecisionForm(const YamlMap& form, const VerdictRule& rule);

/// Refuses a decision that the protocol's own rule would read otherwise.
void CheckReadsBack(const YamlMap& form, const DecisionForm& decision, const VerdictRule& rule);

/// `scored:` -> the text that is asked: `prompt` up to and including keep_until, then ask; `prompt`
/// itself without these two.
std::string ParseScoredPrompt(const YamlMap& scored, const std::string& prompt);

}  // namespace autoj
