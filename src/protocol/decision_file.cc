#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "protocol/protocol_parts.h"
#include "protocol/rating.h"

namespace autoj {
namespace {

constexpr double kMostAlternatives = 101;  // 0 to 100; each is scored by the model

using Alternatives = std::vector<std::pair<Verdict, std::string>>;

Verdict Rated(double rating) { return {Outcome::kRated, rating, ""}; }

Alternatives WholeNumbers(const YamlMap& form, const VerdictRule& rule) {
  double low = std::ceil(rule.low);
  double high = std::floor(rule.high);
  if (high < low || high - low >= kMostAlternatives) {
    form.Fail("alternatives", fmt::format("the scale has not 1 to {} whole numbers; list the "
                                          "\"alternatives\" (a number: its text)",
                                          kMostAlternatives));
  }
  std::string close = rule.json_field.empty() ? rule.close : "}";
  Alternatives alternatives;
  for (int i = 0; i <= static_cast<int>(high - low); ++i) {
    alternatives.emplace_back(Rated(low + i), fmt::format("{:.0f}{}", low + i, close));
  }
  return alternatives;
}

Alternatives ParseRatings(const YamlMap& form, const VerdictRule& rule) {
  if (!form.Has("alternatives")) {
    return WholeNumbers(form, rule);
  }
  YamlMap texts = form.Map("alternatives");
  Alternatives alternatives;
  for (const std::string& key : texts.Keys()) {
    std::optional<double> rating = ParseRating(rule, key);
    if (!rating) {
      texts.Fail(key, NotARating(rule, key));
    }
    alternatives.emplace_back(Rated(*rating), texts.Text(key));
  }
  return alternatives;
}

Alternatives ParseChoices(const YamlMap& form) {
  YamlMap texts = form.Map("alternatives");
  texts.AllowOnly({"first", "second", "tie"});
  Alternatives alternatives = {{{Outcome::kFirst, std::nullopt, ""}, texts.Text("first")},
                               {{Outcome::kSecond, std::nullopt, ""}, texts.Text("second")}};
  if (std::optional<std::string> tie = texts.FindText("tie")) {
    alternatives.push_back({{Outcome::kTie, std::nullopt, ""}, *tie});
  }
  return alternatives;
}

void CheckDistinct(const YamlMap& form, const Alternatives& alternatives) {
  if (alternatives.size() < 2) {
    form.Fail("alternatives", "at least two alternatives are needed");
  }
  for (size_t i = 0; i < alternatives.size(); ++i) {
    for (size_t j = 0; j < alternatives.size(); ++j) {
      const std::string& shorter = alternatives[i].second;
      const std::string& longer = alternatives[j].second;
      if (i != j && longer.compare(0, shorter.size(), shorter) == 0) {
        form.Fail("alternatives",
                  fmt::format("the alternative \"{}\" is the beginning of \"{}\", so it would win "
                              "whenever that one does; end each with what stands behind it",
                              EscapeForTerminal(shorter), EscapeForTerminal(longer)));
      }
    }
  }
}

}  // namespace

DecisionForm ParseDecisionForm(const YamlMap& form, const VerdictRule& rule) {
  DecisionForm decision;
  decision.lead = form.Text("lead");
  decision.alternatives =
      rule.type == VerdictRule::Type::kRating ? ParseRatings(form, rule) : ParseChoices(form);
  CheckDistinct(form, decision.alternatives);
  return decision;
}

void CheckReadsBack(const YamlMap& form, const DecisionForm& decision, const VerdictRule& rule) {
  for (const auto& [verdict, text] : decision.alternatives) {
    Verdict read = ReadVerdict(rule, decision.lead + text);
    if (read.outcome != verdict.outcome || read.rating != verdict.rating) {
      form.Fail("lead", fmt::format("the verdict rule reads \"{}\" as {} ({})",
                                    EscapeForTerminal(decision.lead + text),
                                    OutcomeName(read.outcome), read.reason));
    }
  }
}

std::string ParseScoredPrompt(const YamlMap& scored, const std::string& prompt) {
  std::optional<std::string> keep = scored.FindText("keep_until");
  std::optional<std::string> ask = scored.FindText("ask");
  if (keep.has_value() != ask.has_value()) {
    scored.Fail(keep ? "keep_until" : "ask", "\"keep_until\" and \"ask\" belong together");
  }
  if (!keep) {
    return prompt;
  }
  size_t at = prompt.find(*keep);
  if (keep->empty() || at == std::string::npos || prompt.find(*keep, at + 1) != std::string::npos) {
    scored.Fail("keep_until",
                fmt::format("\"{}\" must stand in the template once", EscapeForTerminal(*keep)));
  }
  return prompt.substr(0, at + keep->size()) + *ask;
}

}  // namespace autoj
