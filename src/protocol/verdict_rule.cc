#include "protocol/verdict_rule.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kNone = std::string_view::npos;

size_t SkipSpace(std::string_view text, size_t at) {
  size_t next = text.find_first_not_of(" \t\r\n\f\v", at);
  return next == kNone ? text.size() : next;
}

bool StartsWith(std::string_view text, size_t at, std::string_view what) {
  return text.substr(std::min(at, text.size()), what.size()) == what;
}

bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool EndsWord(std::string_view text, size_t at, std::string_view word) {
  bool joined =
      at < text.size() && IsWordByte(text[at]) && !word.empty() && IsWordByte(word.back());
  return !joined;
}

bool IsFollowedBy(const VerdictRule& rule, std::string_view text, size_t at) {
  size_t next = SkipSpace(text, at);
  return std::any_of(rule.not_before.begin(), rule.not_before.end(), [&](const std::string& word) {
    return StartsWith(text, next, word) && EndsWord(text, next + word.size(), word);
  });
}

// Where each marker ends, in the order of the text. Without markers every position is a candidate.
std::vector<size_t> FindStarts(const VerdictRule& rule, std::string_view text) {
  std::vector<size_t> starts;
  if (rule.after.empty()) {
    for (size_t i = 0; i < text.size(); ++i) {
      starts.push_back(i);
    }
    return starts;
  }
  for (const std::string& marker : rule.after) {
    std::string lower = LowerAscii(marker);
    for (size_t at = text.find(lower); at != kNone; at = text.find(lower, at + 1)) {
      starts.push_back(at + lower.size());
    }
  }
  std::sort(starts.begin(), starts.end());
  return starts;
}

std::optional<Outcome> MatchChoice(const VerdictRule& rule, std::string_view text, size_t start) {
  size_t at = rule.after.empty() ? start : SkipSpace(text, start);
  // "decision isResponse 1": a marker that ends in a letter needs white space behind it.
  if (!rule.after.empty() && at == start && at > 0 && IsWordByte(text[at - 1])) {
    return std::nullopt;
  }
  for (const auto& [outcome, word] : rule.alternatives) {
    std::string lower = LowerAscii(word);
    size_t end = at + lower.size();
    if (StartsWith(text, at, lower) && EndsWord(text, end, lower) &&
        !IsFollowedBy(rule, text, end)) {
      return outcome;
    }
  }
  return std::nullopt;
}

Verdict Unreadable(std::string reason) {
  return {Outcome::kUnreadable, std::nullopt, std::move(reason)};
}

Verdict ReadChoice(const VerdictRule& rule, std::string_view text) {
  std::vector<size_t> starts = FindStarts(rule, text);
  std::vector<std::optional<Outcome>> found;
  for (size_t start : starts) {
    std::optional<Outcome> outcome = MatchChoice(rule, text, start);
    if (!rule.after.empty() || outcome) {
      found.push_back(outcome);
    }
  }
  if (found.empty()) {
    return Unreadable(rule.after.empty()
                          ? "none of the alternatives stands in the text"
                          : fmt::format("no \"{}\" in the text", rule.after.front()));
  }
  if (!found.back()) {
    return Unreadable(fmt::format("what follows the last \"{}\" is none of the alternatives",
                                  rule.after.front()));
  }
  Verdict verdict{*found.back(), std::nullopt, ""};
  for (const std::optional<Outcome>& earlier : found) {
    if (earlier && *earlier != verdict.outcome) {
      verdict.reason = fmt::format("an earlier decision in the text says {}; the last one counts",
                                   OutcomeName(*earlier));
    }
  }
  return verdict;
}

// A plain decimal number: digits with at most one point. strtod alone would take "nan", "0x7" and
// "1e3".
std::optional<double> ParseDecimal(std::string_view text) {
  bool plain =
      !text.empty() && text.size() <= 16 && text.find_first_not_of("0123456789.") == kNone &&
      text.find_first_of("0123456789") != kNone && std::count(text.begin(), text.end(), '.') <= 1;
  if (!plain) {
    return std::nullopt;
  }
  return std::strtod(std::string(text).c_str(), nullptr);
}

std::optional<double> ParseRating(const VerdictRule& rule, std::string_view text) {
  size_t slash = text.find('/');
  if (slash != kNone) {
    std::optional<double> scale = ParseDecimal(Trim(text.substr(slash + 1)));
    if (!scale || *scale != rule.high) {
      return std::nullopt;
    }
    text = Trim(text.substr(0, slash));
  }
  std::optional<double> rating = ParseDecimal(text);
  bool on_scale = rating && *rating >= rule.low && *rating <= rule.high;
  return on_scale ? rating : std::nullopt;
}

// The end of the last marker together with its bracket, or npos.
size_t FindLastOpen(const VerdictRule& rule, std::string_view text) {
  std::string open = LowerAscii(rule.open);
  std::vector<size_t> starts = FindStarts(rule, text);
  for (auto start = starts.rbegin(); start != starts.rend(); ++start) {
    size_t at = SkipSpace(text, *start);
    if (StartsWith(text, at, open)) {
      return at + open.size();
    }
  }
  return kNone;
}

Verdict ReadRating(const VerdictRule& rule, std::string_view text) {
  size_t begin = FindLastOpen(rule, text);
  if (begin == kNone) {
    return Unreadable(fmt::format("no \"{} {}\" in the text",
                                  rule.after.empty() ? "" : rule.after.front(), rule.open));
  }
  size_t end = 0;
  if (rule.close.empty()) {
    begin = SkipSpace(text, begin);
    end = std::min(text.find_first_not_of("0123456789./", begin), text.size());
    while (end > begin && text[end - 1] == '.') {
      --end;
    }
  } else {
    end = text.find(LowerAscii(rule.close), begin);
  }
  if (end == kNone) {
    return Unreadable(fmt::format("the rating is not closed by \"{}\"", rule.close));
  }
  std::string_view number = Trim(text.substr(begin, end - begin));
  std::optional<double> rating = ParseRating(rule, number);
  if (!rating) {
    return Unreadable(fmt::format("\"{}\" is not a rating from {} to {}",
                                  EscapeForTerminal(number.substr(0, 40)), rule.low, rule.high));
  }
  return {Outcome::kRated, rating, ""};
}

}  // namespace

Verdict ReadVerdict(const VerdictRule& rule, std::string_view text) {
  std::string lower = LowerAscii(text);
  return rule.type == VerdictRule::Type::kChoice ? ReadChoice(rule, lower)
                                                 : ReadRating(rule, lower);
}

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFirst:
      return "first";
    case Outcome::kSecond:
      return "second";
    case Outcome::kTie:
      return "tie";
    case Outcome::kRated:
      return "rated";
    case Outcome::kUnreadable:
      break;
  }
  return "unreadable";
}

}  // namespace autoj
