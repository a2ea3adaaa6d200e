#include "protocol/item_fields.h"

#include <map>
#include <string_view>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

const std::string& Require(const std::optional<std::string>& value, const std::string& field,
                           const Item& item) {
  if (!value) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: item \"{}\" has no \"{}\", which this protocol shows", item.line,
                            EscapeForTerminal(item.id), field));
  }
  return *value;
}

std::string RenderDialogue(const Item& item, const std::string& language) {
  bool zh = language == "zh";
  auto line = [&](bool user, const std::string& text) {
    const char* who = user ? (zh ? "用户" : "User") : (zh ? "助手" : "Assistant");
    return fmt::format("{}: {}", who, text);
  };
  if (item.dialogue.empty()) {
    return line(true, item.query);
  }
  std::string text;
  for (const Turn& turn : item.dialogue) {
    text += (text.empty() ? "" : "\n\n") + line(turn.role == "user", turn.text);
  }
  return text;
}

// The index of the response that stands where the template says {response}.
size_t FirstShown(const Protocol& protocol, const Shown& shown) {
  const Item& item = shown.item;
  size_t count = item.responses.size();
  if (protocol.kind == ProtocolKind::kPairwise) {
    if (count != 2) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: item \"{}\" has {} response(s), {} needs 2", item.line,
                              EscapeForTerminal(item.id), count, EscapeForTerminal(protocol.name)));
    }
    return shown.order == Order::kSwapped ? 1 : 0;
  }
  if (shown.response < 0 || static_cast<size_t>(shown.response) >= count) {
    throw Error(ErrorKind::kInternal, fmt::format("{}: item \"{}\" has no response {}", item.line,
                                                  EscapeForTerminal(item.id), shown.response));
  }
  return static_cast<size_t>(shown.response);
}

}  // namespace

std::vector<std::string> ItemFieldNames(const Protocol& protocol) {
  std::vector<std::string> names = {"prompt",    "response", "dialogue",
                                    "reference", "rubric",   "criteria"};
  if (protocol.kind == ProtocolKind::kPairwise) {
    auto [first, second] = ComparedFields(protocol);
    names.insert(names.end(), {first, second});
  }
  return names;
}

std::pair<const char*, const char*> ComparedFields(const Protocol& protocol) {
  return protocol.compares_feedback ? std::pair("feedback1", "feedback2")
                                    : std::pair("response", "response_another");
}

std::string FillTemplate(const Template& text, const Protocol& protocol, const Shown& shown) {
  const Item& item = shown.item;
  size_t first = FirstShown(protocol, shown);
  std::string dialogue;
  auto [one, other] = ComparedFields(protocol);
  std::map<std::string, std::string_view> values = {{"prompt", item.query},
                                                    {one, item.responses[first]}};
  if (protocol.kind == ProtocolKind::kPairwise) {
    values[other] = item.responses[1 - first];
  }
  if (protocol.compares_feedback) {
    values["response"] = Require(item.critiqued, "critiqued", item);
  }
  values.insert(shown.texts.begin(), shown.texts.end());
  for (const std::string& field : text.Fields()) {
    if (field == "dialogue") {
      dialogue = RenderDialogue(item, protocol.language);
      values[field] = dialogue;
    } else if (field == "reference") {
      values[field] = Require(item.reference, field, item);
    } else if (field == "rubric") {
      values[field] = Require(item.rubric, field, item);
    } else if (field == "criteria") {
      values[field] =
          shown.criteria != nullptr ? *shown.criteria : Require(item.criteria, field, item);
    }
  }
  return text.Render(values);
}

}  // namespace autoj
