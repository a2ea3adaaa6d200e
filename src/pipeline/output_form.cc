#include "pipeline/output_form.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

// What may stand around a statement without a meaning of its own.
constexpr std::array<std::string_view, 16> kMarkup = {
    " ", "\t", "\r", "\n", "*", "_", "#", ":", "\"", "'", "`", "“", "”", "「", "」", "："};

// How a statement may begin in place of the protocol's own words, in lower case.
constexpr std::array<std::string_view, 22> kOpenings = {"",
                                                        "so, the",
                                                        "so the",
                                                        "the",
                                                        "therefore, the",
                                                        "thus, the",
                                                        "hence, the",
                                                        "overall, the",
                                                        "my",
                                                        "so, my",
                                                        "in conclusion, the",
                                                        "in summary, the",
                                                        "finally, the",
                                                        "accordingly, the",
                                                        "所以，",
                                                        "所以,",
                                                        "所以",
                                                        "因此，",
                                                        "综上，",
                                                        "综上所述，",
                                                        "总之，",
                                                        "我的"};

std::string_view StripFront(std::string_view text) {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (std::string_view mark : kMarkup) {
      if (text.substr(0, mark.size()) == mark) {
        text.remove_prefix(mark.size());
        stripped = true;
      }
    }
  }
  return text;
}

std::string_view StripBack(std::string_view text) {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (std::string_view mark : kMarkup) {
      if (text.size() >= mark.size() && text.substr(text.size() - mark.size()) == mark) {
        text.remove_suffix(mark.size());
        stripped = true;
      }
    }
  }
  return text;
}

struct Place {
  size_t begin = std::string::npos;
  size_t end = std::string::npos;
};

// Where the last marker of the rule stands, without regard to case.
Place FindLastMarker(const VerdictRule& rule, const std::string& text) {
  std::string lower = LowerAscii(text);
  Place last;
  for (const std::string& marker : rule.after) {
    size_t at = lower.rfind(LowerAscii(marker));
    if (at != std::string::npos && (last.begin == std::string::npos || at > last.begin)) {
      last = {at, at + marker.size()};
    }
  }
  return last;
}

// Where the sentence that holds `at` begins.
size_t SentenceStart(std::string_view text, size_t at) {
  size_t start = 0;
  for (std::string_view end : {"\n", ". ", "! ", "? ", ": ", ".** ", "。", "！", "？"}) {
    size_t found = text.substr(0, at).rfind(end);
    start = found == std::string_view::npos ? start : std::max(start, found + end.size());
  }
  return start;
}

// Without a last line that holds no word: "3." or "###" before the statement.
std::string_view StripBareLastLine(std::string_view head) {
  size_t line = head.rfind('\n');
  std::string_view last = line == std::string_view::npos ? head : head.substr(line + 1);
  bool bare = last.find_first_not_of(" \t0123456789.)-*#") == std::string_view::npos;
  return bare && line != std::string_view::npos ? head.substr(0, line) : head;
}

const std::string& SpelledAs(const DecisionForm& form, Outcome outcome) {
  auto same = [&](const auto& alternative) { return alternative.first.outcome == outcome; };
  return std::find_if(form.alternatives.begin(), form.alternatives.end(), same)->second;
}

// The alternative that a text begins with, and what stands behind it.
std::pair<Outcome, std::string_view> SplitDecision(const VerdictRule& rule, std::string_view text) {
  for (const auto& [outcome, word] : rule.alternatives) {
    if (LowerAscii(text.substr(0, word.size())) == LowerAscii(word)) {
      return {outcome, text.substr(word.size())};
    }
  }
  return {Outcome::kUnreadable, text};
}

// Closing emphasis and quotes of the statement go: right behind it, or where its sentence ends
// ("**So, ... Response 2.** It") if they were opened before it.
std::string CloseStatement(std::string_view remarks, bool was_emphasised) {
  constexpr std::string_view kEmphasis = "**";
  size_t end = remarks.find_first_not_of("*_\"'");
  std::string closed(end == std::string_view::npos ? "" : remarks.substr(end));
  for (std::string_view quote : {"”", "」"}) {
    if (closed.rfind(quote, 0) == 0) {
      closed.erase(0, quote.size());
    }
  }
  size_t emphasis = closed.find(kEmphasis);
  if (was_emphasised && end == 0 && emphasis < closed.find('\n')) {
    closed.erase(emphasis, kEmphasis.size());
  }
  return closed;
}

FormedOutput Fault(std::string fault) {
  return {"", {Outcome::kUnreadable, std::nullopt, fault}, fault};
}

// Reads the result by the protocol's own rule: the last word on what it says.
FormedOutput Checked(const Protocol& protocol, std::string text, const std::string& fault) {
  FormedOutput formed{std::move(text), {}, fault};
  formed.verdict = ReadVerdict(protocol.verdict, formed.text);
  if (!IsVerdict(formed.verdict.outcome)) {
    formed.fault = formed.verdict.reason;
  }
  return formed;
}

}  // namespace

FormedOutput FormComparison(const Protocol& protocol, const std::string& text) {
  const VerdictRule& rule = protocol.verdict;
  Place marker = FindLastMarker(rule, text);
  if (marker.begin == std::string::npos) {
    return Fault(fmt::format("no \"{}\" in the text", rule.after.front()));
  }
  auto [outcome, remarks] =
      SplitDecision(rule, StripFront(std::string_view(text).substr(marker.end)));
  if (outcome == Outcome::kUnreadable) {
    return Fault(fmt::format("behind \"{}\" stands no decision", rule.after.front()));
  }
  size_t start = SentenceStart(text, marker.begin);
  std::string opening(std::string_view(text).substr(start, marker.begin - start));
  std::string_view bare = StripBack(StripFront(opening));
  std::string statement(Trim(protocol.decision->lead));
  std::string head(
      StripBack(StripBareLastLine(StripBack(std::string_view(text).substr(0, start)))));
  std::string fault;
  if (std::find(kOpenings.begin(), kOpenings.end(), LowerAscii(bare)) == kOpenings.end()) {
    fault = "the decision does not stand in a statement of its own";
  } else if (StripFront(head).empty()) {
    fault = "no key factors before the decision";
  }
  std::string formed =
      fmt::format("{}\n\n{}{}{}", Trim(head), statement, SpelledAs(*protocol.decision, outcome),
                  CloseStatement(remarks, opening.find("**") != std::string::npos));
  return Checked(protocol, std::string(Trim(formed)), fault);
}

FormedOutput FormCritique(const Protocol& protocol, const std::string& text) {
  const VerdictRule& rule = protocol.verdict;
  Verdict verdict = ReadVerdict(rule, text);
  if (verdict.outcome != Outcome::kRated) {
    return Fault(verdict.reason);
  }
  Place marker = FindLastMarker(rule, text);
  size_t close = text.find(rule.close, marker.end);
  std::string_view behind = StripFront(std::string_view(text).substr(close + rule.close.size()));
  if (behind.substr(0, 1) == ".") {
    behind = StripFront(behind.substr(1));
  }
  std::string head(
      StripBack(StripBareLastLine(StripBack(std::string_view(text).substr(0, marker.begin)))));
  std::string fault;
  if (!behind.empty() && behind != "。") {
    fault = "there is text behind the rating";
  } else if (StripFront(head).empty()) {
    fault = "no critique before the rating";
  }
  return Checked(
      protocol,
      fmt::format("{}{}{}{}", Trim(head), protocol.decision->lead, *verdict.rating, rule.close),
      fault);
}

}  // namespace autoj
