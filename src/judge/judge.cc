#include "autoj/judge.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "baseline/baseline.h"
#include "judge/examiner.h"
#include "judge/intake.h"
#include "judge/kept_item.h"
#include "judge/run_identity.h"
#include "judge/run_limits.h"
#include "judge/run_store.h"
#include "judge/stored_requests.h"

namespace autoj {

struct Judge::State {
  JudgeOptions options;
  Engine* engine;                    // null: the baseline decides
  std::optional<Baseline> baseline;  // of the options
  std::unique_ptr<RunStore> store;   // of the last run
  Intake intake;

  std::optional<Cost> cost;

  EngineInfo Info() const {
    return engine != nullptr ? engine->Info()
                             : EngineInfo{options.baseline, options.baseline, "no hardware"};
  }

  // Asks what is pending. Throws where the engine ends without being told to.
  RunEnd AskPending(Examiner& examiner, RunLimits& limits, JudgeObserver& observer,
                    const StopSignal& stop) {
    StoredRequests requests(intake.pending, examiner, limits, *store, observer);
    if (requests.Count() > 0 && requests.MayBegin()) {
      if (engine == nullptr) {
        requests.DecideAll(*baseline, stop);
      } else {
        engine->Run(requests, stop);
      }
    }
    if (stop.level != StopSignal::kRun) {
      return RunEnd::kStopped;
    }
    if (requests.answered() == requests.Count()) {
      return RunEnd::kAll;
    }
    if (!limits.MayBegin()) {
      return RunEnd::kMaxCost;
    }
    throw Error(ErrorKind::kInternal, fmt::format("the engine answered {} of {} requests",
                                                  requests.answered(), requests.Count()));
  }
};

const char* ModeName(Mode mode) {
  switch (mode) {
    case Mode::kWritten:
      return "written";
    case Mode::kGuided:
      return "guided";
    case Mode::kScored:
      break;
  }
  return "scored";
}

Judge::Judge(JudgeOptions options, Engine& engine)
    : state_(std::make_unique<State>(State{std::move(options), &engine, {}, nullptr, {}, {}})) {}

Judge::Judge(JudgeOptions options) {
  std::optional<Baseline> baseline = FindBaseline(options.baseline);
  if (!baseline) {
    throw Error(ErrorKind::kUsage,
                fmt::format("\"{}\" is no baseline; baseline:longer is one, for example",
                            EscapeForTerminal(options.baseline)));
  }
  state_ = std::make_unique<State>(State{std::move(options), nullptr, baseline, nullptr, {}, {}});
}

Judge::~Judge() = default;

RunEnd Judge::Run(const ItemSource& items, JudgeObserver& observer, const StopSignal& stop) {
  State& it = *state_;
  it.store.reset();
  it.intake = {};
  EngineInfo info = it.Info();
  std::optional<Price> price = FindPrice(it.options, info, observer);
  Examiner examiner(it.options, it.engine, info);
  Manifest manifest = MakeManifest(it.options, info, examiner.manner());
  const auto& shown = examiner.criteria().settings();
  manifest.settings.insert(shown.begin(), shown.end());
  std::string folder = FolderOfRun(it.options, manifest);
  auto store = std::make_unique<RunStore>(folder);
  it.intake = ItemTaker(it.options, examiner, *store, observer).TakeAll(items, manifest);
  it.store = std::move(store);
  RunLimits limits(it.options, info, price, *it.store);
  observer.Started({.model = info.model,
                    .wrapper = WrapperName(examiner.manner().wrapper),
                    .mode = ModeName(examiner.manner().mode),
                    .servers = info.is_remote ? info.hardware : "",
                    .criteria = it.options.criteria,
                    .run = folder,
                    .judgments = it.intake.judgments,
                    .skipped = it.intake.skipped,
                    .finished = it.intake.judgments - it.intake.pending.size()});
  bool is_autoj = info.is_autoj || examiner.manner().wrapper == Wrapper::kAutoj;
  if (is_autoj && !it.options.criteria.empty() && it.options.criteria != "none") {
    observer.Warn("Auto-J models were trained without criteria; they get them where asked for");
  }
  if (!it.options.retry.empty() && it.options.decoding.temperature == 0) {
    observer.Warn("at temperature 0 a model gives the same answer again; give a --temperature");
  }
  try {
    RunEnd end = it.AskPending(examiner, limits, observer, stop);
    it.cost = limits.KeepTotals(*it.store, observer);
    return end;
  } catch (const Error&) {
    it.cost = limits.KeepTotals(*it.store, observer);
    throw;
  }
}

std::optional<Cost> Judge::cost() const { return state_->cost; }

size_t Judge::ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const {
  size_t unfinished = 0;
  auto give = [&](int64_t number) {
    Item item;
    KeptItem kept = state_->store->LoadItem(number, &item);
    auto find = [&](const JudgmentKey& key) { return state_->store->Find(key); };
    if (std::optional<ItemJudgment> judged = Assemble(kept, find)) {
      sink(item, std::move(*judged));
    } else {
      ++unfinished;
    }
  };
  for (const NumberStretch& stretch : state_->intake.items) {
    for (int64_t i = 0; i < stretch.count; ++i) {
      give(stretch.first + i);
    }
  }
  return unfinished;
}

std::vector<ItemJudgment> JudgeItems(const JudgeOptions& options, Engine& engine,
                                     const std::vector<Item>& items) {
  JudgeObserver silent;
  StopSignal never;
  Judge judge(options, engine);
  auto give = [&](const ItemSink& sink) {
    for (const Item& item : items) {
      sink(item);
    }
  };
  judge.Run(give, silent, never);
  std::vector<ItemJudgment> judged;
  judge.ForEach([&](const Item&, ItemJudgment one) { judged.push_back(std::move(one)); });
  return judged;
}

}  // namespace autoj
