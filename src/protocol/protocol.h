#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "autoj/item.h"
#include "protocol/template.h"
#include "protocol/verdict_rule.h"

namespace autoj {

/// What kind of question a protocol asks; it settles how many responses an item must have.
enum class ProtocolKind { kSingle, kPairwise };

/// What goes around the filled template before it reaches the model.
enum class Wrapper {
  kAutoj,  ///< "[INST] ... [/INST]", no system message, no literal <s> (the tokenizer adds BOS).
  kNone,   ///< Nothing.
};

/// What is asked and how the answer is read, in one language. Made from a YAML file; immutable,
/// shared freely.
struct Protocol {
  std::string name;
  ProtocolKind kind = ProtocolKind::kSingle;
  std::string language;  ///< "en" or "zh".
  Wrapper wrapper = Wrapper::kNone;
  Template prompt{""};
  VerdictRule verdict;
};

/// Parses the text of a protocol file. Throws Error(kInput) with `source` and the line.
Protocol ParseProtocol(std::string_view yaml, const std::string& source);

/// A shipped protocol by name and language ("en", "zh"), or a file where `name` has a slash or ends
/// in .yaml. Throws Error(kUsage) for an unknown name, with the nearest; Error(kInput) for a broken
/// file.
Protocol LoadProtocol(const std::string& name, const std::string& language);

/// The names of the shipped protocols, sorted.
std::vector<std::string> ShippedProtocolNames();

/// What goes to the model for one order of an item, wrapper included (a chat template is the
/// engine's). Throws Error(kInput), naming the item, where it lacks what the protocol needs.
std::string RenderPrompt(const Protocol& protocol, Wrapper wrapper, const Item& item, Order order);

}  // namespace autoj
