#include "pipeline/teacher_run.h"

#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "judge/criteria_settings.h"
#include "judge/kept_item.h"
#include "judge/run_identity.h"
#include "judge/run_limits.h"
#include "judge/run_store.h"
#include "pipeline/teacher_prompts.h"
#include "pipeline/teacher_requests.h"

namespace autoj {
namespace {

// A run of one construction is no run of another, and none of a judge's.
std::string ProtocolName(const Construction& construction) {
  return fmt::format("teacher-{}", construction.Name());
}

// Where rows get their scenarios and criteria from, where that is not what is shipped.
void AddScenarioSettings(const JudgeOptions& options, Manifest* manifest) {
  if (!options.scenarios.empty()) {
    manifest->settings["scenarios"] = HashCriteria(ScenarioSet::Load(options.scenarios).all());
  }
  if (std::optional<std::string> classifier = ClassifierSetting(options)) {
    manifest->settings["classifier"] = *classifier;
  }
}

}  // namespace

struct TeacherRun::State {
  JudgeOptions options;
  const Construction& construction;
  Engine& engine;
  std::set<DropReason> retry;
  Manner manner;
  std::unique_ptr<RunStore> store;
  std::optional<Cost> cost;

  void KeepItems(const std::vector<Item>& items, Manifest manifest) {
    try {
      store->BeginIntake();
      for (const char* language : {"en", "zh"}) {
        manifest.protocols[fmt::format("teacher {}", language)] =
            "sha256:" + Sha256(TeacherPromptsIn(language).text);
      }
      store->KeepManifest(manifest);
      for (size_t i = 0; i < items.size(); ++i) {
        auto steps = static_cast<int>(construction.Steps(items[i]));
        store->KeepItem({&items[i], false, options.protocol, *items[i].language, steps}, i);
      }
      store->EndIntake();
    } catch (...) {
      store->DropIntake();
      throw;
    }
  }

  // Throws where an earlier answer was one to another prompt.
  void CheckPrompt(const TeacherRequests::Parts& parts, const TeacherStep& step,
                   const Judgment& earlier) const {
    if (earlier.prompt_hash != Sha256(TeacherRequests::MakePrompt(parts, step).Text())) {
      const Item& item = parts.items[step.item];
      throw Error(
          ErrorKind::kInput,
          fmt::format("{}: item \"{}\" has another prompt than in the run {}; give the "
                      "item another id, or the run another folder (--run)",
                      item.line, EscapeForTerminal(item.id), EscapeForTerminal(store->name())));
    }
  }

  bool IsAskedAgain(DropReason reason) const {
    return reason == DropReason::kFailed || retry.count(reason) > 0;
  }

  // Where an item is gone on with: the first step that has no answer, or one that is asked again.
  std::optional<size_t> FindNext(const TeacherRequests::Parts& parts, size_t number) const {
    const Item& item = parts.items[number];
    size_t steps = construction.Steps(item);
    std::string text;
    for (size_t step = 0; step < steps; ++step) {
      std::optional<Judgment> answer = store->Find(KeyOf(item, step));
      if (!answer || answer->verdict.outcome == Outcome::kFailed) {
        return step;
      }
      CheckPrompt(parts, {number, step}, *answer);
      if (std::optional<DropReason> reason = WhyNoText(*answer)) {
        return IsAskedAgain(*reason) ? std::optional(step) : std::nullopt;
      }
      text = std::move(answer->text);
    }
    Made made = construction.Finish(item, text);
    return !made.row && IsAskedAgain(made.reason) ? std::optional(steps - 1) : std::nullopt;
  }

  std::vector<TeacherStep> ListPending(const TeacherRequests::Parts& parts) const {
    std::vector<TeacherStep> pending;
    for (size_t i = 0; i < parts.items.size(); ++i) {
      if (std::optional<size_t> step = FindNext(parts, i)) {
        pending.push_back({i, *step});
      }
    }
    return pending;
  }

  RunEnd Ask(TeacherRequests& requests, const RunLimits& limits, const StopSignal& stop) const {
    if (requests.Count() > 0 && requests.MayBegin()) {
      engine.Run(requests, stop);
    }
    if (stop.level != StopSignal::kRun) {
      return RunEnd::kStopped;
    }
    if (requests.ended() == requests.Count()) {
      return RunEnd::kAll;
    }
    if (!limits.MayBegin()) {
      return RunEnd::kMaxCost;
    }
    throw Error(ErrorKind::kInternal, fmt::format("the engine answered {} of {} requests",
                                                  requests.ended(), requests.Count()));
  }

  JudgePlan Plan(const std::vector<Item>& items, const EngineInfo& info, const std::string& folder,
                 const std::vector<TeacherStep>& pending) const {
    JudgePlan plan{.model = info.model,
                   .wrapper = WrapperName(manner.wrapper),
                   .mode = ModeName(manner.mode),
                   .servers = info.is_remote ? info.hardware : "",
                   .criteria = "",
                   .run = folder};
    for (const Item& item : items) {
      plan.judgments += construction.Steps(item);
    }
    plan.finished = plan.judgments;
    for (const TeacherStep& next : pending) {
      plan.finished -= construction.Steps(items[next.item]) - next.step;
    }
    return plan;
  }
};

TeacherRun::TeacherRun(const JudgeOptions& options, const Construction& construction,
                       Engine& engine, std::set<DropReason> retry)
    : state_(std::make_unique<State>(
          State{options, construction, engine, std::move(retry), {}, nullptr, {}})) {
  state_->options.mode = Mode::kWritten;
  state_->options.protocol = ProtocolName(construction);
}

TeacherRun::~TeacherRun() = default;

RunEnd TeacherRun::Run(const std::vector<Item>& items, JudgeObserver& observer,
                       const StopSignal& stop) {
  State& it = *state_;
  EngineInfo info = it.engine.Info();
  std::optional<Price> price = FindPrice(it.options, info, observer);
  it.manner = MakeManner(it.options, info);
  if (it.manner.wrapper == Wrapper::kChat) {
    it.manner.frame = it.engine.Chat(false);
    it.manner.frame_with_system = it.engine.Chat(true);
  }
  Manifest manifest = MakeManifest(it.options, info, it.manner);
  AddScenarioSettings(it.options, &manifest);
  std::string folder = FolderOfRun(it.options, manifest);
  it.store = std::make_unique<RunStore>(folder);
  it.KeepItems(items, manifest);
  RunLimits limits(it.options, info, price, *it.store);
  TeacherRequests::Parts parts{items, it.construction, it.manner, *it.store, limits, observer};
  std::vector<TeacherStep> pending = it.ListPending(parts);
  observer.Started(it.Plan(items, info, folder, pending));
  TeacherRequests requests(parts, std::move(pending));
  try {
    RunEnd end = it.Ask(requests, limits, stop);
    it.cost = limits.KeepTotals(*it.store, observer);
    return end;
  } catch (const Error&) {
    it.cost = limits.KeepTotals(*it.store, observer);
    throw;
  }
}

TaughtItem TeacherRun::Find(const Item& item) const {
  TaughtItem taught;
  size_t steps = state_->construction.Steps(item);
  bool all_have_text = true;
  for (size_t step = 0; step < steps; ++step) {
    if (std::optional<Judgment> answer = state_->store->Find(KeyOf(item, step))) {
      all_have_text = all_have_text && !WhyNoText(*answer);
      taught.answers.push_back(std::move(*answer));
    }
  }
  taught.is_done = taught.answers.size() == steps || (!taught.answers.empty() && !all_have_text);
  return taught;
}

std::optional<Cost> TeacherRun::cost() const { return state_->cost; }

}  // namespace autoj
