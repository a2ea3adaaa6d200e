#include "autoj/judge.h"

#include <unistd.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "judge/kept_item.h"
#include "judge/protocol_shelf.h"
#include "judge/question.h"
#include "judge/run_store.h"

namespace autoj {
namespace {

bool NeedsSystem(const std::vector<Question>& questions) {
  for (const Question& question : questions) {
    if (question.protocol->system) {
      return true;
    }
  }
  return false;
}

JudgmentKey KeyOf(const Question& question) {
  return {question.item->id, question.order, question.response};
}

// The questions of a run as an engine takes them; answers go into the store.
class StoredRequests : public Requests {
 public:
  StoredRequests(const std::vector<Question>& pending, const Manner& manner,
                 const JudgeOptions& options, RunStore& store, JudgeObserver& observer)
      : pending_(pending), manner_(manner), options_(options), store_(store), observer_(observer) {}

  size_t Count() const override { return pending_.size(); }

  size_t answered() const { return answered_; }

  Request Make(size_t index) override { return MakeRequest(pending_[index], manner_); }

  void Decoded(size_t tokens) override { observer_.Working(tokens); }

  void Done(size_t index, Completion completion) override {
    Judgment judgment = ReadCompletion(pending_[index], manner_, completion);
    store_.Add(KeyOf(pending_[index]), judgment);
    ++answered_;
    observer_.Judged(judgment);
    CountFailures(judgment);
    CountUnreadable(judgment);
  }

 private:
  void CountFailures(const Judgment& judgment) {
    failures_ = judgment.verdict.outcome == Outcome::kFailed ? failures_ + 1 : 0;
    if (options_.max_failures > 0 && failures_ >= options_.max_failures) {
      throw Error(
          ErrorKind::kModel,
          fmt::format("{} judgments failed in a row ({}); the run is kept, the same command "
                      "goes on with it",
                      failures_, judgment.verdict.reason));
    }
  }

  void CountUnreadable(const Judgment& judgment) {
    unreadable_ = judgment.verdict.outcome == Outcome::kUnreadable ? unreadable_ + 1 : 0;
    if (unreadable_ == 20) {
      observer_.Warn(
          "20 answers in a row hold no verdict: does this model know this protocol? "
          "--mode guided or scored always decides");
    }
  }

  const std::vector<Question>& pending_;
  const Manner& manner_;
  const JudgeOptions& options_;
  RunStore& store_;
  JudgeObserver& observer_;
  size_t answered_ = 0;
  int failures_ = 0;
  int unreadable_ = 0;
};

}  // namespace

struct Judge::State {
  JudgeOptions options;
  Engine& engine;
  ProtocolShelf shelf;

  State(JudgeOptions how, Engine& borrowed)
      : options(std::move(how)), engine(borrowed), shelf(options.protocol, options.language) {}

  // The questions of all items; with skip_bad, of those that have a protocol.
  std::vector<Question> ListAll(const std::vector<Item>& items, JudgeObserver& observer,
                                size_t* skipped) {
    std::vector<Question> all;
    for (size_t i = 0; i < items.size(); ++i) {
      try {
        std::vector<Question> questions =
            ListQuestions(items[i], shelf.For(items[i]), i, options.both_orders);
        all.insert(all.end(), questions.begin(), questions.end());
      } catch (const Error& e) {
        Skip(e, observer);
        ++*skipped;
      }
    }
    return all;
  }

  // Tells what is left out; throws the error again where it is not to be.
  void Skip(const Error& error, JudgeObserver& observer) const {
    if (!options.skip_bad || error.kind() != ErrorKind::kInput) {
      throw error;
    }
    observer.Warn(std::string(error.what()) + " (skipped)");
  }

  // Hashes all prompts; with skip_bad, leaves out the items that their protocol cannot show and
  // gives how many.
  size_t HashAll(const Manner& manner, JudgeObserver& observer,
                 std::vector<Question>* questions) const {
    std::set<const Item*> bad;
    for (Question& question : *questions) {
      try {
        HashPrompt(manner, &question);
      } catch (const Error& e) {
        if (bad.insert(question.item).second) {
          Skip(e, observer);
        }
      }
    }
    std::erase_if(*questions, [&](const Question& q) { return bad.count(q.item) != 0; });
    return bad.size();
  }

  Manner ChooseManner(const EngineInfo& info, const std::vector<Question>& questions) const {
    Manner manner;
    manner.mode = options.mode.value_or(info.is_autoj ? Mode::kWritten : Mode::kScored);
    manner.wrapper = !options.wrapper.empty() ? ParseWrapper(options.wrapper)
                     : info.is_autoj          ? Wrapper::kAutoj
                                              : Wrapper::kChat;
    manner.decoding = options.decoding;
    if (manner.wrapper == Wrapper::kChat) {
      manner.frame = engine.Chat(false);
      if (NeedsSystem(questions)) {
        manner.frame_with_system = engine.Chat(true);
      }
    }
    for (const Question& question : questions) {
      CheckMode(*question.protocol, manner.mode);
    }
    return manner;
  }

  Manifest MakeManifest(const EngineInfo& info, const Manner& manner,
                        const std::vector<Question>& questions) const {
    const Decoding& decoding = manner.decoding;
    Manifest manifest;
    std::set<const Protocol*> protocols;
    for (const Question& question : questions) {
      protocols.insert(question.protocol);
    }
    for (const Protocol* protocol : protocols) {
      manifest.protocols[protocol->name + " " + protocol->language] =
          "sha256:" + Sha256(protocol->text);
    }
    manifest.settings = {
        {"model", info.identity},
        {"protocol", options.protocol.empty() ? "by shape" : options.protocol},
        {"language", options.language.empty() ? "auto" : options.language},
        {"wrapper", WrapperName(manner.wrapper)},
        {"mode", ModeName(manner.mode)},
        {"max_tokens", std::to_string(decoding.max_tokens)},
        {"ignore_eos", decoding.ignore_eos ? "true" : "false"},
        {"temperature", fmt::format("{}", decoding.temperature)},
        {"top_p", fmt::format("{}", decoding.top_p)},
        {"seed", std::to_string(decoding.seed)},
    };
    manifest.facts = {
        {"model_name", info.model},
        {"hardware", info.hardware},
        {"command", options.command},
        {"autoj", AUTOJ_VERSION},
        {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
    };
    return manifest;
  }

  std::string FolderOf(const Manifest& manifest) const {
    if (!options.run.empty() || options.input.empty()) {
      return options.run;
    }
    std::error_code ignored;
    std::string key = std::filesystem::weakly_canonical(options.input, ignored).string();
    for (const auto& [name, value] : manifest.settings) {
      key += fmt::format("\n{}={}", name, value);
    }
    std::string stem = std::filesystem::path(options.input).stem().string();
    return fmt::format("{}/runs/{}-{}", StateFolder(), stem, Sha256(key).substr(0, 12));
  }

  // The questions that no earlier call has answered. Throws where an answer is to another prompt.
  std::vector<Question> FindPending(const std::vector<Question>& questions, const RunStore& store,
                                    const std::string& folder) const {
    struct Earlier {
      std::string prompt_hash;
      Outcome outcome;
      int attempt;
    };
    std::map<JudgmentKey, Earlier> known;
    store.ForEach([&](const JudgmentKey& key, const Judgment& judgment) {
      known[key] = {judgment.prompt_hash, judgment.verdict.outcome, judgment.attempt};
    });
    std::vector<Question> pending;
    for (const Question& question : questions) {
      auto found = known.find(KeyOf(question));
      if (found == known.end()) {
        pending.push_back(question);
        continue;
      }
      const Earlier& earlier = found->second;
      if (earlier.prompt_hash != question.prompt_hash) {
        throw Error(ErrorKind::kInput,
                    fmt::format("{}: item \"{}\" has another prompt than in the run {}; give the "
                                "item another id, or the run another folder (--run)",
                                question.item->line, EscapeForTerminal(question.item->id),
                                EscapeForTerminal(folder)));
      }
      if (earlier.outcome == Outcome::kFailed || options.retry.count(earlier.outcome) != 0) {
        pending.push_back(question);
        pending.back().attempt = earlier.attempt + 1;
      }
    }
    return pending;
  }
};

namespace {

// The items of the questions, each with the number of judgments that it is to have.
std::vector<KeptItem> ItemsOf(const std::vector<Question>& questions) {
  std::vector<KeptItem> items;
  for (const Question& question : questions) {
    if (items.empty() || items.back().item != question.item) {
      items.push_back({question.item, question.protocol->kind == ProtocolKind::kPairwise,
                       question.protocol->name, question.protocol->language, 0});
    }
    ++items.back().judgments;
  }
  return items;
}

// All items whose questions are answered, in the order of the input.
std::vector<ItemJudgment> Collect(const std::vector<KeptItem>& items, const RunStore& store) {
  std::vector<ItemJudgment> judged;
  for (const KeptItem& item : items) {
    if (auto one = Assemble(item, [&](const JudgmentKey& key) { return store.Find(key); })) {
      judged.push_back(std::move(*one));
    }
  }
  return judged;
}

}  // namespace

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
    : state_(std::make_unique<State>(std::move(options), engine)) {}

Judge::~Judge() = default;

std::vector<ItemJudgment> Judge::Run(const std::vector<Item>& items, JudgeObserver& observer,
                                     const StopSignal& stop) {
  State& it = *state_;
  EngineInfo info = it.engine.Info();
  size_t skipped = 0;
  std::vector<Question> questions = it.ListAll(items, observer, &skipped);
  Manner manner = it.ChooseManner(info, questions);
  skipped += it.HashAll(manner, observer, &questions);
  Manifest manifest = it.MakeManifest(info, manner, questions);
  std::string folder = it.FolderOf(manifest);
  RunStore store(folder);
  store.KeepManifest(manifest);
  std::vector<Question> pending = it.FindPending(questions, store, folder);
  std::vector<KeptItem> kept = ItemsOf(questions);
  store.KeepItems(kept);
  observer.Started({.model = info.model,
                    .wrapper = WrapperName(manner.wrapper),
                    .mode = ModeName(manner.mode),
                    .run = folder,
                    .judgments = questions.size(),
                    .skipped = skipped,
                    .finished = questions.size() - pending.size()});
  if (!it.options.retry.empty() && it.options.decoding.temperature == 0) {
    observer.Warn("at temperature 0 a model gives the same answer again; give a --temperature");
  }
  if (!pending.empty()) {
    StoredRequests requests(pending, manner, it.options, store, observer);
    it.engine.Run(requests, stop);
    if (stop.level == StopSignal::kRun && requests.answered() != pending.size()) {
      throw Error(ErrorKind::kInternal, fmt::format("the engine answered {} of {} requests",
                                                    requests.answered(), pending.size()));
    }
  }
  return Collect(kept, store);
}

std::vector<ItemJudgment> JudgeItems(const JudgeOptions& options, Engine& engine,
                                     const std::vector<Item>& items) {
  JudgeObserver silent;
  StopSignal never;
  return Judge(options, engine).Run(items, silent, never);
}

}  // namespace autoj
