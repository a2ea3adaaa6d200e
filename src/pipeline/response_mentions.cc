#include "pipeline/response_mentions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kNone = std::string_view::npos;

using Words = std::span<const std::string_view>;

enum class Kind { kDigit, kHan, kWord, kRank };

struct Ordinal {
  Kind kind;
  std::array<std::string_view, 2> words;  // of the first response and of the second
};

// "1st" before "1": the first that stands at a place is it.
constexpr std::array<Ordinal, 12> kOrdinals = {{{Kind::kRank, {"1st", "2nd"}},
                                                {Kind::kRank, {"1ST", "2ND"}},
                                                {Kind::kRank, {"first", "second"}},
                                                {Kind::kRank, {"First", "Second"}},
                                                {Kind::kRank, {"FIRST", "SECOND"}},
                                                {Kind::kDigit, {"1", "2"}},
                                                {Kind::kDigit, {"１", "２"}},
                                                {Kind::kDigit, {"①", "②"}},
                                                {Kind::kHan, {"一", "二"}},
                                                {Kind::kWord, {"one", "two"}},
                                                {Kind::kWord, {"One", "Two"}},
                                                {Kind::kWord, {"ONE", "TWO"}}}};

constexpr std::string_view kBlanks[] = {" ", "\t", "\u00A0", "\u2009", "\u202F", "\u3000"};
constexpr std::string_view kGap[] = {" ", "\t", "\u00A0", "\u2009", "\u202F", "\u3000",
                                     "*", "_",  "`",      "#",      "\\"};
constexpr std::string_view kBeforeLetter[] = {" ",  "\u00A0", "*",  "_",  "`",  "(",  "[",
                                              "\"", "“",      "（", "【", "［", "「", "-"};
constexpr std::string_view kWideDigits[] = {"０", "１", "２", "３", "４", "５",
                                            "６", "７", "８", "９", "①",  "②"};
constexpr std::string_view kLabels[] = {"number", "no."};  // "Response No. 1"
constexpr std::string_view kHyphens[] = {"-", "\u2010", "\u2011"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBrackets = {{{"(", ")"},
                                                                                     {"[", "]"},
                                                                                     {"\"", "\""},
                                                                                     {"“", "”"},
                                                                                     {"（", "）"},
                                                                                     {"［", "］"},
                                                                                     {"【", "】"},
                                                                                     {"「", "」"}}};
constexpr std::string_view kEnglishNouns[] = {"responses", "response"};
constexpr std::string_view kNouns[] = {"responses", "response", "回应", "回复", "回答"};
constexpr std::string_view kJoiners[] = {"and", "or", "versus", "vs.", "vs", "&",  "/", "+",
                                         "和",  "与", "跟",     "及",  "或", "比", "、"};
constexpr std::string_view kHanVerbs[] = {"回答", "回复"};  // 回答2题
constexpr std::string_view kCommas[] = {",", "，"};
constexpr std::string_view kPrepositions[] = {"in", "of", "for", "from", "with", "within", "to"};
constexpr std::string_view kJoinersOfMany[] = {",", "to"};  // "In Response 1, 2 errors" is no list

// Behind 一 and 二: words that begin with them (回应一样), and what shows that a response is named.
constexpr std::string_view kHanWords[] = {"样",   "般", "些", "个", "旦", "致", "切",
                                          "开始", "下", "直", "定", "句", "遍", "番"};
constexpr std::string_view kBehindHan[] = {
    "的", "和", "与", "跟", "及", "或", "比", "、", "，", "。", "；",   "：",  "！",
    "？", "）", "】", "”",  "」", "》", "更", "较", "则", "在", "优",   "胜",  "好",
    "虽", "没", "未", "不", "中", "却", "也", "都", "给", "提", "仅",   "只",  "有",
    "是", "对", "能", "还", "缺", "而", "用", "过", "太", "很", "明显", "可以"};
constexpr std::string_view kCounted[] = {"个", "次", "条", "种", "句", "段"};  // 回答2个问题
constexpr std::string_view kMeasures[] = {"个", "条", "份", "则", "篇", "种"};
constexpr std::string_view kPlaces[] = {"former", "latter", "前者", "后者", "前一个", "后一个"};
// Whether in the order of the pair or of the text, nobody can tell.
constexpr std::string_view kPositions[] = {"前面的回", "后面的回"};
// What names a response in other words, or something that a response speaks of: "Option 1", "R1".
constexpr std::string_view kOtherNames[] = {
    "answers",   "answer",  "assistants", "assistant", "candidates", "options", "option",
    "candidate", "outputs", "output",     "models",    "model",      "replies", "reply",
    "r",         "答案",    "助手",       "选项",      "模型"};
constexpr std::string_view kOtherNouns[] = {"one",       "ones",   "answer",    "answers", "reply",
                                            "replies",   "output", "assistant", "option",  "model",
                                            "candidate", "text",   "version"};
constexpr std::string_view kOwners[] = {"a",  "an",  "its",   "s",    "his",
                                        "my", "her", "their", "your", "our"};
constexpr std::string_view kEnds[] = {".", ",", ";", ":", "!", "?", ")", "\n", "\r"};
// Behind "the first": what goes on with no noun of its own.
constexpr std::string_view kBehindRank[] = {
    "and",  "or",   "of",    "than", "but",   "because", "since",  "while", "over", "in",
    "for",  "with", "as",    "by",   "on",    "to",      "when",   "where", "at",   "if",
    "can",  "did",  "could", "do",   "would", "will",    "should", "may",   "had",  "have",
    "also", "only", "even",  "then", "might", "must",    "were",   "gave",  "made", "wrote"};
constexpr std::string_view kPossessives[] = {"'s", "’s"};
// Before a number without its noun.
constexpr std::string_view kLeads[] = {
    "than", "beats",  "beat", "over", "outperforms", "surpasses", "exceeds", "to",   "and",  "or",
    "but",  "versus", "vs",   "vs.",  "while",       "whereas",   "unlike",  "as",   "&",    "和",
    "与",   "跟",     "比",   "或",   "优于",        "胜于",      "好于",    "劣于", "差于", "强于",
    "弱于", "逊于",   "高于", "胜过", "超过",        "不如",      "不及"};
constexpr std::string_view kHanPredicates[] = {"更", "比", "较", "则", "没",   "未", "不", "是",
                                               "好", "差", "优", "胜", "明显", "，", "。", "；"};

bool IsAlnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsOneOf(Words words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Found {
  size_t begin = 0;
  size_t end = 0;
  size_t behind = 0;  // `end`, or behind the bracket around it
  Kind kind = Kind::kDigit;
  size_t which = 0;
  std::string_view other;
  bool is_clear = true;
};

// Reads a text once. What decides whether something is a mention never tells the first response
// from the second, nor their words apart: that is why twice gives the text again.
class MentionReader {
 public:
  explicit MentionReader(std::string_view text) : text_(text), lower_(LowerAscii(text)) {}

  ExchangedMentions Read() {
    for (size_t at = 0; at < text_.size();) {
      at = std::max(at + 1, ReadAt(at));
    }
    exchanged_.text += text_.substr(copied_);
    return std::move(exchanged_);
  }

 private:
  // Where to go on; at most `at` where nothing stands there.
  size_t ReadAt(size_t at) {
    if (IsAlnum(text_[at]) && at > 0 && IsAlnum(text_[at - 1])) {
      return at;
    }
    if (size_t noun = Match(kNouns, at)) {
      return ReadNumbered(at, at + noun);
    }
    if (std::optional<Found> found = FindOrdinal(at)) {
      return found->kind == Kind::kRank ? ReadRanked(*found) : ReadBare(*found);
    }
    if (MatchOne("第", at)) {
      return ReadHanRanked(at);
    }
    if (size_t name = Match(kOtherNames, at)) {
      return ReadOtherName(at, at + name);
    }
    if (size_t position = Match(kPositions, at)) {
      SetUnclear(at, at + position);
      return at + position;
    }
    size_t place = Match(kPlaces, at);
    bool is_noun = !IsAlnum(text_[at]) || WordBefore(at) == "the";  // not "former colonies"
    if (place > 0 && is_noun && EndsWord(at + place) && !(is_named_[0] && is_named_[1])) {
      SetUnclear(at, at + place);
    }
    return at + place;
  }

  // "Response 1", "Responses 1 and 2", 回应一.
  size_t ReadNumbered(size_t begin, size_t noun_end) {
    bool is_plural = text_[noun_end - 1] == 's' || text_[noun_end - 1] == 'S';
    bool is_name = text_[begin] == 'R' && !is_plural;
    std::vector<Found> list;
    size_t label = Match(kLabels, Skip(kBlanks, noun_end));
    std::optional<Found> next = FindNumber(label > 0 ? Skip(kBlanks, noun_end) + label : noun_end);
    while (next && (list.empty() || next->kind == list.front().kind)) {
      list.push_back(*next);
      std::optional<size_t> joined = SkipJoiners(next->behind, is_plural);
      next = joined ? FindNumber(*joined) : std::nullopt;
    }
    if (size_t letter = EndOfLetter(noun_end)) {
      SetUnclear(begin, letter);
    }
    if (size_t loose = list.empty() ? 0 : EndOfLooseNumber(begin, list.back())) {
      SetUnclear(begin, loose);
    }
    bool is_verb = Match(kHanVerbs, begin) > 0;
    bool is_alone = is_plural && list.size() == 1;  // "two responses 1) are long and 2) ..."
    auto is_clear = [&](const Found& found) {
      bool is_word = found.kind == Kind::kWord;
      if (is_verb && found.behind == found.end && !EndsHan(found.end)) {
        return false;
      }
      return found.is_clear && (!is_word || is_name || lower_[found.begin] != text_[found.begin]);
    };
    if (is_alone || !std::all_of(list.begin(), list.end(), is_clear)) {
      SetUnclear(begin, list.back().behind);
      return list.back().behind;
    }
    for (const Found& found : list) {
      Exchange(found);
    }
    return list.empty() ? noun_end : list.back().behind;
  }

  // The end of "2" in "Response 1, 2 are equal", not in "In Response 1, 2 errors"; or 0.
  size_t EndOfLooseNumber(size_t begin, const Found& named) const {
    size_t comma = Match(kCommas, named.behind);
    std::optional<Found> found = FindOrdinal(Skip(kBlanks, named.behind + comma));
    bool is_number = comma > 0 && found && found->kind == Kind::kDigit && EndsNumber(&*found);
    bool is_place = IsOneOf(kPrepositions, WordBefore(begin));
    return is_number && found->is_clear && !is_place ? found->end : 0;
  }

  // "Answer 1", "R1", 答案一, "Assistant A".
  size_t ReadOtherName(size_t begin, size_t end) {
    std::optional<Found> found = FindNumber(end);
    if (found && found->kind != Kind::kWord && found->is_clear) {
      SetUnclear(begin, found->behind);
    } else if (size_t letter = EndOfLetter(end); letter > 0 && lower_[begin] != 'r') {
      SetUnclear(begin, letter);
    }
    return end;
  }

  // Where the name A or B ends that stands behind a noun ("Response A", 回应【B】), or 0.
  size_t EndOfLetter(size_t at) const {
    size_t letter = Skip(kBeforeLetter, at);
    bool is_name = letter < text_.size() && (text_[letter] == 'A' || text_[letter] == 'B') &&
                   EndsWord(letter + 1);
    return is_name ? letter + 1 : 0;
  }

  // A number without its noun: "Response 1's facts, but 2's tone", "Response 1 beats 2", "#1", 1号.
  size_t ReadBare(const Found& found) {
    Found number = found;
    bool is_digit = found.kind == Kind::kDigit && EndsNumber(&number);
    bool is_name = Match(kPossessives, found.end) > 0 || IsLed(found.begin) ||
                   text_.substr(0, found.begin).ends_with('#');
    if ((is_digit && is_name) || (found.kind != Kind::kWord && MatchOne("号", found.end) > 0)) {
      SetUnclear(found.begin, found.end);
    }
    return found.end;
  }

  // "the first response", "the first and the second response".
  size_t ReadRanked(const Found& rank) {
    if (rank.begin > 0 && text_[rank.begin - 1] == '-') {  // "a 30-second response"
      return rank.end;
    }
    if (size_t end = EndOfResponse(rank.end)) {
      if (IsOneOf(kOwners, WordBefore(rank.begin))) {  // "its first response"
        SetUnclear(rank.begin, end);
      } else {
        Exchange(rank);
      }
      return end;
    }
    if (std::optional<size_t> joined = SkipJoiners(rank.end, false)) {
      size_t article = MatchOne("the ", *joined);
      std::optional<Found> second = FindOrdinal(*joined + article);
      size_t end = second && second->kind == Kind::kRank && EndsWord(second->end)
                       ? EndOfResponse(second->end)
                       : 0;
      if (end > 0) {
        Exchange(rank);
        Exchange(*second);
        return end;
      }
    }
    if (size_t end = EndOfUnclearRank(rank)) {
      SetUnclear(rank.begin, end);
    }
    return rank.end;
  }

  // The end of "first one", and of "first" in "the first, however," and "the first explains"; or 0.
  size_t EndOfUnclearRank(const Found& rank) const {
    size_t next = Skip(kGap, rank.end);
    size_t noun = MatchWord(kOtherNouns, next);
    if (next > rank.end && noun > 0) {
      return next + noun;
    }
    auto end =
        std::find_if_not(lower_.begin() + static_cast<std::ptrdiff_t>(next), lower_.end(), IsAlnum);
    std::string_view word(lower_.data() + next, static_cast<size_t>(end - lower_.begin()) - next);
    bool is_verb = (word.ends_with('s') && !word.ends_with("ss")) || word.ends_with("ed") ||
                   word.ends_with("ly") || IsOneOf(kBehindRank, word);
    bool ends = next == text_.size() || Match(kEnds, next) > 0;
    bool is_unclear = (next > rank.end && is_verb) || ends;
    return WordBefore(rank.begin) == "the" && is_unclear ? rank.end : 0;
  }

  // 第一个回应, 第一个和第二个回应.
  size_t ReadHanRanked(size_t at) {
    std::optional<std::pair<Found, size_t>> rank = FindHanRank(at);
    if (!rank) {
      return at;
    }
    size_t behind = rank->second;
    if (size_t noun = Match(kNouns, behind)) {
      Exchange(rank->first);
      return behind + noun;
    }
    std::optional<size_t> joined = SkipJoiners(behind, false);
    std::optional<std::pair<Found, size_t>> second = joined ? FindHanRank(*joined) : std::nullopt;
    size_t noun = second ? Match(kNouns, second->second) : 0;
    if (noun > 0) {
      Exchange(rank->first);
      Exchange(second->first);
      return second->second + noun;
    }
    bool ends = behind == text_.size() || Match(kEnds, behind) > 0;
    if (behind > rank->first.end && (ends || Match(kHanPredicates, behind) > 0)) {
      SetUnclear(at, behind);
    }
    return rank->first.end;
  }

  // The ordinal behind 第 and the end of its measure word.
  std::optional<std::pair<Found, size_t>> FindHanRank(size_t at) const {
    size_t mark = MatchOne("第", at);
    std::optional<Found> found = FindOrdinal(Skip(kBlanks, at + mark));
    if (mark == 0 || !found || (found->kind != Kind::kDigit && found->kind != Kind::kHan)) {
      return std::nullopt;
    }
    size_t behind = Skip(kBlanks, found->end);
    behind += Match(kMeasures, behind);
    return std::pair{*found, behind + MatchOne("的", behind)};
  }

  // The ordinal at `at`, whatever stands behind it.
  std::optional<Found> FindOrdinal(size_t at) const {
    for (const Ordinal& ordinal : kOrdinals) {
      for (size_t which : {0, 1}) {
        std::string_view word = ordinal.words[which];
        if (text_.substr(at, word.size()) == word) {
          size_t end = at + word.size();
          return Found{at, end, end, ordinal.kind, which, ordinal.words[1 - which]};
        }
      }
    }
    return std::nullopt;
  }

  // The number that stands behind a noun or a joiner, within what may be around it.
  std::optional<Found> FindNumber(size_t at) const {
    size_t hyphen = Match(kHyphens, at);
    size_t begin = hyphen > 0 ? at + hyphen : Skip(kGap, at);
    auto bracket = std::find_if(kBrackets.begin(), kBrackets.end(), [&](const auto& pair) {
      return hyphen == 0 && MatchOne(pair.first, begin) > 0;
    });
    bool is_bracketed = bracket != kBrackets.end();
    begin = is_bracketed ? Skip(kGap, begin + bracket->first.size()) : begin;
    std::optional<Found> found = FindOrdinal(begin);
    if (!found || found->kind == Kind::kRank ||
        (found->kind == Kind::kWord && !EndsWord(begin - 1))) {
      return std::nullopt;
    }
    if (is_bracketed) {
      size_t close = Skip(kGap, found->end);
      found->behind = close + bracket->second.size();
      return MatchOne(bracket->second, close) > 0 ? found : std::nullopt;
    }
    return EndsNumber(&*found) ? found : std::nullopt;
  }

  // Whether nothing goes on with the number; says whether it is clear that it is one.
  bool EndsNumber(Found* found) const {
    size_t end = found->end;
    switch (found->kind) {
      case Kind::kHan:
        found->is_clear = EndsHan(end);
        return Match(kHanWords, end) == 0;
      case Kind::kWord:
        return EndsWord(end) && !(MatchOne("-", end) > 0 && !EndsWord(end + 1));
      default:
        found->is_clear = Match(kCounted, end) == 0;
    }
    bool goes_on = !EndsWord(end) || IsDigit(end) || MatchOne("%", end) > 0;
    for (std::string_view mark : {".", ",", "-", "–"}) {
      goes_on = goes_on || (MatchOne(mark, end) > 0 && IsDigit(end + mark.size()));
    }
    goes_on = goes_on || (MatchOne("/", end) > 0 && IsDigit(end + 1) && !IsAlone(end + 1));
    return !goes_on;
  }

  // Whether a list may go on there: "Responses 1/2", not "Response 1/10".
  bool IsAlone(size_t at) const {
    std::optional<Found> found = FindOrdinal(at);
    return found && found->kind == Kind::kDigit && EndsWord(found->end);
  }

  // ASCII that is no letter or digit ends it, too, and so does the text.
  bool EndsHan(size_t at) const {
    bool is_ascii = at < text_.size() && static_cast<unsigned char>(text_[at]) < 0x80;
    bool ends = at == text_.size() || (is_ascii && !IsAlnum(text_[at]));
    return ends || Match(kBehindHan, at) > 0 || Match(kBlanks, at) > 0;
  }

  // Where the next of a list stands.
  std::optional<size_t> SkipJoiners(size_t at, bool of_many) const {
    size_t begin = Skip(kGap, at);
    size_t end = begin;
    for (size_t length = 1; length > 0; end = Skip(kBlanks, end + length)) {
      length = MatchJoiner(end, of_many);
    }
    return end > begin ? std::optional(end) : std::nullopt;
  }

  size_t MatchJoiner(size_t at, bool of_many) const {
    size_t length = Match(kJoiners, at);
    length = length == 0 && of_many ? Match(kJoinersOfMany, at) : length;
    bool is_word = length > 0 && IsAlnum(text_[at]) && text_[at + length - 1] != '.';
    return is_word && !EndsWord(at + length) ? 0 : length;
  }

  // The end of "response" or "responses" behind a rank, or 0.
  size_t EndOfResponse(size_t at) const {
    size_t noun = Skip(kGap, at);
    size_t length = MatchWord(kEnglishNouns, noun);
    return noun > at && length > 0 ? noun + length : 0;
  }

  // The text before `at`, in lower case, without the emphasis, quotes and brackets that open there.
  std::string_view Before(size_t at) const {
    std::string_view before = std::string_view(lower_).substr(0, at);
    while (!before.empty() && std::string_view(" \t*_`\"([").find(before.back()) != kNone) {
      before.remove_suffix(1);
    }
    return before;
  }

  std::string_view WordBefore(size_t at) const {
    std::string_view before = Before(at);
    auto begin = std::find_if_not(before.rbegin(), before.rend(), IsAlnum).base();
    return before.substr(static_cast<size_t>(begin - before.begin()));
  }

  // Whether one of `kLeads` stands before.
  bool IsLed(size_t at) const {
    std::string_view before = Before(at);
    return std::any_of(std::begin(kLeads), std::end(kLeads), [&](std::string_view word) {
      size_t begin = before.size() - word.size();
      return before.ends_with(word) &&
             (begin == 0 || !IsAlnum(before[begin - 1]) || !IsAlnum(word.front()));
    });
  }

  size_t Skip(Words marks, size_t at) const {
    for (size_t length = Match(marks, at); length > 0; length = Match(marks, at)) {
      at += length;
    }
    return at;
  }

  // The length of `word`, in lower case, where it stands at `at`, or 0.
  size_t MatchOne(std::string_view word, size_t at) const {
    std::string_view rest = std::string_view(lower_).substr(std::min(at, lower_.size()));
    return rest.starts_with(word) ? word.size() : 0;
  }

  // That of the first of `words` that stands there.
  size_t Match(Words words, size_t at) const {
    auto found = std::find_if(words.begin(), words.end(),
                              [&](std::string_view word) { return MatchOne(word, at) > 0; });
    return found == words.end() ? 0 : found->size();
  }

  // The same, where nothing goes on with the word.
  size_t MatchWord(Words words, size_t at) const {
    auto found = std::find_if(words.begin(), words.end(), [&](std::string_view word) {
      return MatchOne(word, at) > 0 && EndsWord(at + word.size());
    });
    return found == words.end() ? 0 : found->size();
  }

  bool EndsWord(size_t at) const { return at >= text_.size() || !IsAlnum(text_[at]); }

  bool IsDigit(size_t at) const {
    bool is_ascii = at < text_.size() && text_[at] >= '0' && text_[at] <= '9';
    return is_ascii || Match(kWideDigits, at) > 0;
  }

  void Exchange(const Found& found) {
    exchanged_.text += text_.substr(copied_, found.begin - copied_);
    exchanged_.text += found.other;
    copied_ = found.end;
    is_named_[found.which] = true;
  }

  void SetUnclear(size_t begin, size_t end) {
    if (exchanged_.unclear.empty()) {
      exchanged_.unclear = text_.substr(begin, end - begin);
    }
  }

  const std::string_view text_;
  const std::string lower_;
  ExchangedMentions exchanged_;
  size_t copied_ = 0;  // of `text_`
  std::array<bool, 2> is_named_{};
};

}  // namespace

ExchangedMentions ExchangeMentions(std::string_view text) { return MentionReader(text).Read(); }

}  // namespace autoj
