#include "pipeline/construction.h"
#include "pipeline/output_form.h"
#include "pipeline/teacher_prompts.h"
#include "pipeline/user_message.h"
#include "scenario/criteria_message.h"

namespace autoj {
namespace {

class SingleConstruction : public Construction {
 public:
  explicit SingleConstruction(const ScenarioSet& scenarios) : scenarios_(scenarios) {}

  const char* Name() const override { return "single"; }

  size_t Steps(const Item& /*item*/) const override { return 3; }

  Message Ask(const Item& item, size_t step,
              const std::vector<std::string>& earlier) const override {
    const TeacherPrompts& prompts = TeacherPromptsIn(*item.language);
    if (step == 2) {
      return {std::nullopt, prompts.merge.Render({{"prompt", item.query},
                                                  {"response", item.responses[0]},
                                                  {"critique", earlier[0]},
                                                  {"critique_another", earlier[1]}})};
    }
    Message message{std::nullopt, prompts.critique.Render(
                                      {{"prompt", item.query}, {"response", item.responses[0]}})};
    if (step == 1) {
      message.system = RenderCriteriaMessage(scenarios_.Get(*item.scenario), *item.language);
    }
    return message;
  }

  Made Finish(const Item& item, const std::string& text) const override {
    const Protocol& protocol = messages_.Single(*item.language);
    FormedOutput formed = FormCritique(protocol, text);
    if (!formed.fault.empty()) {
      return {std::nullopt, DropReason::kForm, formed.fault};
    }
    TrainingRow row = MakeRow(protocol, item, formed.text);
    row.pred_score = formed.verdict.rating;
    return {std::move(row), {}, ""};
  }

 private:
  const ScenarioSet& scenarios_;
  UserMessageReader messages_;
};

}  // namespace

std::unique_ptr<Construction> MakeSingleConstruction(const ScenarioSet& scenarios) {
  return std::make_unique<SingleConstruction>(scenarios);
}

}  // namespace autoj
