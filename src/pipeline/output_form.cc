#include "pipeline/output_form.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
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

// The same of a rating.
constexpr std::array<std::string_view, 26> kRatingOpenings = {"",
                                                              "overall",
                                                              "overall,",
                                                              "the overall",
                                                              "my overall",
                                                              "final",
                                                              "the final",
                                                              "my final",
                                                              "the",
                                                              "my",
                                                              "so,",
                                                              "thus,",
                                                              "hence,",
                                                              "therefore",
                                                              "therefore,",
                                                              "finally,",
                                                              "in conclusion,",
                                                              "the rating is",
                                                              "my rating is",
                                                              "the overall rating is",
                                                              "the final rating is",
                                                              "my overall rating is",
                                                              "my final rating is",
                                                              "最终",
                                                              "总体",
                                                              "综合"};

// Behind a decision for one response, these name the other or leave it open.
constexpr std::string_view kBetween[] = {" ", ",", "(", ";", "=", "，", "；", "（", "、", "："};
constexpr std::string_view kOpenDecisions[] = {"or", "vs", "versus", "both"};
constexpr std::string_view kTieWords[] = {"equal", "equally"};

constexpr size_t kNone = std::string_view::npos;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string_view StripFront(std::string_view text,
                            std::span<const std::string_view> marks = kMarkup) {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (std::string_view mark : marks) {
      if (text.starts_with(mark)) {
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

// Whether `before`, in lower case, leads on to an echoed example of the prompt.
bool IsEcho(const VerdictRule& rule, std::string_view before) {
  return std::any_of(rule.not_after.begin(), rule.not_after.end(),
                     [&](const std::string& lead) { return before.ends_with(LowerAscii(lead)); });
}

struct Place {
  size_t begin = 0;
  size_t end = 0;
};

// Where the rule's markers stand, without regard to case, in the order of the text: with the
// bracket of a rating behind them, where it has one, and not echoed.
std::vector<Place> FindMarkers(const VerdictRule& rule, const std::string& text) {
  std::string lower = LowerAscii(text);
  std::vector<Place> places;
  for (const std::string& marker : rule.after) {
    std::string word = LowerAscii(marker);
    for (size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      Place place{at, at + word.size()};
      bool is_echo = IsEcho(rule, std::string_view(lower).substr(0, at));
      if (!is_echo &&
          StripFront(std::string_view(lower).substr(place.end)).starts_with(rule.open)) {
        places.push_back(place);
      }
    }
  }
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.begin < b.begin; });
  return places;
}

// What the statement says that begins with the marker, whatever markup stands between its words.
Verdict ReadStatement(const VerdictRule& rule, std::string_view text, Place marker) {
  return ReadVerdict(rule,
                     fmt::format("{} {}", rule.after.front(), StripFront(text.substr(marker.end))));
}

// Whether a marker before the last one has a verdict of its own.
bool DecidesEarlier(const VerdictRule& rule, std::string_view text,
                    const std::vector<Place>& markers) {
  for (size_t i = 0; i + 1 < markers.size(); ++i) {
    Verdict verdict = ReadStatement(rule, text.substr(0, markers[i + 1].begin), markers[i]);
    if (IsVerdict(verdict.outcome)) {
      return true;
    }
  }
  return false;
}

// Where the sentence that holds `at` begins; a rating in brackets ends one, too.
size_t SentenceStart(std::string_view text, size_t at) {
  size_t start = 0;
  for (std::string_view end : {"\n", ". ", "! ", "? ", ": ", ".** ", "]] ", "。", "！", "？"}) {
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
    bool is_line = begin == 0 || head[begin - 1] == '\n';
    bool is_markup = is_line || (IsBlank(head[begin - 1]) && head.size() - begin > 1);  // "x * y *"
    if (begin == head.size() || !is_markup) {
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

// Where the sentence that `text` begins with ends.
size_t SentenceEnd(std::string_view text) {
  size_t end = text.size();
  for (std::string_view mark : {"\n", ". ", "! ", "? ", ".** ", "。", "！", "？"}) {
    end = std::min(end, text.find(mark));
  }
  return end;
}

// Where the word stands, in lower case both; letters and digits go on with a word.
size_t FindWord(std::string_view text, std::string_view word) {
  auto goes_on = [&](size_t at) {
    return at < text.size() && IsLetterOrDigit(text[at]) && IsLetterOrDigit(word.back());
  };
  size_t at = text.find(word);
  while (at != kNone && ((at > 0 && goes_on(at - 1)) || goes_on(at + word.size()))) {
    at = text.find(word, at + 1);
  }
  return at;
}

const std::string& SpelledAs(const DecisionForm& form, Outcome outcome) {
  auto same = [&](const auto& alternative) { return alternative.first.outcome == outcome; };
  return std::find_if(form.alternatives.begin(), form.alternatives.end(), same)->second;
}

// What stands behind the alternative that a decision begins with.
std::string_view BehindDecision(const VerdictRule& rule, std::string_view decision) {
  std::string lower = LowerAscii(decision);
  auto found =
      std::find_if(rule.alternatives.begin(), rule.alternatives.end(),
                   [&](const auto& entry) { return lower.starts_with(LowerAscii(entry.second)); });
  return decision.substr(found == rule.alternatives.end() ? 0 : found->second.size());
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

// The sentence that goes on behind a decision, in lower case and without markup.
std::string PlainSentence(std::string_view remarks) {
  std::string plain = LowerAscii(remarks.substr(0, SentenceEnd(remarks)));
  auto is_markup = [](char c) { return std::string_view("*_`\"").find(c) != kNone; };
  plain.erase(std::remove_if(plain.begin(), plain.end(), is_markup), plain.end());
  return std::string(Trim(plain));
}

// Whether that sentence goes on with the other response, or leaves open which one it is.
bool NamesBoth(const VerdictRule& rule, Outcome outcome, std::string_view sentence) {
  std::string_view words = StripFront(sentence, kBetween);
  auto begins = [&](std::string_view word) { return FindWord(words, word) == 0; };
  return std::any_of(rule.not_before.begin(), rule.not_before.end(),
                     [&](const auto& word) { return FindWord(sentence, word) == 0; }) ||
         std::any_of(std::begin(kOpenDecisions), std::end(kOpenDecisions), begins) ||
         std::any_of(rule.alternatives.begin(), rule.alternatives.end(), [&](const auto& entry) {
           return entry.first != outcome && begins(entry.second);
         });
}

// Whether its first words say that the responses are tied; "with no tie in sight" does not.
bool SaysTied(const VerdictRule& rule, std::string_view sentence) {
  sentence = StripFront(sentence, kBetween);
  size_t end = 0;
  for (int words = 0; words < 4; ++words) {
    end = std::min(sentence.find(' ', end + 1), sentence.size());
  }
  std::string_view first = sentence.substr(0, end);
  auto holds = [&](std::string_view word) { return FindWord(first, word) != kNone; };
  bool is_tied =
      std::any_of(std::begin(kTieWords), std::end(kTieWords), holds) ||
      std::any_of(rule.alternatives.begin(), rule.alternatives.end(), [&](const auto& entry) {
        return entry.first == Outcome::kTie && holds(entry.second);
      });
  return is_tied && !holds("no") && !holds("not");
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

// A text in its parts: what the last of its statements says, and what stands around it.
struct Parts {
  std::vector<Place> markers;
  Verdict verdict;
  std::string_view head;      // before the statement
  std::string opening;        // the statement's words before its marker
  std::string_view decision;  // behind the marker
};

Parts Split(const VerdictRule& rule, std::string_view text) {
  Parts parts{FindMarkers(rule, std::string(text)), {}, {}, {}, {}};
  if (parts.markers.empty()) {
    parts.verdict = ReadVerdict(rule, "");
    return parts;
  }
  Place marker = parts.markers.back();
  size_t start = SentenceStart(text, marker.begin);
  parts.verdict = ReadStatement(rule, text, marker);
  parts.head = StripLead(text.substr(0, start));
  parts.opening = text.substr(start, marker.begin - start);
  parts.decision = StripFront(text.substr(marker.end));
  return parts;
}

bool IsOpening(std::span<const std::string_view> openings, std::string_view opening) {
  std::string bare = LowerAscii(StripBack(StripFront(opening)));
  return std::find(openings.begin(), openings.end(), bare) != openings.end();
}

}  // namespace

FormedOutput FormComparison(const Protocol& protocol, const std::string& text) {
  const VerdictRule& rule = protocol.verdict;
  Parts parts = Split(rule, text);
  if (parts.markers.empty()) {
    return Fault(parts.verdict.reason);
  }
  Outcome outcome = parts.verdict.outcome;
  if (outcome == Outcome::kUnreadable) {
    return Fault(fmt::format("behind \"{}\" stands no decision", rule.after.front()));
  }
  std::string_view remarks = BehindDecision(rule, parts.decision);
  std::string sentence = PlainSentence(remarks);
  std::string fault;
  if (!IsOpening(kOpenings, parts.opening)) {
    fault = "the decision does not stand in a statement of its own";
  } else if (StripFront(parts.head).empty()) {
    fault = "no key factors before the decision";
  } else if (DecidesEarlier(rule, text, parts.markers)) {
    fault = "the text decides more than once";
  } else if (outcome != Outcome::kTie && SaysTied(rule, sentence)) {
    fault = "the decision names one response and a tie";
  } else if (outcome != Outcome::kTie && NamesBoth(rule, outcome, sentence)) {
    fault = "the decision names both responses";
  }
  std::string formed = fmt::format("{}\n\n{}{}{}", parts.head, Trim(protocol.decision->lead),
                                   SpelledAs(*protocol.decision, outcome),
                                   CloseStatement(remarks, parts.opening.find("**") != kNone));
  return Checked(protocol, std::string(Trim(formed)), fault);
}

FormedOutput FormCritique(const Protocol& protocol, const std::string& text) {
  const VerdictRule& rule = protocol.verdict;
  Parts parts = Split(rule, text);
  if (parts.verdict.outcome != Outcome::kRated) {
    return Fault(parts.verdict.reason);
  }
  size_t close = parts.decision.find(rule.close);
  std::string_view behind = StripFront(parts.decision.substr(close + rule.close.size()));
  if (behind.substr(0, 1) == ".") {
    behind = StripFront(behind.substr(1));
  }
  std::string fault;
  if (!behind.empty() && behind != "。") {
    fault = "there is text behind the rating";
  } else if (!IsOpening(kRatingOpenings, parts.opening)) {
    fault = "the rating does not stand in a statement of its own";
  } else if (StripFront(parts.head).empty()) {
    fault = "no critique before the rating";
  } else if (DecidesEarlier(rule, text, parts.markers)) {
    fault = "the text rates more than once";
  }
  return Checked(protocol,
                 fmt::format("{}{}{}{}", parts.head, protocol.decision->lead, *parts.verdict.rating,
                             rule.close),
                 fault);
}

}  // namespace autoj
