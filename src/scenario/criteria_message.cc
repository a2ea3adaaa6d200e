#include "scenario/criteria_message.h"

#include <map>

#include <fmt/format.h>

namespace autoj {
namespace {

/// The words around the criteria, in one language.
struct Words {
  const char* begin;
  const char* described;  ///< With the description.
  const char* plain;      ///< Without one.
  std::map<CriterionType, const char*> titles;
};

const Words& WordsIn(const std::string& language) {
  static const Words english = {
      "You are given the criteria to craft good responses for this type of query from users:\n",
      "- {} The criteria are as follows:\n",
      "- The criteria are as follows:\n",
      {{CriterionType::kContent, "Content"},
       {CriterionType::kFormat, "Format"},
       {CriterionType::kStyle, "Style"},
       {CriterionType::kBasic, "Basic and general"}}};
  static const Words chinese = {"以下是针对这类用户问询撰写优质回应的评判标准：\n",
                                "- {} 标准如下：\n",
                                "- 标准如下：\n",
                                {{CriterionType::kContent, "内容"},
                                 {CriterionType::kFormat, "格式"},
                                 {CriterionType::kStyle, "风格"},
                                 {CriterionType::kBasic, "基本与通用"}}};
  return language == "zh" ? chinese : english;
}

}  // namespace

std::string RenderCriteriaMessage(const ScenarioCriteria& scenario, const std::string& language) {
  const Words& words = WordsIn(language);
  bool in_chinese = language == "zh" && scenario.description_zh;
  const std::optional<std::string>& described =
      in_chinese ? scenario.description_zh : scenario.description;
  std::string message = words.begin;
  message += described ? fmt::format(fmt::runtime(words.described), *described) : words.plain;
  message += "[Criteria start]\n";
  int number = 0;
  for (const auto& [type, title] : words.titles) {
    bool titled = false;
    for (const Criterion& criterion : scenario.criteria) {
      if (criterion.type == type) {
        message += titled ? "" : fmt::format("\n{}\n", title);
        titled = true;
        message += fmt::format("{}. {}: {}\n", ++number, criterion.NameIn(language),
                               criterion.ContentIn(language));
      }
    }
  }
  return message + "\n[Criteria end]";
}

}  // namespace autoj
