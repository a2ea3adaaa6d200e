#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dataset/label.h"
#include "pipeline/construction.h"
#include "pipeline/output_form.h"
#include "pipeline/teacher_prompts.h"
#include "pipeline/user_message.h"
#include "scenario/criteria_message.h"

namespace autoj {
namespace {

constexpr const char* kExams = "Exam Questions";

class PairwiseConstruction : public Construction {
 public:
  explicit PairwiseConstruction(const ScenarioSet& scenarios) : scenarios_(scenarios) {}

  const char* Name() const override { return "pairwise"; }

  size_t Steps(const Item& item) const override {
    return scenarios_.Get(*item.scenario).group == kExams ? 2 : 1;
  }

  Message Ask(const Item& item, size_t step,
              const std::vector<std::string>& earlier) const override {
    const TeacherPrompts& prompts = TeacherPromptsIn(*item.language);
    if (step + 1 < Steps(item)) {
      return {std::nullopt, prompts.answer.Render({{"prompt", item.query}})};
    }
    const Template& compare = earlier.empty() ? prompts.compare : prompts.compare_answered;
    std::string answer = earlier.empty() ? "" : earlier.front();
    return {RenderCriteriaMessage(scenarios_.Get(*item.scenario), *item.language),
            compare.Render({{"prompt", item.query},
                            {"response", item.responses[0]},
                            {"response_another", item.responses[1]},
                            {"answer", answer}})};
  }

  Made Finish(const Item& item, const std::string& text) const override {
    const Protocol& protocol = messages_.Pairwise(*item.language);
    FormedOutput formed = FormComparison(protocol, text);
    if (!IsVerdict(formed.verdict.outcome)) {
      return {std::nullopt, DropReason::kForm, formed.fault};
    }
    Outcome label = ParseLabel(*item.label, item.line);
    if (formed.verdict.outcome != label) {
      return {std::nullopt, DropReason::kOtherDecision,
              fmt::format("{}, where people said {}", OutcomeName(formed.verdict.outcome),
                          OutcomeName(label))};
    }
    if (!formed.fault.empty()) {
      return {std::nullopt, DropReason::kForm, formed.fault};
    }
    TrainingRow row = MakeRow(protocol, item, formed.text);
    row.gt_label = LabelNumber(label);
    row.pred_label = LabelNumber(formed.verdict.outcome);
    return {std::move(row), {}, ""};
  }

 private:
  const ScenarioSet& scenarios_;
  UserMessageReader messages_;
};

}  // namespace

std::unique_ptr<Construction> MakePairwiseConstruction(const ScenarioSet& scenarios) {
  return std::make_unique<PairwiseConstruction>(scenarios);
}

}  // namespace autoj
