#include "pipeline/output_form.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

// What may stand around the words of a statement without a meaning of its own.
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

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

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
  size_t begin = 0;
  size_t end = 0;
};

// Where the rule's markers stand, without regard to case, in the order of the text.
std::vector<Place> FindMarkers(const VerdictRule& rule, const std::string& text) {
  std::string lower = LowerAscii(text);
  std::vector<Place> places;
  for (const std::string& marker : rule.after) {
    std::string word = LowerAscii(marker);
    for (size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      places.push_back({at, at + word.size()});
    }
  }
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.begin < b.begin; });
  return places;
}

// Whether a marker before the last one has a verdict of its own.
bool DecidesEarlier(const VerdictRule& rule, std::string_view text,
                    const std::vector<Place>& markers) {
  for (size_t i = 0; i + 1 < markers.size(); ++i) {
    size_t begin = markers[i].begin;
    Verdict verdict = ReadVerdict(rule, text.substr(begin, markers[i + 1].begin - begin));
    if (IsVerdict(verdict.outcome)) {
      return true;
    }
  }
  return false;
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

// Without white space at the end, and without emphasis, a heading, a bullet or a rule that only
// leads on to what follows: "**" behind a blank, "###", "---".
std::string_view StripOpenMarkup(std::string_view head) {
  for (;;) {
    head = Trim(head);
    size_t mark = head.find_last_not_of("*_#-");
    size_t begin = mark == std::string_view::npos ? 0 : mark + 1;
    if (begin == head.size() || (begin > 0 && !IsBlank(head[begin - 1]))) {
      return head;
    }
    head = head.substr(0, begin);
  }
}

// The number that begins a line of a list, or 0.
size_t ListNumber(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t*_#"), line.size()));
  size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  bool is_one =
      digits > 0 && digits < 4 && digits < line.size() && line.find_first_of(".)") == digits;
  return is_one ? std::stoul(std::string(line.substr(0, digits))) : 0;
}

// Whether a line of the text begins with `number`.
bool HoldsListNumber(std::string_view text, size_t number) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    if (ListNumber(text.substr(begin, end - begin)) == number) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

// What stands before the statement, without what only leads on to it: white space, open markup, and
// the number under which it goes on with the text's own list. Nothing that says something is cut.
std::string_view StripLead(std::string_view text) {
  std::string_view head = StripOpenMarkup(text);
  size_t line = head.rfind('\n');
  if (line == std::string_view::npos) {
    return head;
  }
  std::string_view last = head.substr(line + 1);
  bool is_bare = last.find_first_not_of(" \t0123456789.)*_#") == std::string_view::npos;
  size_t number = ListNumber(last);
  bool goes_on = is_bare && number > 1 && HoldsListNumber(head.substr(0, line), number - 1);
  return goes_on ? StripOpenMarkup(head.substr(0, line)) : head;
}

// Where a rating's statement begins: with its line, where nothing but markup stands before it
// there.
size_t StatementStart(std::string_view text, size_t marker) {
  size_t line = text.substr(0, marker).rfind('\n');
  size_t start = line == std::string_view::npos ? 0 : line + 1;
  return StripFront(text.substr(start, marker - start)).empty() ? start : marker;
}

// Where the sentence that `text` begins with ends.
size_t SentenceEnd(std::string_view text) {
  size_t end = text.size();
  for (std::string_view mark : {"\n", ". ", "! ", "? ", ".** ", "。", "！", "？"}) {
    end = std::min(end, text.find(mark));
  }
  return end;
}

// In lower case both; letters and digits go on with a word.
bool HoldsWord(std::string_view text, std::string_view word) {
  auto goes_on = [&](size_t at) { return at < text.size() && IsLetterOrDigit(text[at]); };
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !goes_on(at - 1)) && !goes_on(at + word.size())) {
      return true;
    }
  }
  return false;
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

// Whether the sentence that goes on behind a decision for one response says that they are tied.
bool SaysTied(const VerdictRule& rule, Outcome outcome, std::string_view remarks) {
  std::string sentence = LowerAscii(remarks.substr(0, SentenceEnd(remarks)));
  return outcome != Outcome::kTie &&
         std::any_of(rule.alternatives.begin(), rule.alternatives.end(), [&](const auto& entry) {
           return entry.first == Outcome::kTie && HoldsWord(sentence, entry.second);
         });
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
  std::vector<Place> markers = FindMarkers(rule, text);
  if (markers.empty()) {
    return Fault(fmt::format("no \"{}\" in the text", rule.after.front()));
  }
  Place marker = markers.back();
  auto [outcome, remarks] =
      SplitDecision(rule, StripFront(std::string_view(text).substr(marker.end)));
  if (outcome == Outcome::kUnreadable) {
    return Fault(fmt::format("behind \"{}\" stands no decision", rule.after.front()));
  }
  size_t start = SentenceStart(text, marker.begin);
  std::string opening(std::string_view(text).substr(start, marker.begin - start));
  std::string_view bare = StripBack(StripFront(opening));
  std::string_view head = StripLead(std::string_view(text).substr(0, start));
  std::string fault;
  if (std::find(kOpenings.begin(), kOpenings.end(), LowerAscii(bare)) == kOpenings.end()) {
    fault = "the decision does not stand in a statement of its own";
  } else if (StripFront(head).empty()) {
    fault = "no key factors before the decision";
  } else if (DecidesEarlier(rule, text, markers)) {
    fault = "the text decides more than once";
  } else if (SaysTied(rule, outcome, remarks)) {
    fault = "the decision names one response and a tie";
  }
  std::string formed = fmt::format(
      "{}\n\n{}{}{}", head, Trim(protocol.decision->lead), SpelledAs(*protocol.decision, outcome),
      CloseStatement(remarks, opening.find("**") != std::string::npos));
  return Checked(protocol, std::string(Trim(formed)), fault);
}

FormedOutput FormCritique(const Protocol& protocol, const std::string& text) {
  const VerdictRule& rule = protocol.verdict;
  Verdict verdict = ReadVerdict(rule, text);
  if (verdict.outcome != Outcome::kRated) {
    return Fault(verdict.reason);
  }
  std::vector<Place> markers = FindMarkers(rule, text);
  Place marker = markers.back();
  size_t close = text.find(rule.close, marker.end);
  std::string_view behind = StripFront(std::string_view(text).substr(close + rule.close.size()));
  if (behind.substr(0, 1) == ".") {
    behind = StripFront(behind.substr(1));
  }
  std::string_view head =
      StripLead(std::string_view(text).substr(0, StatementStart(text, marker.begin)));
  std::string fault;
  if (!behind.empty() && behind != "。") {
    fault = "there is text behind the rating";
  } else if (StripFront(head).empty()) {
    fault = "no critique before the rating";
  } else if (DecidesEarlier(rule, text, markers)) {
    fault = "the text rates more than once";
  }
  return Checked(
      protocol, fmt::format("{}{}{}{}", head, protocol.decision->lead, *verdict.rating, rule.close),
      fault);
}

}  // namespace autoj
