#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Where in a query something is looked for.
enum class QueryPart {
  kWhole,
  kFirst40,
  kFirst80,
  kFirst200,
  kFirst300,
  kLast80,
  kLast150,
  kLast300,
  kFirstSentence,
};

/// A query as a classifier reads it: in code points, ASCII letters in lower case, each run of white
/// space one space. Of a query of more than 4,000 code points the first 3,000 and the last 1,000
/// count: what kind of request it is stands at its ends, and the time stays bounded. Immutable.
class QueryParts {
 public:
  /// `query` is valid UTF-8.
  explicit QueryParts(std::string_view query);

  /// Lives as long as the object.
  std::u32string_view Part(QueryPart part) const;

  /// What the query looks like, as words of no language: its length, its lines, how often which
  /// punctuation stands there, how it begins and ends, whether it holds code or options to choose
  /// from.
  const std::vector<std::string>& shape() const { return shape_; }

 private:
  std::u32string whole_;
  std::u32string first_sentence_;
  std::vector<std::string> shape_;
};

/// The words of a part: runs of letters and digits; each ideograph and each other sign alone.
std::vector<std::u32string_view> SplitQueryWords(std::u32string_view text);

}  // namespace autoj
