#include "engine/llama_engine.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "autoj/error.h"
#include "base/text.h"
#include "engine/batch_scheduler.h"
#include "engine/hidden_states.h"
#include "engine/llama_batch.h"
#include "engine/llama_model.h"
#include "engine/memory_plan.h"
#include "engine/model_card.h"
#include "engine/sequence.h"
#include "model/gguf_shape.h"
#include "model/rewrite.h"

namespace autoj {
namespace {

constexpr size_t kChunk = 512;

std::string ProcessorName() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("model name", 0) == 0) {
      return std::string(Trim(line.substr(line.find(':') + 1)));
    }
  }
  return "an unknown CPU";
}

// What one request needs, known before any is run.
struct Need {
  size_t index;
  size_t group;
  size_t tokens;
};

// Long ones first, so that the last batch is short; those of a group stay together.
void OrderByLength(std::vector<Need>* needs) {
  std::map<size_t, size_t> longest;
  for (const Need& need : *needs) {
    size_t& tokens = longest[need.group];
    tokens = std::max(tokens, need.tokens);
  }
  std::stable_sort(needs->begin(), needs->end(), [&](const Need& a, const Need& b) {
    size_t longest_a = longest[a.group];
    size_t longest_b = longest[b.group];
    return longest_a != longest_b ? longest_a > longest_b : a.group < b.group;
  });
}

bool StopNow(void* signal) {
  return static_cast<const StopSignal*>(signal)->level.load() >= StopSignal::kNow;
}

}  // namespace

struct LlamaEngine::State {
  std::string path;
  LocalOptions options;
  std::function<void(const std::string&)> on_step;
  ModelCard card;
  std::optional<GgufShape> shape;  // of the weights that are loaded
  std::optional<LlamaModel> model;

  size_t Threads() const {
    return options.threads > 0 ? static_cast<size_t>(options.threads)
                               : std::max(1U, std::thread::hardware_concurrency());
  }

  size_t ContextLimit() const {
    return options.context > 0 ? static_cast<size_t>(options.context)
                               : static_cast<size_t>(std::max(shape->context, 512));
  }

  void Load() {
    if (model) {
      return;
    }
    std::string weights = PathOfFastWeights(path, on_step);
    shape = ReadGgufShape(weights);
    PlanMemory(*shape, {1, 512, false}, options, AvailableMemory());
    on_step("loading the model");
    model.emplace(LlamaModel::Load(weights, LlamaModel::Part::kAll, options.gpu_layers));
  }

  std::vector<Need> Measure(Requests& requests, Workload* work) const {
    std::vector<Need> needs;
    for (size_t i = 0; i < requests.Count(); ++i) {
      Request request = requests.Make(i);
      work->writes = work->writes || request.max_tokens > 0;
      Sequence sequence(std::move(request), *model, ContextLimit());
      needs.push_back({i, sequence.group(), sequence.MostTokens()});
      if (sequence.MostTokens() <= ContextLimit()) {
        work->longest = std::max(work->longest, sequence.MostTokens());
      }
    }
    work->requests = needs.size();
    return needs;
  }
};

LlamaEngine::LlamaEngine(const std::string& path, const LocalOptions& options,
                         std::function<void(const std::string&)> on_step)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->options = options;
  state_->on_step = std::move(on_step);
  state_->card = LoadModelCard(path);
}

LlamaEngine::~LlamaEngine() = default;

EngineInfo LlamaEngine::Info() const {
  return {state_->card.name, state_->card.identity,
          ProcessorName() + ", " + std::to_string(state_->Threads()) + " threads",
          IsAutojModel(state_->card.name) ||
              IsAutojModel(std::filesystem::path(state_->path).filename().string())};
}

ChatFrame LlamaEngine::Chat(bool with_system) const {
  if (!state_->card.chat_error.empty()) {
    throw Error(ErrorKind::kModel, state_->card.chat_error);
  }
  return with_system ? state_->card.chat_with_system : state_->card.chat;
}

namespace {

// One run: sequences go into slots, steps go to the model, rows go back to their sequences.
class Runner {
 public:
  Runner(Requests& requests, const LlamaModel& model, LlamaBatch& batch, const MemoryPlan& plan)
      : requests_(requests),
        model_(model),
        batch_(batch),
        context_(plan.context),
        scheduler_(plan.parallel, kChunk),
        running_(plan.parallel) {}

  void Run(const std::vector<Need>& needs, const StopSignal& stop) {
    size_t next = 0;
    while (stop.level < StopSignal::kNow) {
      while (stop.level == StopSignal::kRun && next < needs.size() && scheduler_.HasFreeSlot()) {
        Start(needs[next++].index);
      }
      BatchScheduler::Step step = scheduler_.Next();
      if (step.entries.empty() || !batch_.Decode(step)) {
        return;
      }
      for (int slot : step.completed) {
        Advance(slot, step);
      }
    }
  }

 private:
  struct Running {
    size_t index = 0;
    std::optional<Sequence> sequence;
  };

  void Start(size_t index) {
    Sequence sequence(requests_.Make(index), model_, context_);
    std::optional<Feed> feed = sequence.Begin();
    if (!feed) {
      requests_.Done(index, sequence.Finished());
      return;
    }
    Running& running = running_[static_cast<size_t>(scheduler_.Start(std::move(*feed)))];
    running.index = index;
    running.sequence.emplace(std::move(sequence));
  }

  void Advance(int slot, const BatchScheduler::Step& step) {
    std::vector<const float*> rows;
    for (size_t i = 0; i < step.entries.size(); ++i) {
      if (step.entries[i].slot == slot && step.entries[i].wants_row) {
        rows.push_back(batch_.Row(i));
      }
    }
    Running& running = running_[static_cast<size_t>(slot)];
    std::optional<Feed> feed = running.sequence->Take(rows);
    if (feed) {
      scheduler_.Continue(slot, std::move(*feed));
      return;
    }
    scheduler_.Finish(slot);
    Completion completion = running.sequence->Finished();
    running.sequence.reset();
    requests_.Done(running.index, std::move(completion));
  }

  Requests& requests_;
  const LlamaModel& model_;
  LlamaBatch& batch_;
  size_t context_;
  BatchScheduler scheduler_;
  std::vector<Running> running_;
};

}  // namespace

void LlamaEngine::Run(Requests& requests, const StopSignal& stop) {
  state_->Load();
  Workload work;
  std::vector<Need> needs = state_->Measure(requests, &work);
  OrderByLength(&needs);
  MemoryPlan plan = PlanMemory(*state_->shape, work, state_->options, AvailableMemory());
  LlamaBatch batch(state_->model->handle(), {.streams = plan.parallel,
                                             .context = plan.context,
                                             .chunk = kChunk,
                                             .threads = static_cast<int>(state_->Threads()),
                                             .flash_attention = !work.writes});
  batch.AbortWhen(StopNow, const_cast<StopSignal*>(&stop));
  Runner(requests, *state_->model, batch, plan).Run(needs, stop);
}

std::vector<std::vector<float>> LlamaEngine::HiddenStates(const Prompt& prompt, int layer) {
  state_->Load();
  return ComputeHiddenStates(state_->model->handle(), state_->model->Tokenize(prompt), layer,
                             static_cast<int>(state_->Threads()));
}

}  // namespace autoj
