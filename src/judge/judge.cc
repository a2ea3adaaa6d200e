#include "autoj/judge.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "judge/examiner.h"
#include "judge/intake.h"
#include "judge/kept_item.h"
#include "judge/run_identity.h"
#include "judge/run_store.h"
#include "judge/stored_requests.h"

namespace autoj {

struct Judge::State {
  JudgeOptions options;
  Engine& engine;
  std::unique_ptr<RunStore> store;  // of the last run
  Intake intake;

  RunLimits LimitsFor(const EngineInfo& info) const {
    constexpr int kServersAreGone = 20;
    return {options.max_failures.value_or(info.is_remote ? kServersAreGone : 0),
            info.is_remote ? ErrorKind::kRemote : ErrorKind::kModel};
  }

  // Asks what is pending. Throws where the engine ends without being told to.
  void AskPending(Examiner& examiner, const RunLimits& limits, JudgeObserver& observer,
                  const StopSignal& stop) {
    StoredRequests requests(intake.pending, examiner, limits, *store, observer);
    engine.Run(requests, stop);
    if (stop.level == StopSignal::kRun && requests.answered() != requests.Count()) {
      throw Error(ErrorKind::kInternal, fmt::format("the engine answered {} of {} requests",
                                                    requests.answered(), requests.Count()));
    }
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
    : state_(std::make_unique<State>(State{std::move(options), engine, nullptr, {}})) {}

Judge::~Judge() = default;

void Judge::Run(const ItemSource& items, JudgeObserver& observer, const StopSignal& stop) {
  State& it = *state_;
  it.store.reset();
  it.intake = {};
  EngineInfo info = it.engine.Info();
  Examiner examiner(it.options, it.engine, info);
  Manifest manifest = MakeManifest(it.options, info, examiner.manner());
  std::string folder = FolderOfRun(it.options, manifest);
  auto store = std::make_unique<RunStore>(folder);
  it.intake = ItemTaker(it.options, examiner, *store, observer).TakeAll(items, manifest);
  it.store = std::move(store);
  observer.Started({.model = info.model,
                    .wrapper = WrapperName(examiner.manner().wrapper),
                    .mode = ModeName(examiner.manner().mode),
                    .run = folder,
                    .judgments = it.intake.judgments,
                    .skipped = it.intake.skipped,
                    .finished = it.intake.judgments - it.intake.pending.size()});
  if (!it.options.retry.empty() && it.options.decoding.temperature == 0) {
    observer.Warn("at temperature 0 a model gives the same answer again; give a --temperature");
  }
  if (!it.intake.pending.empty()) {
    it.AskPending(examiner, it.LimitsFor(info), observer, stop);
  }
}

size_t Judge::ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const {
  size_t unfinished = 0;
  for (int64_t number : state_->intake.items) {
    Item item;
    KeptItem kept = state_->store->LoadItem(number, &item);
    auto find = [&](const JudgmentKey& key) { return state_->store->Find(key); };
    if (std::optional<ItemJudgment> judged = Assemble(kept, find)) {
      sink(item, std::move(*judged));
    } else {
      ++unfinished;
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
