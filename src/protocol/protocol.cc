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

// The steps so far, whose texts a template may show, are those of `protocol`.
Template ParseTemplate(const YamlMap& yaml, const std::string& key, const std::string& text,
                       const Protocol& protocol) {
  Template parsed(text);
  std::vector<std::string> known = ItemFieldNames(protocol);
  for (const ProtocolStep& step : protocol.steps) {
    known.push_back(step.name);
  }
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

bool Shows(const Template& text, const std::string& field) {
  std::vector<std::string> fields = text.Fields();
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool Shows(const std::optional<Template>& text, const std::string& field) {
  return text && Shows(*text, field);
}

std::optional<Template> ParseSystem(const YamlMap& yaml, const Protocol& protocol) {
  std::optional<std::string> system = yaml.FindText("system");
  return system ? std::optional<Template>(ParseTemplate(yaml, "system", *system, protocol))
                : std::nullopt;
}

void ParseSteps(const YamlMap& steps, Protocol* protocol) {
  const std::vector<std::string> taken = ItemFieldNames(*protocol);
  for (const std::string& name : steps.Keys()) {
    if (Template("{" + name + "}").Fields().empty() ||
        std::find(taken.begin(), taken.end(), name) != taken.end()) {
      steps.Fail(name, fmt::format("\"{}\" cannot name a step: templates show its text as a field, "
                                   "so give it lower-case letters and _, digits at most behind "
                                   "them, and no field's name",
                                   EscapeForTerminal(name)));
    }
    YamlMap yaml = steps.Map(name);
    yaml.AllowOnly({"system", "template"});
    ProtocolStep step;
    step.name = name;
    step.system = ParseSystem(yaml, *protocol);
    step.prompt = ParseTemplate(yaml, "template", yaml.Text("template"), *protocol);
    protocol->steps.push_back(std::move(step));
  }
}

// A text that nobody reads is a mistake.
void CheckStepsAreShown(const YamlMap& yaml, const Protocol& protocol) {
  for (const ProtocolStep& step : protocol.steps) {
    bool shown = Shows(protocol.prompt, step.name) || Shows(protocol.system, step.name);
    for (const ProtocolStep& other : protocol.steps) {
      shown = shown || Shows(other.prompt, step.name) || Shows(other.system, step.name);
    }
    if (!shown) {
      yaml.Fail("steps", fmt::format("no later template shows {{{0}}}, the text of step \"{0}\"",
                                     step.name));
    }
  }
}

const ShippedFile* FindShipped(const std::string& name, const std::string& language) {
  const std::string wanted = fmt::format("{}.{}.yaml", name, language);
  for (const ShippedFile& file : ShippedProtocols()) {
    if (file.name == wanted) {
      return &file;
    }
  }
  return nullptr;
}

}  // namespace

Protocol ParseProtocol(std::string_view text, const std::string& source) {
  YamlMap yaml = YamlMap::Parse(text, source);
  yaml.AllowOnly({"name", "kind", "compares", "language", "wrapper", "steps", "system", "template",
                  "stop", "verdict", "decision", "scored"});
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
  if (yaml.Has("steps")) {
    ParseSteps(yaml.Map("steps"), &protocol);
  }
  protocol.system = ParseSystem(yaml, protocol);
  std::string prompt = yaml.Text("template");
  protocol.prompt = ParsePrompt(yaml, "template", prompt, protocol);
  CheckStepsAreShown(yaml, protocol);
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
  if (IsYamlFile(name)) {
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

bool ShowsCriteria(const Protocol& protocol, Form form) {
  constexpr const char* kField = "criteria";
  auto shows = [&](const ProtocolStep& step) {
    return Shows(step.prompt, kField) || Shows(step.system, kField);
  };
  return Shows(protocol.system, kField) ||
         (form == Form::kFull ? Shows(protocol.prompt, kField)
                              : Shows(protocol.scored_prompt, kField)) ||
         std::any_of(protocol.steps.begin(), protocol.steps.end(), shows);
}

namespace {

// A message of `protocol`, asked in a form.
Message FillMessage(const Protocol& protocol, Form form, const std::optional<Template>& system,
                    const Template& prompt, const Shown& shown) {
  Message message;
  message.user = FillTemplate(prompt, protocol, shown);
  if (system) {
    message.system = FillTemplate(*system, protocol, shown);
  }
  if (shown.criteria == nullptr || ShowsCriteria(protocol, form)) {
    return message;
  }
  if (message.system) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("protocol {} has a system message of its own, and no {{criteria}}: "
                    "there is no place for criteria; give it the field, or leave --criteria "
                    "out",
                    EscapeForTerminal(protocol.name)));
  }
  message.system = *shown.criteria;
  return message;
}

}  // namespace

Message RenderMessage(const Protocol& protocol, Form form, const Shown& shown) {
  if (form == Form::kScored && !protocol.scored_prompt) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol \"{}\" cannot be scored: its file has neither \"scored\" nor "
                            "\"decision\"",
                            EscapeForTerminal(protocol.name)));
  }
  const Template& prompt = form == Form::kScored ? *protocol.scored_prompt : protocol.prompt;
  return FillMessage(protocol, form, protocol.system, prompt, shown);
}

Message RenderStep(const Protocol& protocol, Form form, size_t step, const Shown& shown) {
  const ProtocolStep& asked = protocol.steps.at(step);
  return FillMessage(protocol, form, asked.system, asked.prompt, shown);
}

}  // namespace autoj
