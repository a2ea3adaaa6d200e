#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

namespace autoj {
namespace {

struct CodePoint {
  uint32_t value = 0;
  size_t length = 0;  // 0: invalid
};

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

CodePoint Decode(std::string_view text) {
  unsigned char lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) {
    return {lead, 1};
  }
  size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return {};
  }
  uint32_t value = lead & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) {
      return {};
    }
    value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) {
    return {};
  }
  return {value, length};
}

bool IsHan(uint32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2FFFF);
}

bool IsAsciiLetter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Bidirectional controls can make a terminal show text in another order than it is.
bool IsUnsafe(uint32_t c) {
  bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  bool bidi =
      (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
  return control || bidi || c == 0x2028 || c == 0x2029;
}

struct Range {
  uint32_t first;
  uint32_t last;
};

// East Asian Width W and F of Unicode 14; ideographs that are not assigned yet count as well.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x1B2FF}, {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320},
    {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA},
    {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4},
    {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EF}, {0x1F6F4, 0x1F6FF}, {0x1F7E0, 0x1F7F0},
    {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}};

// The combining marks and joiners that occur beside these scripts and Latin.
constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489},  {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF},  {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2060},
    {0x20D0, 0x20FF}, {0x302A, 0x302D},  {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}};

template <size_t kCount>
bool IsIn(uint32_t c, const Range (&sorted)[kCount]) {
  const Range* after = std::upper_bound(std::begin(sorted), std::end(sorted), c,
                                        [](uint32_t value, Range r) { return value < r.first; });
  return after != std::begin(sorted) && c <= std::prev(after)->last;
}

size_t WidthOf(uint32_t c) { return IsIn(c, kZeroWidth) ? 0u : IsIn(c, kWide) ? 2u : 1u; }

}  // namespace

size_t FindInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    if (c.length == 0) {
      return i;
    }
    i += c.length;
  }
  return std::string_view::npos;
}

std::string RepairUtf8(std::string_view text) {
  std::string valid;
  while (true) {
    size_t bad = FindInvalidUtf8(text);
    valid.append(text.substr(0, bad));
    if (bad == std::string_view::npos) {
      return valid;
    }
    valid += "\xEF\xBF\xBD";
    text.remove_prefix(bad + 1);
  }
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

std::string_view FirstCharacters(std::string_view text, size_t characters) {
  size_t end = 0;
  while (end < text.size() && (IsContinuation(text[end]) || characters-- > 0)) {
    ++end;
  }
  return text.substr(0, end);
}

std::string_view LastCharacters(std::string_view text, size_t characters) {
  size_t count = CountCharacters(text);
  text.remove_prefix(FirstCharacters(text, count - std::min(count, characters)).size());
  return text;
}

std::u32string ToCodePoints(std::string_view text) {
  constexpr char32_t kReplacement = 0xFFFD;
  std::u32string points;
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    points += c.length == 0 ? kReplacement : static_cast<char32_t>(c.value);
    i += std::max<size_t>(c.length, 1);
  }
  return points;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string_view CutUtf8(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) {
    return text;
  }
  while (bytes > 0 && IsContinuation(text[bytes])) {
    --bytes;
  }
  return text.substr(0, bytes);
}

std::string EscapeForTerminal(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    if (c.length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
      i += 1;
      continue;
    }
    if (IsUnsafe(c.value)) {
      out +=
          c.value < 0x100 ? fmt::format("\\x{:02x}", c.value) : fmt::format("\\u{:04x}", c.value);
    } else {
      out += text.substr(i, c.length);
    }
    i += c.length;
  }
  return out;
}

std::string EscapeJsonForTerminal(std::string_view json) {
  std::string out;
  for (size_t i = 0; i < json.size();) {
    CodePoint c = Decode(json.substr(i));
    size_t length = std::max<size_t>(c.length, 1);
    if (c.value != '\n' && IsUnsafe(c.value)) {
      out += fmt::format("\\u{:04x}", c.value);
    } else {
      out += json.substr(i, length);
    }
    i += length;
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    width += WidthOf(c.value);
    i += std::max<size_t>(c.length, 1);
  }
  return width;
}

std::string CutToWidth(std::string_view text, size_t columns) {
  constexpr std::string_view kEllipsis = "…";
  size_t width = 0;
  size_t cut = 0;  // where the text ends if one column is needed for the ellipsis
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    width += WidthOf(c.value);
    i += std::max<size_t>(c.length, 1);
    if (width > columns) {
      return columns == 0 ? "" : std::string(text.substr(0, cut)).append(kEllipsis);
    }
    cut = width < columns ? i : cut;
  }
  return std::string(text);
}

const char* DetectLanguage(std::string_view text) {
  size_t han = 0;
  size_t letters = 0;
  for (size_t i = 0; i < text.size();) {
    CodePoint c = Decode(text.substr(i));
    han += IsHan(c.value) ? 1u : 0u;
    letters += IsAsciiLetter(c.value) ? 1u : 0u;
    i += std::max<size_t>(c.length, 1);
  }
  return han > 0 && han * 10 >= (han + letters) * 3 ? "zh" : "en";
}

std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  size_t best_distance = word.size() / 3 + 2;
  for (const std::string& candidate : candidates) {
    std::vector<size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= word.size(); ++i) {
      size_t diagonal = row[0];
      row[0] = i;
      for (size_t j = 1; j <= candidate.size(); ++j) {
        size_t change = diagonal + (word[i - 1] == candidate[j - 1] ? 0u : 1u);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates,
                       std::string_view otherwise) {
  std::string nearest = NearestWord(word, candidates);
  return nearest.empty() ? std::string(otherwise) : fmt::format("; did you mean \"{}\"?", nearest);
}

}  // namespace autoj
