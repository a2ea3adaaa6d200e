#include "report/decisive_sentence.h"

#include <algorithm>

#include "base/text.h"

namespace autoj {
namespace {

// A last sentence of fewer columns holds hardly more than the decision itself.
constexpr size_t kBareDecision = 45;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The length of the mark that ends a sentence at the front of `text`, or 0.
size_t EndMark(std::string_view text) {
  if (text[0] == '\n') {
    return 1;
  }
  for (std::string_view mark : {"。", "！", "？"}) {
    if (text.substr(0, mark.size()) == mark) {
      return mark.size();
    }
  }
  if (text[0] != '.' && text[0] != '!' && text[0] != '?') {
    return 0;
  }
  constexpr size_t kMostClosers = 3;
  constexpr std::string_view kClosers = "\"')]*";
  size_t behind = 1;
  while (behind < text.size() && behind <= kMostClosers &&
         kClosers.find(text[behind]) != std::string_view::npos) {
    ++behind;
  }
  bool ends = behind == text.size() || IsSpace(text[behind]);  // 3.5 and example.org go on
  return ends ? behind : 0;
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), IsSpace, ' ');
  return line;
}

}  // namespace

std::string DecisiveSentence(std::string_view text) {
  std::string_view last;
  std::string_view before;
  for (size_t begin = 0, at = 0; at < text.size();) {
    size_t mark = EndMark(text.substr(at));
    at += std::max<size_t>(mark, 1);
    if (mark == 0 && at < text.size()) {
      continue;
    }
    std::string_view sentence = Trim(text.substr(begin, at - begin));
    if (!sentence.empty()) {
      before = last;
      last = sentence;
    }
    begin = at;
  }
  bool is_bare = DisplayWidth(last) < kBareDecision && !before.empty();
  return OneLine(is_bare ? before : last);
}

}  // namespace autoj
