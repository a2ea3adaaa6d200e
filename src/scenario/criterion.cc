#include "scenario/criterion.h"

namespace autoj {

const std::vector<std::string>& CriterionTypeNames() {
  static const std::vector<std::string> names = {"content", "format", "style", "basic"};
  return names;
}

const char* CriterionTypeName(CriterionType type) {
  return CriterionTypeNames()[static_cast<size_t>(type)].c_str();
}

const std::string& Criterion::NameIn(std::string_view language) const {
  return language == "zh" && !name_zh.empty() ? name_zh : name;
}

const std::string& Criterion::ContentIn(std::string_view language) const {
  return language == "zh" && !content_zh.empty() ? content_zh : content;
}

}  // namespace autoj
