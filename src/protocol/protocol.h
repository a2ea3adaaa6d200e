#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/verdict.h"
#include "protocol/item_fields.h"
#include "protocol/template.h"
#include "protocol/verdict_rule.h"
#include "protocol/wrapper.h"

namespace autoj {

/// What kind of question a protocol asks; it settles how many responses one prompt shows.
enum class ProtocolKind { kSingle, kPairwise };

/// How a decision is completed under a closed list: what is put behind the text (or begins the
/// answer), and the alternatives that are scored there.
struct DecisionForm {
  std::string lead;
  std::vector<std::pair<Verdict, std::string>> alternatives;
};

/// A text that is written before the question that decides, and shown by a later one.
struct ProtocolStep {
  std::string name;  ///< The field by which later templates show the text.
  std::optional<Template> system;
  Template prompt{""};
};

/// What is asked and how the answer is read, in one language. Made from a YAML file; immutable,
/// shared freely.
struct Protocol {
  std::string name;
  ProtocolKind kind = ProtocolKind::kSingle;
  /// A pair's responses are feedback on another response, Item::critiqued: {feedback1} and
  /// {feedback2} in the template, where {response} is that other one.
  bool compares_feedback = false;
  std::string language;  ///< "en" or "zh".
  Wrapper wrapper = Wrapper::kNone;
  std::vector<ProtocolStep> steps;  ///< Asked first, in this order; mostly there are none.
  std::optional<Template> system;   ///< The system message, where there is one.
  Template prompt{""};
  VerdictRule verdict;
  bool stops_at_verdict = false;  ///< Generation ends when the verdict is complete.
  /// `guided`: behind a text that holds no verdict. None: the protocol cannot be guided.
  std::optional<DecisionForm> decision;
  /// `scored`: what is asked instead of `prompt`, and the alternatives of the begun answer. Where
  /// the file says nothing else: `prompt` itself and `decision` without white space before it.
  std::optional<Template> scored_prompt;
  std::optional<DecisionForm> scored;
  std::string text;  ///< The YAML, for manifests and hashes.
};

/// The messages of one prompt, before a wrapper.
struct Message {
  std::optional<std::string> system;
  std::string user;
};

/// How the question that decides is asked.
enum class Form { kFull, kScored };

/// Parses the text of a protocol file. Throws Error(kInput) with `source` and the line.
Protocol ParseProtocol(std::string_view text, const std::string& source);

/// A shipped protocol by name and language ("en", "zh"), or a file where `name` has a slash or ends
/// in .yaml. Throws Error(kUsage) for an unknown name, with the nearest; Error(kInput) for a broken
/// file.
Protocol LoadProtocol(const std::string& name, const std::string& language);

/// A protocol file of any name. Throws Error(kInput) where it cannot be read or is broken.
Protocol LoadProtocolFile(const std::string& path);

/// The names of the shipped protocols, sorted.
std::vector<std::string> ShippedProtocolNames();

/// The languages in which a shipped protocol is there, sorted; none for an unknown name.
std::vector<std::string> ShippedProtocolLanguages(const std::string& name);

/// Throws Error(kUsage), ending with `what_to_do`, where a protocol (as LoadProtocol names it; of
/// languages, any will do) asks another kind of question; as LoadProtocol does where it cannot be
/// had.
void CheckProtocolKind(const std::string& name, const std::string& language, ProtocolKind kind,
                       const std::string& what_to_do);

/// Whether one of the protocol's templates has a place for criteria, when asked in a form.
bool ShowsCriteria(const Protocol& protocol, Form form);

/// The messages of the question that decides. `shown.criteria` that no template of the protocol
/// shows are the system message. Throws Error(kInput), naming the item, where it lacks what the
/// protocol needs; Error(kUsage) for Form::kScored of a protocol without one, and for criteria that
/// have no place: a system message stands there.
Message RenderMessage(const Protocol& protocol, Form form, const Shown& shown);

/// The same of a step, by its place among them.
Message RenderStep(const Protocol& protocol, Form form, size_t step, const Shown& shown);

}  // namespace autoj
