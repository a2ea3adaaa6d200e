#include "metrics/style_features.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace autoj {
namespace {

constexpr std::string_view kSpaces = " \t";

std::string_view WithoutIndent(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(kSpaces), line.size()));
}

size_t CountLeading(std::string_view text, char c) {
  return std::min(text.find_first_not_of(c), text.size());
}

// What a mark at the start of a line needs behind it.
bool IsSpaceOrNothing(std::string_view rest) {
  return rest.empty() || kSpaces.find(rest.front()) != std::string_view::npos;
}

bool IsHeader(std::string_view line) {
  size_t level = CountLeading(line, '#');
  return level >= 1 && level <= 6 && IsSpaceOrNothing(line.substr(level));
}

bool IsListItem(std::string_view line) {
  std::string_view text = WithoutIndent(line);
  size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits > 0) {
    return text.substr(digits, 1) == "." && IsSpaceOrNothing(text.substr(digits + 1));
  }
  return !text.empty() && std::string_view("-*+").find(text.front()) != std::string_view::npos &&
         IsSpaceOrNothing(text.substr(1));
}

// Stretches between two pairs of `mark`, without a `mark` in them.
size_t CountBold(std::string_view line, char mark) {
  const std::string pair(2, mark);
  size_t count = 0;
  size_t open = line.find(pair);
  while (open != std::string_view::npos) {
    size_t close = line.find(mark, open + 2);
    if (close == open + 2) {
      open = open + 1;  // "***": the last two may open.
    } else if (line.substr(std::min(close, line.size()), 2) == pair) {
      ++count;
      open = line.find(pair, close + 2);
    } else {
      open = line.find(pair, std::min(close, line.size()));
    }
  }
  return count;
}

// Which lines are code.
class CodeFence {
 public:
  /// Whether this line, the next one of the text, is code or the edge of a block of it.
  bool Contains(std::string_view line) {
    std::string_view text = WithoutIndent(line);
    char mark = text.empty() ? ' ' : text.front();
    size_t length = CountLeading(text, mark);
    std::string_view rest = text.substr(length);
    if (open_ == 0) {
      // Behind the marks may stand the language, but no further "`": that is code in a line.
      bool opens = length >= 3 && (mark == '~' || (mark == '`' && rest.find('`') == rest.npos));
      open_ = opens ? length : 0;
      mark_ = mark;
      return opens;
    }
    if (mark == mark_ && length >= open_ && WithoutIndent(rest).empty()) {
      open_ = 0;
    }
    return true;
  }

 private:
  size_t open_ = 0;  // Marks that opened the block; 0 outside of one.
  char mark_ = ' ';
};

}  // namespace

StyleFeatures MeasureStyle(const std::string& response) {
  StyleFeatures features;
  features.length = CountCharacters(response);
  CodeFence fence;
  std::string_view rest = response;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (fence.Contains(line)) {
      continue;
    }
    features.headers += IsHeader(line) ? 1 : 0;
    features.lists += IsListItem(line) ? 1 : 0;
    features.bold += CountBold(line, '*') + CountBold(line, '_');
  }
  return features;
}

}  // namespace autoj
