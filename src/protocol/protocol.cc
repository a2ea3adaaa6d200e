#include "protocol/protocol.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "protocol/shipped.h"

namespace autoj {
namespace {

const std::vector<std::string> kKnownFields = {"prompt", "response", "response_another",
                                               "reference", "rubric"};

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

VerdictRule ParseChoice(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "after", "first", "second", "tie", "not_before"});
  VerdictRule rule;
  rule.after = yaml.List("after");
  rule.not_before = yaml.List("not_before");
  for (const auto& [key, outcome] : {std::pair{"first", Outcome::kFirst},
                                     {"second", Outcome::kSecond},
                                     {"tie", Outcome::kTie}}) {
    for (const std::string& word : yaml.List(key)) {
      if (word.empty()) {
        yaml.Fail(key, "an alternative must not be empty");
      }
      rule.alternatives.emplace_back(outcome, word);
    }
  }
  if (rule.alternatives.empty()) {
    yaml.Fail("type", "a choice needs \"first\" and \"second\" (and \"tie\" where it may be one)");
  }
  return rule;
}

VerdictRule ParseRatingRule(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "after", "open", "close", "scale"});
  VerdictRule rule;
  rule.type = VerdictRule::Type::kRating;
  rule.after = yaml.List("after");
  rule.open = yaml.Has("open") ? yaml.Text("open") : "";
  rule.close = yaml.Has("close") ? yaml.Text("close") : "";
  std::vector<double> scale = yaml.Numbers("scale");
  if (scale.size() != 2 || !(scale[0] < scale[1])) {
    yaml.Fail("scale", "\"scale\" must be the smallest and the largest rating");
  }
  if (rule.after.empty() && rule.open.empty()) {
    yaml.Fail("type",
              "a rating needs \"after\" or \"open\": a bare number anywhere would be a guess");
  }
  rule.low = scale[0];
  rule.high = scale[1];
  return rule;
}

VerdictRule ParseVerdictRule(const YamlMap& yaml) {
  using Type = VerdictRule::Type;
  Type type = ParseWord<Type>(yaml, "type", {{"choice", Type::kChoice}, {"rating", Type::kRating}});
  VerdictRule rule = type == Type::kChoice ? ParseChoice(yaml) : ParseRatingRule(yaml);
  for (const std::string& marker : rule.after) {
    if (marker.empty()) {
      yaml.Fail("after", "a marker must not be empty");
    }
  }
  return rule;
}

void CheckFields(const Protocol& protocol, const YamlMap& yaml) {
  std::set<std::string> used;
  for (const std::string& field : protocol.prompt.Fields()) {
    if (std::find(kKnownFields.begin(), kKnownFields.end(), field) == kKnownFields.end()) {
      std::string nearest = NearestWord(field, kKnownFields);
      yaml.Fail("template",
                fmt::format("unknown field {{{}}}{}", field,
                            nearest.empty() ? "" : fmt::format("; did you mean {{{}}}?", nearest)));
    }
    used.insert(field);
  }
  bool pairwise = protocol.kind == ProtocolKind::kPairwise;
  if (used.count("response") == 0 || (used.count("response_another") != 0) != pairwise) {
    yaml.Fail("template", pairwise
                              ? "a pairwise template needs {response} and {response_another}"
                              : "a single template needs {response} and no {response_another}");
  }
}

bool IsFile(const std::string& name) {
  return name.find('/') != std::string::npos ||
         (name.size() > 5 && name.substr(name.size() - 5) == ".yaml");
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: cannot be read; --protocol takes a name or a .yaml file",
                            EscapeForTerminal(path)));
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::string& Require(const std::optional<std::string>& value, const char* field,
                           const Item& item) {
  if (!value) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: item \"{}\" has no \"{}\", which this protocol shows", item.line,
                            EscapeForTerminal(item.id), field));
  }
  return *value;
}

}  // namespace

Protocol ParseProtocol(std::string_view text, const std::string& source) {
  YamlMap yaml = YamlMap::Parse(text, source);
  yaml.AllowOnly({"name", "kind", "language", "wrapper", "template", "verdict"});
  Protocol protocol;
  protocol.name = yaml.Text("name");
  protocol.kind = ParseWord<ProtocolKind>(
      yaml, "kind", {{"single", ProtocolKind::kSingle}, {"pairwise", ProtocolKind::kPairwise}});
  protocol.language = ParseWord<std::string>(yaml, "language", {{"en", "en"}, {"zh", "zh"}});
  protocol.wrapper =
      ParseWord<Wrapper>(yaml, "wrapper", {{"autoj", Wrapper::kAutoj}, {"none", Wrapper::kNone}});
  protocol.prompt = Template(yaml.Text("template"));
  protocol.verdict = ParseVerdictRule(yaml.Map("verdict"));
  bool rates = protocol.verdict.type == VerdictRule::Type::kRating;
  if (rates != (protocol.kind == ProtocolKind::kSingle)) {
    yaml.Fail("verdict", "a single protocol is read by a rating, a pairwise one by a choice");
  }
  CheckFields(protocol, yaml);
  return protocol;
}

std::vector<std::string> ShippedProtocolNames() {
  std::set<std::string> names;
  for (const ShippedFile& file : ShippedProtocols()) {
    names.insert(std::string(file.name.substr(0, file.name.find('.'))));
  }
  return {names.begin(), names.end()};
}

Protocol LoadProtocol(const std::string& name, const std::string& language) {
  if (IsFile(name)) {
    return ParseProtocol(ReadFile(name), EscapeForTerminal(name));
  }
  for (const ShippedFile& file : ShippedProtocols()) {
    if (file.name == fmt::format("{}.{}.yaml", name, language)) {
      return ParseProtocol(file.text, std::string(file.name));
    }
  }
  std::vector<std::string> names = ShippedProtocolNames();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol \"{}\" is not there in \"{}\"; choose with --language", name,
                            language));
  }
  std::string nearest = NearestWord(name, names);
  throw Error(ErrorKind::kUsage,
              fmt::format("unknown protocol \"{}\"{}", EscapeForTerminal(name),
                          nearest.empty() ? "; give a shipped name or a .yaml file"
                                          : fmt::format("; did you mean \"{}\"?", nearest)));
}

std::string RenderPrompt(const Protocol& protocol, Wrapper wrapper, const Item& item, Order order) {
  size_t wanted = protocol.kind == ProtocolKind::kPairwise ? 2 : 1;
  if (item.responses.size() != wanted) {
    throw Error(ErrorKind::kInput, fmt::format("{}: item \"{}\" has {} response(s), {} needs {}",
                                               item.line, EscapeForTerminal(item.id),
                                               item.responses.size(), protocol.name, wanted));
  }
  bool swapped = order == Order::kSwapped && wanted == 2;
  std::map<std::string, std::string_view> values = {{"prompt", item.query},
                                                    {"response", item.responses[swapped ? 1 : 0]}};
  if (wanted == 2) {
    values["response_another"] = item.responses[swapped ? 0 : 1];
  }
  for (const std::string& field : protocol.prompt.Fields()) {
    if (field == "reference") {
      values[field] = Require(item.reference, "reference", item);
    } else if (field == "rubric") {
      values[field] = Require(item.rubric, "rubric", item);
    }
  }
  std::string message = protocol.prompt.Render(values);
  return wrapper == Wrapper::kAutoj ? "[INST] " + message + " [/INST]" : message;
}

}  // namespace autoj
