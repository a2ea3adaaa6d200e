#include "judge/criteria_finder.h"

#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/yaml.h"
#include "judge/criteria_settings.h"
#include "scenario/criteria_choice.h"
#include "scenario/criteria_message.h"
#include "scenario/scenario_class.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

constexpr const char* kAuto = "auto";
constexpr const char* kNone = "none";

std::string NothingToShow(const std::string& language) {
  return language == "zh" ? "对于这类用户问询没有已知的评判标准。"
                          : "No criteria are known for this type of query from users.";
}

std::string NoneFor(const std::string& scenario) {
  return fmt::format("there are no criteria for \"{}\"", scenario);
}

[[noreturn]] void FailWithoutScenario(const Item& item, const std::string& folder) {
  throw Error(ErrorKind::kInput,
              fmt::format("{}: item \"{}\" is of the scenario \"{}\", which {} does not have; add "
                          "its file there, or keep the shipped ones with --scenarios +{}",
                          item.line, EscapeForTerminal(item.id), EscapeForTerminal(*item.scenario),
                          EscapeForTerminal(folder), EscapeForTerminal(folder)));
}

}  // namespace

CriteriaFinder::CriteriaFinder(const JudgeOptions& options)
    : CriteriaFinder(options, [kind = options.classifier, file = options.weights,
                               threads = options.classifier_threads] {
        return autoj::MakeClassifier(kind, file, threads);
      }) {}

CriteriaFinder::CriteriaFinder(const JudgeOptions& options, MakeClassifier make_classifier)
    : criteria_(options.criteria),
      folder_(options.scenarios),
      make_classifier_(std::move(make_classifier)) {
  const std::string& criteria = options.criteria;
  const std::string& scenarios = options.scenarios;
  settings_["criteria"] = criteria.empty() ? "by protocol" : criteria;
  bool from_scenarios = !criteria.empty() && criteria != kNone && !IsYamlFile(criteria);
  if (!scenarios.empty() && !from_scenarios) {
    throw Error(ErrorKind::kUsage,
                "--scenarios says where criteria are taken from, but none are: give --criteria "
                "auto, or --criteria and a scenario");
  }
  if (IsYamlFile(criteria)) {
    fixed_.emplace();
    fixed_->criteria = LoadCriteriaFile(criteria);
    settings_["criteria"] = fmt::format("{} {}", criteria, HashCriteria({*fixed_}));
  } else if (from_scenarios && criteria != kAuto) {
    fixed_ = Scenarios().Get(criteria);
    settings_["criteria"] = fixed_->name;
  }
  if (!scenarios.empty()) {
    settings_["scenarios"] = HashCriteria(Scenarios().all());
  }
  KeepClassifier(options);
}

void CriteriaFinder::KeepClassifier(const JudgeOptions& options) {
  if (options.classifier.empty() && options.weights.empty()) {
    return;
  }
  if (criteria_ != kAuto) {
    throw Error(ErrorKind::kUsage,
                "--classifier and --weights say how queries are classified, but none is: give "
                "--criteria auto");
  }
  if (std::optional<std::string> setting = ClassifierSetting(options)) {
    settings_["classifier"] = *setting;
  }
}

const ScenarioSet& CriteriaFinder::Scenarios() {
  if (!scenarios_) {
    scenarios_ = ScenarioSet::Load(folder_);
  }
  return *scenarios_;
}

std::optional<FoundCriteria> CriteriaFinder::Find(const Item& item, const std::string& language,
                                                  bool has_place) {
  if (criteria_ == kNone || (criteria_.empty() && !has_place)) {
    return std::nullopt;
  }
  if (fixed_) {
    CriteriaShown shown;
    shown.source = CriteriaSource::kFlag;
    return Show(std::move(shown), *fixed_, language, has_place);
  }
  if (item.criteria && !Trim(*item.criteria).empty()) {
    FoundCriteria own;
    own.shown.scenario = item.scenario;
    const Scenario* known = item.scenario ? FindScenario(*item.scenario) : nullptr;
    own.shown.group = known != nullptr ? std::optional<std::string>(known->group) : std::nullopt;
    own.shown.hash = Sha256(*item.criteria);
    own.text = &*item.criteria;
    return own;
  }
  if (!item.scenario) {
    return ShowClassified(item, language, has_place);
  }
  if (const ScenarioCriteria* known = Scenarios().Find(*item.scenario)) {
    return Show({}, *known, language, has_place);
  }
  if (FindScenario(*item.scenario) != nullptr) {
    FailWithoutScenario(item, folder_);
  }
  if (std::optional<std::string> other = FindScenarioClass(*item.scenario)) {
    CriteriaShown shown;
    shown.reason = NoneFor(*other);
    ScenarioCriteria none;
    none.name = *other;
    return Show(std::move(shown), none, language, has_place);
  }
  FoundCriteria found = ShowClassified(item, language, has_place);
  std::string unknown = fmt::format(
      "the item's scenario \"{}\" is none that is known, so its "
      "query was classified",
      *item.scenario);
  found.shown.reason =
      found.shown.reason.empty() ? unknown : fmt::format("{}; {}", unknown, found.shown.reason);
  return found;
}

std::optional<FoundCriteria> CriteriaFinder::FindAgain(
    const Item& item, const std::optional<CriteriaShown>& found) const {
  if (!found) {
    return std::nullopt;
  }
  FoundCriteria again{*found};
  if (!found->hash.empty()) {
    auto rendered = texts_.find(found->hash);
    again.text = rendered != texts_.end() ? &rendered->second : &item.criteria.value();
  }
  return again;
}

FoundCriteria CriteriaFinder::Show(CriteriaShown shown, const ScenarioCriteria& criteria,
                                   const std::string& language, bool has_place) {
  FoundCriteria found{std::move(shown)};
  if (!criteria.name.empty()) {
    found.shown.scenario = criteria.name;
    found.shown.group = criteria.group;
  }
  for (const Criterion& criterion : criteria.criteria) {
    found.shown.names.push_back(criterion.name);
  }
  if (!criteria.criteria.empty() || has_place) {
    std::string text = criteria.criteria.empty() ? NothingToShow(language)
                                                 : RenderCriteriaMessage(criteria, language);
    found.shown.hash = Sha256(text);
    found.text = &texts_.emplace(found.shown.hash, std::move(text)).first->second;
  }
  if (criteria.criteria.empty() && found.shown.reason.empty()) {
    found.shown.reason = "the scenario has no criteria";
  }
  return found;
}

FoundCriteria CriteriaFinder::ShowClassified(const Item& item, const std::string& language,
                                             bool has_place) {
  if (!made_) {
    made_ = make_classifier_();
    classifier_identity_ = made_->Identity();
  }
  CriteriaChoice choice =
      ChooseCriteria(Scenarios(), made_->Classify(item.query), made_->UnsureBelow());
  CriteriaShown shown;
  shown.source = choice.is_unsure ? CriteriaSource::kUnsure : CriteriaSource::kClassified;
  shown.scenario = choice.scenario;
  shown.group = choice.group;
  shown.probability = choice.probability;
  if (choice.criteria.empty()) {
    shown.reason =
        choice.is_unsure ? "no scenario and no group is likely enough" : NoneFor(choice.scenario);
  }
  ScenarioCriteria criteria;  // without name and description: those of one scenario alone
  const ScenarioCriteria* known = choice.is_unsure ? nullptr : Scenarios().Find(choice.scenario);
  if (known != nullptr) {
    return Show(std::move(shown), *known, language, has_place);
  }
  criteria.criteria = std::move(choice.criteria);
  return Show(std::move(shown), criteria, language, has_place);
}

}  // namespace autoj
