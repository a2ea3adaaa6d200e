#include "judge/merge.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/manifest_difference.h"
#include "judge/run_file.h"
#include "judge/run_store.h"
#include "judge/shard.h"

namespace autoj {
namespace {

constexpr size_t kMostTold = 10;

struct Source {
  explicit Source(const std::string& run) : name(EscapeForTerminal(run)), file(run) {}
  std::string name;  // safe for a terminal
  RunFile file;
};

Manifest WithoutShard(Manifest manifest) {
  manifest.settings.erase("shard");
  return manifest;
}

std::deque<Source> OpenAll(const std::vector<std::string>& runs) {
  std::deque<Source> sources;
  for (const std::string& run : runs) {
    sources.emplace_back(run);
  }
  const Source& first = sources.front();
  for (const Source& other : sources) {
    std::string differences =
        DescribeDifferences(WithoutShard(first.file.manifest()),
                            WithoutShard(other.file.manifest()), "the first has", "the other has");
    if (!differences.empty()) {
      throw Error(ErrorKind::kInput,
                  fmt::format("runs {} and {} were made otherwise:\n{}only runs of the same "
                              "settings can be merged",
                              first.name, other.name, differences));
    }
  }
  return sources;
}

// Which shards of an input are there.
void CountShards(const std::deque<Source>& sources, Merged* merged) {
  std::set<size_t> there;
  for (const Source& source : sources) {
    const auto& settings = source.file.manifest().settings;
    auto setting = settings.find("shard");
    if (setting == settings.end()) {
      continue;
    }
    Shard shard = ParseShard(setting->second);
    if (merged->shards != 0 && merged->shards != shard.of) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{} is one of {} shards, another run one of {}; merge those of one "
                              "division",
                              source.name, shard.of, merged->shards));
    }
    merged->shards = shard.of;
    there.insert(shard.number);
  }
  for (size_t number = 1; number <= merged->shards; ++number) {
    if (there.count(number) == 0) {
      merged->missing.push_back(number);
    }
  }
}

bool IsSame(const Judgment& a, const Judgment& b) {
  return a.verdict.outcome == b.verdict.outcome && a.verdict.rating == b.verdict.rating &&
         a.text == b.text;
}

std::string What(const JudgmentKey& key) {
  return fmt::format("item \"{}\" (order {}, response {})", EscapeForTerminal(key.id),
                     OrderName(key.order), key.response);
}

// Takes one run after the other into a store.
class Merger {
 public:
  Merger(const std::deque<Source>& sources, RunStore& store, Prefer prefer)
      : sources_(sources), store_(store), prefer_(prefer) {}

  void Take(const Source& source) {
    Manifest manifest = WithoutShard(source.file.manifest());
    for (const char* of_one_run : {"prompt_tokens", "completion_tokens", "cost"}) {
      manifest.facts.erase(of_one_run);
    }
    store_.BeginIntake();
    store_.KeepManifest(manifest);
    source.file.ForEachItem([&](const Item&, const KeptItem& kept, size_t position) {
      store_.KeepItem(kept, position);
      for (const JudgmentKey& key : KeysOf(kept)) {
        TakeJudgment(source, key, StepKeysOf(kept, key));
      }
    });
    store_.EndIntake();
  }

  size_t conflicts() const { return conflicts_; }
  const std::vector<std::string>& told() const { return told_; }

 private:
  // A judgment and the steps that it builds on come from one run.
  void TakeJudgment(const Source& source, const JudgmentKey& key,
                    const std::vector<JudgmentKey>& steps) {
    const JudgmentKey& first = steps.empty() ? key : steps.front();
    CheckSamePrompt(source, first);
    std::vector<Judgment> attempts = source.file.FindAttempts(key);
    bool counts = attempts.empty() ? !store_.Find(first) : Counts(source, key, attempts.back());
    if (!counts) {
      return;
    }
    for (const JudgmentKey& step : steps) {
      Add(step, source.file.FindAttempts(step));
    }
    Add(key, std::move(attempts));
  }

  void Add(const JudgmentKey& key, std::vector<Judgment> attempts) {
    for (Judgment& attempt : attempts) {
      store_.Add(key, attempt);
    }
  }

  // What is asked first is known from the item alone; what follows, from answers.
  void CheckSamePrompt(const Source& source, const JudgmentKey& key) const {
    std::optional<Judgment> earlier = store_.Find(key);
    std::optional<Judgment> judgment = source.file.Find(key);
    if (earlier && judgment && earlier->prompt_hash != judgment->prompt_hash) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{} has another prompt in {} than in {}; runs of different items "
                              "cannot be merged",
                              What(key), source.name, OwnerOf(key, *earlier)));
    }
  }

  // Whether a judgment is to stand before the one that the store has, if it has one.
  bool Counts(const Source& source, const JudgmentKey& key, const Judgment& judgment) {
    std::optional<Judgment> earlier = store_.Find(key);
    if (!earlier) {
      return true;
    }
    if (IsSame(*earlier, judgment) || judgment.verdict.outcome == Outcome::kFailed) {
      return false;
    }
    if (earlier->verdict.outcome == Outcome::kFailed) {
      return true;
    }
    ++conflicts_;
    if (told_.size() < kMostTold) {
      told_.push_back(fmt::format("{}: {} in {}, {} in {}", What(key),
                                  OutcomeName(earlier->verdict.outcome), OwnerOf(key, *earlier),
                                  OutcomeName(judgment.verdict.outcome), source.name));
    }
    return prefer_ == Prefer::kLast;
  }

  // The first run that holds a judgment which the store has taken.
  std::string OwnerOf(const JudgmentKey& key, const Judgment& taken) const {
    for (const Source& source : sources_) {
      std::optional<Judgment> judgment = source.file.Find(key);
      if (judgment && judgment->prompt_hash == taken.prompt_hash && IsSame(*judgment, taken)) {
        return source.name;
      }
    }
    return "an earlier run";
  }

  const std::deque<Source>& sources_;
  RunStore& store_;
  Prefer prefer_;
  size_t conflicts_ = 0;
  std::vector<std::string> told_;
};

std::string Listed(const std::vector<std::string>& told, size_t all) {
  std::string lines;
  for (const std::string& one : told) {
    lines += "  " + one + "\n";
  }
  return all > told.size() ? lines + fmt::format("  and {} more\n", all - told.size()) : lines;
}

}  // namespace

Merged MergeRuns(const std::vector<std::string>& runs, const std::string& into, Prefer prefer,
                 const std::function<void(const std::string&)>& warn) {
  std::deque<Source> sources = OpenAll(runs);
  Merged merged;
  CountShards(sources, &merged);
  RunStore store(into);
  if (store.LoadManifest()) {
    throw Error(ErrorKind::kInput, fmt::format("{}: holds a run; name a new folder with --run",
                                               EscapeForTerminal(into)));
  }
  try {
    Merger merger(sources, store, prefer);
    for (const Source& source : sources) {
      merger.Take(source);
    }
    merged.conflicts = merger.conflicts();
    if (merged.conflicts > 0 && prefer == Prefer::kNeither) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{} judgments differ between the runs:\n{}--prefer first or "
                              "--prefer last says which count",
                              merged.conflicts, Listed(merger.told(), merged.conflicts)));
    }
    if (merged.conflicts > 0) {
      warn(fmt::format("{} judgments differ between the runs:\n{}the {} run counts",
                       merged.conflicts, Listed(merger.told(), merged.conflicts),
                       prefer == Prefer::kFirst ? "first" : "last"));
    }
    TokenTotals totals = store.SumTokens();
    store.ChangeFacts({{"prompt_tokens", std::to_string(totals.prompt)},
                       {"completion_tokens", std::to_string(totals.completion)}});
    merged.items = store.CountItems();
  } catch (...) {
    store.DropIntake();
    throw;
  }
  return merged;
}

}  // namespace autoj
