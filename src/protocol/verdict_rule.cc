#include "protocol/verdict_rule.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/text.h"
#include "protocol/first_line_verdict.h"
#include "protocol/json_verdict.h"
#include "protocol/rating.h"
#include "protocol/reading.h"

namespace autoj {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kLongestRating = 64;  // bytes, white space and "/10" included

size_t SkipSpace(std::string_view text, size_t at) {
  size_t next = text.find_first_not_of(" \t\r\n\f\v", at);
  return next == kNone ? text.size() : next;
}

// What makes a number behind which it stands a range, a share, or one of two.
constexpr std::array<std::string_view, 11> kJoiners = {"-", "\u2013", "\u2014", "~",      "%",  "/",
                                                       "+", "or",     "to",     "out of", "and"};

bool StartsWith(std::string_view text, size_t at, std::string_view what) {
  return text.substr(std::min(at, text.size()), what.size()) == what;
}

// Whether `text`, which ends too early to tell, may still become `what`.
bool MayBecome(std::string_view text, std::string_view what) {
  return text.size() < what.size() && what.substr(0, text.size()) == text;
}

bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool EndsWord(std::string_view text, size_t at, std::string_view word) {
  bool joined =
      at < text.size() && IsWordByte(text[at]) && !word.empty() && IsWordByte(word.back());
  return !joined;
}

void Lower(std::vector<std::string>* words) {
  for (std::string& word : *words) {
    word = LowerAscii(word);
  }
}

VerdictRule Lowered(VerdictRule rule) {
  Lower(&rule.after);
  Lower(&rule.not_after);
  Lower(&rule.not_before);
  for (auto& alternative : rule.alternatives) {
    alternative.second = LowerAscii(alternative.second);
  }
  rule.open = LowerAscii(rule.open);
  rule.close = LowerAscii(rule.close);
  return rule;
}

struct Number {
  std::string_view text;
  bool closed = false;   // by the rule's bracket, where it has one
  bool settled = false;  // more text would not change it
};

// One text under one rule, both in lower case.
class Reader {
 public:
  Reader(const VerdictRule& rule, std::string_view text)
      : rule_(rule),
        lower_(Lowered(rule)),
        original_(text),
        storage_(LowerAscii(text)),
        text_(storage_) {}

  std::vector<Reading> ReadAll() const {
    std::vector<Reading> readings;
    for (size_t start : FindStarts()) {
      if (rule_.type == VerdictRule::Type::kChoice) {
        ReadChoice(start, &readings);
      } else {
        ReadRating(start, &readings);
      }
    }
    return readings;
  }

  std::string IfNone() const {
    if (!rule_.after.empty()) {
      return fmt::format("no \"{}{}\" in the text", rule_.after.front(),
                         rule_.open.empty() ? "" : " " + rule_.open);
    }
    return rule_.type == VerdictRule::Type::kChoice
               ? "none of the alternatives stands in the text"
               : fmt::format("no \"{}\" in the text", rule_.open);
  }

 private:
  // What is searched for: the markers; without them, what begins a verdict itself.
  std::vector<std::string> Words() const {
    if (!lower_.after.empty()) {
      return lower_.after;
    }
    if (rule_.type == VerdictRule::Type::kRating) {
      return {lower_.open};
    }
    std::vector<std::string> words;
    std::transform(lower_.alternatives.begin(), lower_.alternatives.end(),
                   std::back_inserter(words), [](const auto& entry) { return entry.second; });
    return words;
  }

  bool IsBehindForbidden(size_t at) const {
    std::string_view before = text_.substr(0, at);
    return std::any_of(lower_.not_after.begin(), lower_.not_after.end(),
                       [&](const std::string& word) { return before.ends_with(word); });
  }

  // Where a verdict may begin, in the order of the text.
  std::vector<size_t> FindStarts() const {
    std::vector<size_t> starts;
    for (const std::string& word : Words()) {
      for (size_t at = text_.find(word); at != kNone; at = text_.find(word, at + 1)) {
        if (!IsBehindForbidden(at)) {
          starts.push_back(lower_.after.empty() ? at : at + word.size());
        }
      }
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    return starts;
  }

  // What stands behind `end`, as far as `not_before` reaches, each run of white space as one blank.
  std::string Following(size_t end) const {
    size_t longest = 0;
    for (const std::string& word : lower_.not_before) {
      longest = std::max(longest, word.size());
    }
    std::string following;
    for (size_t at = SkipSpace(text_, end); at < text_.size() && following.size() <= longest;) {
      size_t next = SkipSpace(text_, at);
      following += next > at ? ' ' : text_[at];
      at = std::max(next, at + 1);
    }
    return following;
  }

  bool IsFollowedByForbidden(size_t end) const {
    std::string next = Following(end);
    return std::any_of(lower_.not_before.begin(), lower_.not_before.end(),
                       [&](const std::string& word) {
                         return StartsWith(next, 0, word) && EndsWord(next, word.size(), word);
                       });
  }

  // Whether more text could join the word that ends at `end`, or forbid it.
  bool MayStillChange(size_t at, size_t end) const {
    if (end == text_.size() && IsWordByte(text_[end - 1])) {
      return true;
    }
    std::string next = Following(end);
    bool may_be_forbidden =
        std::any_of(lower_.not_before.begin(), lower_.not_before.end(),
                    [&](const std::string& word) { return MayBecome(next, word); });
    return may_be_forbidden || std::any_of(lower_.alternatives.begin(), lower_.alternatives.end(),
                                           [&](const auto& entry) {
                                             return MayBecome(text_.substr(at), entry.second);
                                           });
  }

  // Without markers, an alternative that does not count is no decision at all.
  void ReadChoice(size_t start, std::vector<Reading>* readings) const {
    bool marked = !lower_.after.empty();
    size_t at = marked ? SkipSpace(text_, start) : start;
    // "decision isResponse 1": a marker that ends in a letter needs white space behind it.
    bool joined = marked && at == start && at > 0 && IsWordByte(text_[at - 1]);
    for (const auto& [outcome, word] : lower_.alternatives) {
      size_t end = at + word.size();
      if (!joined && StartsWith(text_, at, word) && EndsWord(text_, end, word) &&
          !IsFollowedByForbidden(end)) {
        readings->push_back(Decided(outcome, std::nullopt, !MayStillChange(at, end)));
        return;
      }
    }
    if (marked) {
      readings->push_back(
          {Unreadable(fmt::format("what follows the last \"{}\" is none of the alternatives",
                                  rule_.after.front())),
           false});
    }
  }

  // A number that nothing closes ends with its digits, with "/10" behind them where that is there.
  // What makes it a range, another number or a word is taken with it: then it is no rating.
  Number FindOpenNumber(size_t begin) const {
    size_t end = SkipDigits(begin);
    if (end == begin) {
      return {"", true, false};
    }
    size_t slash = SkipBlanks(end);
    if (slash < text_.size() && text_[slash] == '/') {
      end = std::max(slash + 1, SkipDigits(SkipBlanks(slash + 1)));
    }
    size_t next = SkipBlanks(end);
    size_t joined = next + JoinedLength(end, next);
    return {text_.substr(begin, (joined > next ? joined : end) - begin), true,
            !MayStillJoin(end, next)};
  }

  // Whether more text could go on with the number.
  bool MayStillJoin(size_t end, size_t next) const {
    std::string_view rest = text_.substr(next);
    bool open = rest.empty() || text_.substr(end) == "." || text_.substr(end) == ",";
    return open || std::any_of(kJoiners.begin(), kJoiners.end(),
                               [&](std::string_view word) { return MayBecome(rest, word); });
  }

  // The digits of a decimal number; a full stop behind them ends a sentence.
  size_t SkipDigits(size_t at) const {
    size_t end = std::min(text_.find_first_not_of("0123456789.", at), text_.size());
    while (end > at && text_[end - 1] == '.') {
      --end;
    }
    return end;
  }

  size_t SkipBlanks(size_t at) const {
    return std::min(text_.find_first_not_of(" \t", at), text_.size());
  }

  // The length of what stands at `next` and goes on with the number that ends at `end`, or 0.
  size_t JoinedLength(size_t end, size_t next) const {
    if (next == text_.size()) {
      return 0;
    }
    for (std::string_view word : kJoiners) {
      if (StartsWith(text_, next, word) && EndsWord(text_, next + word.size(), word)) {
        return word.size();
      }
    }
    bool digit = text_[next] >= '0' && text_[next] <= '9';
    bool decimal_comma = text_[end] == ',' && end + 1 < text_.size() && text_[end + 1] >= '0' &&
                         text_[end + 1] <= '9';
    bool attached = next == end && IsWordByte(text_[next]);
    return digit || decimal_comma || attached ? 1 : 0;
  }

  // What stands between the brackets; without a closing one, the digits that follow.
  Number FindNumber(size_t begin) const {
    if (lower_.close.empty()) {
      return FindOpenNumber(SkipSpace(text_, begin));
    }
    size_t length = text_.substr(begin, kLongestRating).find(lower_.close);
    bool closed = length != kNone;
    return {closed ? Trim(original_.substr(begin, length)) : "", closed, closed};
  }

  // A marker without the bracket that belongs to it is none.
  void ReadRating(size_t start, std::vector<Reading>* readings) const {
    size_t begin = SkipSpace(text_, start);
    if (!StartsWith(text_, begin, lower_.open)) {
      return;
    }
    Number number = FindNumber(begin + lower_.open.size());
    if (!number.closed) {
      readings->push_back(
          {Unreadable(fmt::format("the rating is not closed by \"{}\"", rule_.close)), false});
      return;
    }
    std::optional<double> rating = ParseRating(rule_, number.text);
    if (rating) {
      readings->push_back(Decided(Outcome::kRated, rating, number.settled));
    } else {
      readings->push_back({Unreadable(NotARating(rule_, number.text)), false});
    }
  }

  const VerdictRule& rule_;  // as it stands in the file, for reasons
  const VerdictRule lower_;
  const std::string_view original_;  // the text as it was written, for reasons
  const std::string storage_;
  const std::string_view text_;
};

}  // namespace

Verdict ReadVerdict(const VerdictRule& rule, std::string_view text) {
  if (!rule.json_field.empty()) {
    return ReadJsonVerdict(rule, text);
  }
  if (rule.type == VerdictRule::Type::kFirstLine) {
    return ReadFirstLine(rule, text);
  }
  Reader reader(rule, text);
  return LastCounts(reader.ReadAll(), reader.IfNone());
}

bool IsVerdictComplete(const VerdictRule& rule, std::string_view text) {
  if (!rule.json_field.empty()) {
    return IsJsonVerdictComplete(rule, text);
  }
  if (rule.type == VerdictRule::Type::kFirstLine) {
    return IsFirstLineComplete(rule, text);
  }
  std::vector<Reading> readings = Reader(rule, text).ReadAll();
  return !readings.empty() && readings.back().settled;
}

}  // namespace autoj
