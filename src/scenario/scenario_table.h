#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// One of Auto-J's 58 scenarios: a kind of query. Source: the paper's table of scenarios.
struct Scenario {
  std::string name;            ///< "post_summarization".
  std::string group;           ///< "Summarization": one of eight.
  std::string description;     ///< What such a query wants; one sentence.
  std::string description_zh;  ///< The same in Chinese.
};

/// All of them, group by group in the paper's order. Data: data/scenario_table.yaml.
const std::vector<Scenario>& AllScenarios();

/// The eight groups, in the paper's order.
const std::vector<std::string>& AllGroups();

/// By its name, as Auto-J's data spells it, or by an alias ("default" is "others", "value_judgment"
/// "value_judgement", "exam_question_..." "solving_exam_question_..."); null where it is none of
/// ours. The result lives as long as the program.
const Scenario* FindScenario(std::string_view name);

}  // namespace autoj
