#include "engine/llama_engine.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "engine/batch_scheduler.h"
#include "engine/gpus.h"
#include "engine/hidden_states.h"
#include "engine/llama_batch.h"
#include "engine/llama_model.h"
#include "engine/memory_plan.h"
#include "engine/model_card.h"
#include "engine/sequence.h"
#include "engine/token_cut.h"
#include "engine/usable_cores.h"
#include "model/gguf_shape.h"
#include "model/rewrite.h"

namespace autoj {
namespace {

constexpr size_t kChunk = 512;

namespace fs = std::filesystem;

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
  Offload offload;
  std::function<void(const std::string&)> on_step;
  ModelCard card;
  std::string weights;                   // the file that is run
  std::optional<GgufShape> shape;        // of the weights
  size_t context_limit = 0;              // tokens that a sequence may have
  std::optional<LlamaModel> vocabulary;  // until the model is there
  std::optional<LlamaModel> model;

  size_t Threads() const {
    return options.threads > 0 ? static_cast<size_t>(options.threads) : UsableCores();
  }

  bool IsAutoj() const {
    return IsAutojModel(card.name) || IsAutojModel(fs::path(path).filename().string());
  }

  // Finds what is run, and says where more is asked of it than it was made for.
  void Prepare() {
    if (shape) {
      return;
    }
    weights = PathOfFastWeights(path, on_step);
    shape = ReadGgufShape(weights);
    auto limit = static_cast<size_t>(std::max(shape->context, 512));
    // Auto-J's builds declare more than the 4,096 tokens that it was trained on.
    limit = IsAutoj() ? std::min<size_t>(limit, 4096) : limit;
    auto asked = static_cast<size_t>(options.context);
    if (asked > limit) {
      on_step(fmt::format("--context {} is more than the {} tokens that the model was made for",
                          asked, limit));
    }
    context_limit = asked > 0 ? asked : limit;
  }

  const LlamaModel& Tokenizer() {
    if (!model && !vocabulary) {
      vocabulary = LlamaModel::Load(weights, LlamaModel::Part::kVocabulary);
    }
    return model ? *model : *vocabulary;
  }

  // Requests as they will be run; ends early, with fewer, where a stop is asked for.
  std::vector<Need> Measure(Requests& requests, const StopSignal& stop, Workload* work) {
    const LlamaModel& tokenizer = Tokenizer();
    std::vector<Need> needs;
    for (size_t i = 0; i < requests.Count() && stop.level == StopSignal::kRun; ++i) {
      Need& need = needs.emplace_back(Need{i, 0, 0});
      for (Request& request : requests.Outlook(i)) {
        MeasureOne(std::move(request), tokenizer, &need, work);
      }
    }
    work->requests = needs.size();
    return needs;
  }

  void MeasureOne(Request request, const LlamaModel& tokenizer, Need* need, Workload* work) const {
    bool is_first = need->tokens == 0;
    work->writes = work->writes || request.max_tokens > 0;
    Sequence sequence(std::move(request), tokenizer, context_limit);
    need->group = sequence.group();
    need->tokens = std::max(need->tokens, sequence.MostTokens());
    // A later request of the same is measured with texts as long as they can be: it may still fit.
    if (!is_first || sequence.MostTokens() <= context_limit) {
      work->longest = std::max(work->longest, std::min(sequence.MostTokens(), context_limit));
      work->rows = std::max(work->rows, sequence.MostRows());
    }
  }

  // Weights that are there already are counted as room for themselves. Shares by free memory are
  // settled the first time: loading by them changes what is free.
  Room Available() {
    int layers = shape->layers + 1;
    Room room{.host = AvailableMemory(), .offloaded = 0, .gpus = {}};
    room.offloaded = static_cast<double>(offload.LayersOf(shape->layers)) / layers;
    std::vector<float> shares;
    for (const Gpu& gpu : offload.gpus) {
      GpuMemory memory = AskMemory(gpu);
      bool reports = memory.free != 0 || memory.total != 0;
      // Where it does not, libllama shares by the memory of the host.
      shares.push_back(
          static_cast<float>(std::max<uint64_t>(reports ? memory.free : room.host, 1)));
      room.gpus.push_back(
          {.name = fmt::format("{} ({})", gpu.name, EscapeForTerminal(gpu.description)),
           .free = reports ? std::optional(memory.free) : std::nullopt});
    }
    if (offload.shares.empty()) {
      offload.shares = shares;
    }
    for (size_t i = 0; i < room.gpus.size(); ++i) {
      room.gpus[i].share = static_cast<double>(offload.shares[i]);
    }
    if (model) {
      AddRoomOfWeights(&room);
    }
    return room;
  }

  void AddRoomOfWeights(Room* room) const {
    room->host += OnHost(*room, shape->file_bytes);
    for (GpuRoom& gpu : room->gpus) {
      if (gpu.free) {
        *gpu.free += OnGpu(*room, gpu, shape->file_bytes);
      }
    }
  }

  void Load(const StopSignal& stop) {
    if (!model) {
      on_step("loading the model");
      model = LlamaModel::LoadUnlessStopped(weights, offload, stop);
      vocabulary.reset();
    }
  }
};

LlamaEngine::LlamaEngine(const std::string& path, const LocalOptions& options,
                         std::function<void(const std::string&)> on_step)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->options = options;
  state_->offload = PlanOffload(options, ConcernGpus(options) ? FindGpus() : std::vector<Gpu>{});
  state_->on_step = std::move(on_step);
  state_->card = LoadModelCard(path);
}

LlamaEngine::~LlamaEngine() = default;

EngineInfo LlamaEngine::Info() const {
  std::string gpus = state_->offload.gpus.empty()
                         ? ""
                         : Describe(state_->offload, ReadGgufShape(state_->path).layers) + ", ";
  return {state_->card.name, state_->card.identity,
          fmt::format("{}{}, {} threads", gpus, ProcessorName(), state_->Threads()),
          state_->IsAutoj()};
}

ChatFrame LlamaEngine::Chat(bool with_system) const {
  const ModelCard::Chat& chat = with_system ? state_->card.chat_with_system : state_->card.chat;
  if (!chat.error.empty()) {
    throw Error(ErrorKind::kModel, chat.error);
  }
  return chat.frame;
}

namespace {

// One run: sequences go into slots, steps go to the model, rows go back to their sequences.
class Runner {
 public:
  Runner(Requests& requests, const LlamaModel& model, LlamaBatch& batch, const MemoryPlan& plan,
         size_t context_limit)
      : requests_(requests),
        model_(model),
        batch_(batch),
        context_(context_limit),
        planned_context_(plan.context),
        scheduler_(plan.parallel, kChunk, plan.rows),
        running_(plan.parallel) {}

  void Run(const std::vector<Need>& needs, const StopSignal& stop) {
    size_t next = 0;
    while (stop.level < StopSignal::kNow) {
      while (stop.level == StopSignal::kRun && next < needs.size() && scheduler_.HasFreeSlot() &&
             requests_.MayBegin()) {
        Start(needs[next++].index, context_);
      }
      BatchScheduler::Step step = scheduler_.Next();
      if (step.entries.empty() || !batch_.Decode(step)) {
        return;
      }
      for (int slot : step.completed) {
        Advance(slot, step, stop);
      }
      requests_.Decoded(step.entries.size());
    }
  }

 private:
  struct Running {
    size_t index = 0;
    std::optional<Sequence> sequence;
  };

  void Start(size_t index, size_t context) {
    Sequence sequence(requests_.Make(index), model_, context);
    std::optional<Feed> feed = sequence.Begin();
    if (!feed) {
      requests_.Done(index, sequence.Finished());
      return;
    }
    Running& running = running_[static_cast<size_t>(scheduler_.Start(std::move(*feed)))];
    running.index = index;
    running.sequence.emplace(std::move(sequence));
  }

  void Advance(int slot, const BatchScheduler::Step& step, const StopSignal& stop) {
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
    size_t index = running.index;
    requests_.Done(index, std::move(completion));
    if (requests_.GoesOn(index) && stop.level == StopSignal::kRun && requests_.MayBegin()) {
      Start(index, planned_context_);  // this slot is free, and remembers most of the prompt
    }
  }

  Requests& requests_;
  const LlamaModel& model_;
  LlamaBatch& batch_;
  size_t context_;
  size_t planned_context_;  // for requests whose text was not known when the others were measured
  BatchScheduler scheduler_;
  std::vector<Running> running_;
};

}  // namespace

void LlamaEngine::Run(Requests& requests, const StopSignal& stop) {
  state_->Prepare();
  // The first run measures and plans before the weights are there; a later one has them already.
  Workload work;
  std::vector<Need> needs = state_->Measure(requests, stop, &work);
  OrderByLength(&needs);
  MemoryPlan plan = PlanMemory(*state_->shape, work, state_->options, state_->Available());
  if (stop.level != StopSignal::kRun) {
    return;
  }
  state_->Load(stop);
  if (stop.level != StopSignal::kRun) {
    return;
  }
  LlamaBatch batch(state_->model->handle(), {.streams = plan.parallel,
                                             .context = plan.context,
                                             .chunk = kChunk,
                                             .rows = plan.rows,
                                             .threads = static_cast<int>(state_->Threads()),
                                             .flash_attention = true});
  batch.AbortWhen(StopNow, const_cast<StopSignal*>(&stop));
  Runner(requests, *state_->model, batch, plan, state_->context_limit).Run(needs, stop);
}

std::vector<TokenStates> LlamaEngine::HiddenStates(const Prompt& prompt,
                                                   const std::vector<int>& layers) {
  state_->Prepare();
  PlanMemory(*state_->shape, {}, state_->options, state_->Available());
  state_->Load(StopSignal{});
  return ComputeHiddenStates(state_->model->handle(), state_->model->Tokenize(prompt), layers,
                             static_cast<int>(state_->Threads()));
}

std::optional<std::string> LlamaEngine::Shorten(const std::string& text, const TokenCut& cut) {
  state_->Prepare();
  const LlamaModel& model = state_->Tokenizer();
  std::vector<std::string> pieces;
  for (int32_t token : model.TokenizeContinuation(text)) {
    pieces.push_back(model.Piece(token));
  }
  return pieces.size() <= cut.most ? text : CutMiddle(pieces, cut);
}

}  // namespace autoj
