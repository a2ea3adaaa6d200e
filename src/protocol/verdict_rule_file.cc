#include <cmath>
#include <map>
#include <utility>

#include "protocol/protocol_parts.h"

namespace autoj {
namespace {

enum class Kind { kChoice, kRating, kFirstLine, kJson };

Kind ParseKind(const YamlMap& yaml) {
  const std::map<std::string, Kind> kinds = {{"choice", Kind::kChoice},
                                             {"rating", Kind::kRating},
                                             {"first-line", Kind::kFirstLine},
                                             {"json", Kind::kJson}};
  auto found = kinds.find(yaml.Text("type"));
  if (found == kinds.end()) {
    yaml.Fail("type", "the \"type\" of a verdict is choice, rating, first-line or json");
  }
  return found->second;
}

std::vector<std::string> ParseWords(const YamlMap& yaml, const std::string& key) {
  std::vector<std::string> words = yaml.List(key);
  for (const std::string& word : words) {
    if (word.empty()) {
      yaml.Fail(key, "a text in \"" + key + "\" must not be empty");
    }
  }
  return words;
}

void ParseAlternatives(const YamlMap& yaml, VerdictRule* rule) {
  for (const auto& [key, outcome] : {std::pair{"first", Outcome::kFirst},
                                     {"second", Outcome::kSecond},
                                     {"tie", Outcome::kTie}}) {
    for (std::string& word : ParseWords(yaml, key)) {
      rule->alternatives.emplace_back(outcome, std::move(word));
    }
  }
  if (!yaml.Has("first") || !yaml.Has("second")) {
    yaml.Fail("type", "a choice needs \"first\" and \"second\" (and \"tie\" where it may be one)");
  }
}

void ParseScale(const YamlMap& yaml, VerdictRule* rule) {
  std::vector<double> scale = yaml.Numbers("scale");
  bool good = scale.size() == 2 && std::isfinite(scale[1]) && scale[0] < scale[1];
  if (!good || scale[0] < 0) {
    yaml.Fail("scale", "\"scale\" must be the smallest and the largest rating, neither below zero");
  }
  rule->type = VerdictRule::Type::kRating;
  rule->low = scale[0];
  rule->high = scale[1];
}

VerdictRule ParseChoice(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "after", "not_after", "first", "second", "tie", "not_before"});
  VerdictRule rule;
  rule.after = ParseWords(yaml, "after");
  rule.not_after = ParseWords(yaml, "not_after");
  rule.not_before = ParseWords(yaml, "not_before");
  ParseAlternatives(yaml, &rule);
  return rule;
}

VerdictRule ParseBracketedRating(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "after", "not_after", "open", "close", "scale"});
  VerdictRule rule;
  rule.after = ParseWords(yaml, "after");
  rule.not_after = ParseWords(yaml, "not_after");
  rule.open = yaml.FindText("open").value_or("");
  rule.close = yaml.FindText("close").value_or("");
  ParseScale(yaml, &rule);
  if (rule.after.empty() && rule.open.empty()) {
    yaml.Fail("type",
              "a rating needs \"after\" or \"open\": a bare number anywhere would be a guess");
  }
  return rule;
}

VerdictRule ParseFirstLine(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "first", "second", "tie"});
  VerdictRule rule;
  rule.type = VerdictRule::Type::kFirstLine;
  ParseAlternatives(yaml, &rule);
  return rule;
}

VerdictRule ParseJson(const YamlMap& yaml) {
  yaml.AllowOnly({"type", "field", "first", "second", "tie", "scale"});
  VerdictRule rule;
  rule.json_field = yaml.Text("field");
  if (rule.json_field.empty()) {
    yaml.Fail("field", "\"field\" must not be empty");
  }
  bool words = yaml.Has("first") || yaml.Has("second") || yaml.Has("tie");
  if (words == yaml.Has("scale")) {
    yaml.Fail("type", "a json verdict needs either \"first\" and \"second\", or \"scale\"");
  }
  if (words) {
    ParseAlternatives(yaml, &rule);
  } else {
    ParseScale(yaml, &rule);
  }
  return rule;
}

}  // namespace

VerdictRule ParseVerdictRule(const YamlMap& verdict) {
  switch (ParseKind(verdict)) {
    case Kind::kChoice:
      return ParseChoice(verdict);
    case Kind::kRating:
      return ParseBracketedRating(verdict);
    case Kind::kFirstLine:
      return ParseFirstLine(verdict);
    case Kind::kJson:
      break;
  }
  return ParseJson(verdict);
}

}  // namespace autoj
