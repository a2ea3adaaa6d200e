#include "protocol/protocol.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "protocol/item_fields.h"
#include "protocol/protocol_parts.h"
#include "protocol/shipped.h"

namespace autoj {
namespace {

template <typename T>
T ParseWord(const YamlMap& yaml, const std::string& key, const std::map<std::string, T>& words) {
  std::string word = yaml.Text(key);
  auto found = words.find(word);
  if (found == words.end()) {
    std::string all;
    for (const auto& entry : words) {
      all += (all.empty() ? "" : ", ") + entry.first;
    }
    yaml.Fail(key, fmt::format("\"{}\" is no {}; known: {}", EscapeForTerminal(word), key, all));
  }
  return found->second;
}

Template ParseTemplate(const YamlMap& yaml, const std::string& key, const std::string& text,
                       const Protocol& protocol) {
  Template parsed(text);
  std::vector<std::string> known = ItemFieldNames(protocol);
  for (const std::string& field : parsed.Fields()) {
    if (field == "response_another" && protocol.kind == ProtocolKind::kSingle) {
      yaml.Fail(key, "a single protocol shows one response: it has no {response_another}");
    }
    if (std::find(known.begin(), known.end(), field) == known.end()) {
      std::string nearest = NearestWord(field, known);
      yaml.Fail(key,
                fmt::format("unknown field {{{}}}{}", field,
                            nearest.empty() ? "" : fmt::format("; did you mean {{{}}}?", nearest)));
    }
  }
  return parsed;
}

// A template that must show all responses of one prompt.
Template ParsePrompt(const YamlMap& yaml, const std::string& key, const std::string& text,
                     const Protocol& protocol) {
  Template prompt = ParseTemplate(yaml, key, text, protocol);
  std::vector<std::string> fields = prompt.Fields();
  auto lacks = [&](const char* field) {
    return std::find(fields.begin(), fields.end(), field) == fields.end();
  };
  auto [first, second] = ComparedFields(protocol);
  if (protocol.kind == ProtocolKind::kSingle) {
    if (lacks(first)) {
      yaml.Fail(key, fmt::format("a single prompt needs {{{}}}", first));
    }
  } else if (lacks(first) || lacks(second)) {
    yaml.Fail(key, fmt::format("a pairwise prompt needs {{{}}} and {{{}}}", first, second));
  }
  return prompt;
}

bool ParseCompares(const YamlMap& yaml, ProtocolKind kind) {
  if (!yaml.Has("compares")) {
    return false;
  }
  if (kind != ProtocolKind::kPairwise) {
    yaml.Fail("compares", "\"compares\" belongs to a pairwise protocol");
  }
  return ParseWord<bool>(yaml, "compares", {{"feedback", true}, {"responses", false}});
}

// Where the file says nothing else, the decision begins the answer to the prompt itself.
void ParseDecisions(const YamlMap& yaml, const std::string& prompt, Protocol* protocol) {
  if (yaml.Has("decision")) {
    YamlMap form = yaml.Map("decision");
    form.AllowOnly({"lead", "alternatives"});
    protocol->decision = ParseDecisionForm(form, protocol->verdict);
    CheckReadsBack(form, *protocol->decision, protocol->verdict);
  }
  if (yaml.Has("scored")) {
    YamlMap form = yaml.Map("scored");
    form.AllowOnly({"keep_until", "ask", "lead", "alternatives"});
    protocol->scored = ParseDecisionForm(form, protocol->verdict);
    protocol->scored_prompt =
        ParsePrompt(form, "keep_until", ParseScoredPrompt(form, prompt), *protocol);
  } else if (protocol->decision) {
    protocol->scored = protocol->decision;
    std::string& lead = protocol->scored->lead;
    lead.erase(0, std::min(lead.find_first_not_of(" \t\r\n"), lead.size()));
    protocol->scored_prompt = protocol->prompt;
  }
}

bool IsFile(const std::string& name) {
  return name.find('/') != std::string::npos ||
         (name.size() > 5 && name.substr(name.size() - 5) == ".yaml");
}

const ShippedFile* FindShipped(const std::string& name, const std::string& language) {
  for (const ShippedFile& file : ShippedProtocols()) {
    if (file.name == fmt::format("{}.{}.yaml", name, language)) {
      return &file;
    }
  }
  return nullptr;
}

}  // namespace

Protocol ParseProtocol(std::string_view text, const std::string& source) {
  YamlMap yaml = YamlMap::Parse(text, source);
  yaml.AllowOnly({"name", "kind", "compares", "language", "wrapper", "system", "template", "stop",
                  "verdict", "decision", "scored"});
  Protocol protocol;
  protocol.text = text;
  protocol.name = yaml.Text("name");
  protocol.kind = ParseWord<ProtocolKind>(
      yaml, "kind", {{"single", ProtocolKind::kSingle}, {"pairwise", ProtocolKind::kPairwise}});
  protocol.compares_feedback = ParseCompares(yaml, protocol.kind);
  protocol.language = ParseWord<std::string>(yaml, "language", {{"en", "en"}, {"zh", "zh"}});
  protocol.wrapper = ParseWord<Wrapper>(yaml, "wrapper",
                                        {{WrapperName(Wrapper::kAutoj), Wrapper::kAutoj},
                                         {WrapperName(Wrapper::kChat), Wrapper::kChat},
                                         {WrapperName(Wrapper::kNone), Wrapper::kNone}});
  if (std::optional<std::string> system = yaml.FindText("system")) {
    protocol.system = ParseTemplate(yaml, "system", *system, protocol);
  }
  std::string prompt = yaml.Text("template");
  protocol.prompt = ParsePrompt(yaml, "template", prompt, protocol);
  if (yaml.Has("stop")) {
    protocol.stops_at_verdict = ParseWord<bool>(yaml, "stop", {{"verdict", true}, {"end", false}});
  }
  protocol.verdict = ParseVerdictRule(yaml.Map("verdict"));
  bool rates = protocol.verdict.type == VerdictRule::Type::kRating;
  if (rates != (protocol.kind == ProtocolKind::kSingle)) {
    yaml.Fail("verdict", "a single protocol is read by a rating, a pairwise one by a choice");
  }
  ParseDecisions(yaml, prompt, &protocol);
  return protocol;
}

std::vector<std::string> ShippedProtocolNames() {
  std::set<std::string> names;
  for (const ShippedFile& file : ShippedProtocols()) {
    names.insert(std::string(file.name.substr(0, file.name.find('.'))));
  }
  return {names.begin(), names.end()};
}

Protocol LoadProtocolFile(const std::string& path) {
  return ParseProtocol(ReadFile(path, "--protocol takes a shipped name or a .yaml file"),
                       EscapeForTerminal(path));
}

std::vector<std::string> ShippedProtocolLanguages(const std::string& name) {
  std::vector<std::string> languages;
  for (const char* language : {"en", "zh"}) {
    if (FindShipped(name, language) != nullptr) {
      languages.push_back(language);
    }
  }
  return languages;
}

Protocol LoadProtocol(const std::string& name, const std::string& language) {
  if (IsFile(name)) {
    return LoadProtocolFile(name);
  }
  if (const ShippedFile* file = FindShipped(name, language)) {
    return ParseProtocol(file->text, std::string(file->name));
  }
  if (!ShippedProtocolLanguages(name).empty()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol \"{}\" is not there in \"{}\"; choose with --language", name,
                            language));
  }
  throw Error(ErrorKind::kUsage, fmt::format("unknown protocol \"{}\"{}", EscapeForTerminal(name),
                                             DidYouMean(name, ShippedProtocolNames(),
                                                        "; give a shipped name or a .yaml file")));
}

void CheckProtocolKind(const std::string& name, const std::string& language, ProtocolKind kind,
                       const std::string& what_to_do) {
  std::vector<std::string> languages = ShippedProtocolLanguages(name);
  bool is_asked = language == "en" || language == "zh" || languages.empty();
  Protocol protocol = LoadProtocol(name, is_asked ? language : languages.front());
  if (protocol.kind != kind) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol {} {}; {}", EscapeForTerminal(protocol.name),
                            kind == ProtocolKind::kPairwise ? "rates single responses"
                                                            : "compares two responses",
                            what_to_do));
  }
}

Message RenderMessage(const Protocol& protocol, Form form, const Item& item, Order order,
                      int response) {
  if (form == Form::kScored && !protocol.scored_prompt) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol \"{}\" cannot be scored: its file has neither \"scored\" nor "
                            "\"decision\"",
                            EscapeForTerminal(protocol.name)));
  }
  Message message;
  message.user = FillTemplate(form == Form::kScored ? *protocol.scored_prompt : protocol.prompt,
                              protocol, item, order, response);
  if (protocol.system) {
    message.system = FillTemplate(*protocol.system, protocol, item, order, response);
  }
  return message;
}

}  // namespace autoj
