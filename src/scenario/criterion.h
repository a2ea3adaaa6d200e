#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Of what a criterion speaks; kBasic: of what all responses of a kind need (shared files).
enum class CriterionType { kContent, kFormat, kStyle, kBasic };

/// "content", "format", "style" or "basic".
const char* CriterionTypeName(CriterionType type);

/// All four names, in that order.
const std::vector<std::string>& CriterionTypeNames();

/// What to look at in a response.
struct Criterion {
  std::string name;
  std::string content;     ///< A sentence or some.
  std::string name_zh;     ///< In Chinese; "" where the file has none.
  std::string content_zh;  ///< In Chinese; "" where the file has none.
  CriterionType type = CriterionType::kContent;
  std::string source;  ///< "file:line".

  /// In a language ("en" or "zh"); in English where there is no Chinese.
  const std::string& NameIn(std::string_view language) const;
  const std::string& ContentIn(std::string_view language) const;
};

}  // namespace autoj
