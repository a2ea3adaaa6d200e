#include "scenario/query_parts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kHead = 3000;
constexpr size_t kTail = 1000;
constexpr size_t kLongestSentence = 200;

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000;
}

bool IsAsciiPunctuation(char32_t c) {
  return c < 0x80 && c > ' ' &&
         !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == 0x7F);
}

// Scripts that put no spaces between words: each sign is a word.
bool IsIdeograph(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x20000 && c <= 0x2FFFF);
}

bool IsPunctuation(char32_t c) {
  return IsAsciiPunctuation(c) || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF1F);
}

bool EndsSentence(char32_t c) {
  return c == '.' || c == '?' || c == '!' || c == ':' || c == '\n' || c == 0x3002 || c == 0xFF1F ||
         c == 0xFF01 || c == 0xFF1A;
}

std::u32string CutInTheMiddle(std::u32string text) {
  if (text.size() > kHead + kTail) {
    text = text.substr(0, kHead) + U" " + text.substr(text.size() - kTail);
  }
  return text;
}

std::u32string Normalize(std::u32string_view text) {
  std::u32string normal;
  for (char32_t c : text) {
    if (!IsSpace(c)) {
      normal += c >= 'A' && c <= 'Z' ? c - U'A' + U'a' : c;
    } else if (!normal.empty() && normal.back() != ' ') {
      normal += ' ';
    }
  }
  if (!normal.empty() && normal.back() == ' ') {
    normal.pop_back();
  }
  return normal;
}

std::u32string FirstSentence(std::u32string_view text) {
  auto begin = std::find_if_not(text.begin(), text.end(), IsSpace);
  auto end = std::find_if(begin, text.end(), EndsSentence);
  size_t length = end == text.end() ? kLongestSentence : static_cast<size_t>(end - begin) + 1;
  return Normalize(text.substr(static_cast<size_t>(begin - text.begin()), length));
}

// A count by its order of magnitude: two steps for each doubling.
int Magnitude(size_t count) {
  return static_cast<int>(2 * std::log2(static_cast<double>(count) + 1));
}

template <typename Predicate>
size_t CountIf(std::u32string_view text, Predicate is_counted) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), is_counted));
}

int Share(size_t count, std::u32string_view text, double steps) {
  return static_cast<int>(steps * static_cast<double>(count) /
                          static_cast<double>(std::max<size_t>(text.size(), 1)));
}

bool HoldsAny(std::u32string_view text, const std::vector<std::u32string_view>& signs) {
  return std::any_of(signs.begin(), signs.end(), [&](std::u32string_view sign) {
    return text.find(sign) != std::u32string_view::npos;
  });
}

bool HoldsCode(std::u32string_view text) {
  return HoldsAny(text, {U"```", U"def ", U"#include", U"function ", U"return ", U";\n", U"</",
                         U"public ", U"import "});
}

bool HoldsOptions(std::u32string_view text) {
  return HoldsAny(text, {U"(A)", U"(B)", U"A)", U"B)", U"A.", U"B.", U"A:", U"B:", U"A、", U"B、"});
}

void AddPunctuation(std::u32string_view raw, std::vector<std::string>* shape) {
  std::map<char32_t, size_t> counts;
  for (char32_t c : raw) {
    if (IsAsciiPunctuation(c)) {
      ++counts[c];
    }
  }
  for (const auto& [sign, count] : counts) {
    shape->push_back(fmt::format("sign {} {}", static_cast<uint32_t>(sign), Magnitude(count)));
  }
}

std::vector<std::string> DescribeShape(std::u32string_view raw, std::u32string_view normal) {
  auto upper = [](char32_t c) { return c >= 'A' && c <= 'Z'; };
  auto digit = [](char32_t c) { return c >= '0' && c <= '9'; };
  auto foreign = [](char32_t c) { return c >= 0x80; };
  auto line_end = [](char32_t c) { return c == '\n'; };
  std::u32string_view::value_type last = normal.empty() ? U' ' : normal.back();
  std::vector<std::string> shape = {
      fmt::format("length {}", Magnitude(normal.size())),
      fmt::format("lines {}", Magnitude(CountIf(raw, line_end))),
      fmt::format("words {}", Magnitude(CountIf(normal, IsSpace))),
      fmt::format("upper {}", Share(CountIf(raw, upper), raw, 20)),
      fmt::format("digits {}", Share(CountIf(raw, digit), raw, 20)),
      fmt::format("foreign {}", Share(CountIf(raw, foreign), raw, 10)),
      fmt::format("last {}", static_cast<uint32_t>(last)),
      fmt::format("code {}", HoldsCode(raw)),
      fmt::format("options {}", HoldsOptions(raw))};
  AddPunctuation(raw, &shape);
  return shape;
}

std::u32string_view First(std::u32string_view text, size_t count) { return text.substr(0, count); }

std::u32string_view Last(std::u32string_view text, size_t count) {
  return text.substr(text.size() - std::min(count, text.size()));
}

}  // namespace

QueryParts::QueryParts(std::string_view query) {
  std::u32string raw = CutInTheMiddle(ToCodePoints(query));
  whole_ = Normalize(raw);
  first_sentence_ = FirstSentence(raw);
  shape_ = DescribeShape(raw, whole_);
}

std::u32string_view QueryParts::Part(QueryPart part) const {
  switch (part) {
    case QueryPart::kFirst40:
      return First(whole_, 40);
    case QueryPart::kFirst80:
      return First(whole_, 80);
    case QueryPart::kFirst200:
      return First(whole_, 200);
    case QueryPart::kFirst300:
      return First(whole_, 300);
    case QueryPart::kLast80:
      return Last(whole_, 80);
    case QueryPart::kLast150:
      return Last(whole_, 150);
    case QueryPart::kLast300:
      return Last(whole_, 300);
    case QueryPart::kFirstSentence:
      return first_sentence_;
    case QueryPart::kWhole:
      break;
  }
  return whole_;
}

std::vector<std::u32string_view> SplitQueryWords(std::u32string_view text) {
  std::vector<std::u32string_view> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    auto joins = [](char32_t c) { return !IsSpace(c) && !IsIdeograph(c) && !IsPunctuation(c); };
    while (joins(text[at]) && end < text.size() && joins(text[end])) {
      ++end;
    }
    if (!IsSpace(text[at])) {
      words.push_back(text.substr(at, end - at));
    }
    at = end;
  }
  return words;
}

}  // namespace autoj
