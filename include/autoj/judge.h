#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judgment.h"

namespace autoj {

/// How a verdict is got out of a model.
enum class Mode {
  kWritten,  ///< Read from a free text, which may hold none.
  kGuided,   ///< The same; where the text holds none, the decision is completed and scored.
  kScored,   ///< No text: the probabilities of the alternatives.
};

/// "written", "guided" or "scored".
const char* ModeName(Mode mode);

/// How texts are written. Part of a run's identity: an old run refuses another one.
struct Decoding {
  int max_tokens = 1024;
  bool ignore_eos = false;  ///< Exactly max_tokens; switches the protocol's stop rule off as well.
  double temperature = 0;   ///< 0: greedy.
  double top_p = 1;
  uint64_t seed = 0;
};

/// One of several parts of an input, for several calls: each item is in one of them.
struct Shard {
  size_t number = 1;  ///< From 1.
  size_t of = 1;
};

/// What a judge is made of. Empty words are decided by the items and the model; what was decided
/// is told to the observer and stored.
struct JudgeOptions {
  /// "baseline:longer", "shorter", "first", "second" or "tie": decides pairs without a model.
  std::string baseline;
  std::string protocol;  ///< A shipped name or a file; empty: by the item's shape.
  std::string language;  ///< "en", "zh", or "auto" (also empty): by the item's query.
  std::string wrapper;   ///< "autoj", "chat", "none"; empty: by the model.
  /// The criteria that the judge is shown: "auto" (the item's own, else those of its scenario, else
  /// of what its query is classified as), "none", a scenario, or a file of criteria. Empty: "auto"
  /// where the protocol has a place for them, else "none".
  std::string criteria;
  std::string scenarios;  ///< A folder of scenarios; "+" and a folder: beside the shipped ones.
  /// With the criteria "auto", says what a query without a scenario is: "lexical" (also empty), or
  /// "embedded", which loads the default model for itself.
  std::string classifier;
  std::string weights;  ///< The classifier's, of `autoj classify --train`; empty: the shipped.
  int classifier_threads = 0;  ///< Of the model that it loads; 0: the machine's cores.
  std::optional<Mode> mode;    ///< None: by the model.
  bool both_orders = true;     ///< Pairs are judged in both orders.
  Decoding decoding;
  std::string run;  ///< Folder of the run; empty: kept in memory only, or under `input`'s name.
  /// Where `run` is empty and this is not: the run is kept in the state folder, under a name made
  /// of this (the input's path) and the settings.
  std::string input;
  Shard shard;          ///< Only its items are judged; all are checked.
  std::string command;  ///< For the manifest: the command line.
  /// How the items were made out of others ("tournament"), as part of the run's identity; empty:
  /// they are the input's own.
  std::string scheme;
  std::set<Outcome> retry;  ///< Outcomes of an earlier call that are judged again; kFailed always.
  bool skip_bad = false;    ///< Items that a protocol cannot show are left out, with a warning.
  std::string prices;  ///< YAML file: model: {prompt, cached, completion}, $ per million tokens.
  /// Dollars; where the run's judgments have cost so much, nothing new is begun. Needs `prices`.
  std::optional<double> max_cost;
  /// So many failed in a row end the run; 0: never. None: 20 on servers, never on a local engine.
  std::optional<int> max_failures;
};

/// Dollars that judgments cost.
struct Cost {
  double prompt = 0;
  double completion = 0;
  double Total() const { return prompt + completion; }
};

/// Why a call ended.
enum class RunEnd {
  kAll,      ///< Everything is judged.
  kStopped,  ///< By its StopSignal.
  kMaxCost,  ///< JudgeOptions::max_cost was reached.
};

/// What a judge decided before it began.
struct JudgePlan {
  std::string model;
  std::string wrapper;
  std::string mode;
  std::string servers;   ///< What they are, and where; "" for a local model.
  std::string criteria;  ///< As JudgeOptions has them.
  std::string run;       ///< "" where nothing is kept.
  size_t judgments = 0;  ///< All that the items need.
  size_t skipped = 0;    ///< Items that were left out.
  size_t finished = 0;   ///< Of the judgments, done by earlier calls.
};

/// Told what happens while items are judged, on the judging thread.
class JudgeObserver {
 public:
  virtual ~JudgeObserver() = default;
  /// At the begin of each Judge::Run.
  virtual void Started(const JudgePlan& /*plan*/) {}
  virtual void Working(size_t /*tokens*/) {}  ///< So many more were read or written.
  virtual void Judged(const Judgment& /*judgment*/) {}
  virtual void Warn(const std::string& /*what*/) {}
};

/// A protocol, a model, a mode and orders. One thread at a time.
///
/// Judges items through a run: what is done is kept as soon as it is done, and found again by the
/// next call with the same settings. Throws Error: kInput for items that a protocol cannot show
/// and for a run that was made otherwise, kModel (kRemote, of servers) also where too many
/// judgments failed in a row, kIo where the run cannot be kept.
class Judge {
 public:
  /// `engine` is borrowed and must outlive the judge.
  Judge(JudgeOptions options, Engine& engine);
  /// Without a model: `options.baseline` decides. Throws Error(kUsage) where it names none.
  explicit Judge(JudgeOptions options);
  ~Judge();

  /// Judges every item that is not judged yet. Items are asked for once, before the first is
  /// judged: each is checked and kept in the run, none stays in memory. What `items` throws passes
  /// through, and the run is left as it was.
  RunEnd Run(const ItemSource& items, JudgeObserver& observer, const StopSignal& stop);

  /// Calls `sink` with every item of the last Run that is judged as a whole, in their order, and
  /// with what was judged of it, newest attempts. Gives how many are not whole: after a stop.
  size_t ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const;

  /// What all judgments of the last Run's run cost, those of earlier calls and earlier attempts
  /// included; nothing where no price is known, or not all tokens are.
  std::optional<Cost> cost() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// All in one call, told to nobody: what was judged of each item, in the order of `items`.
std::vector<ItemJudgment> JudgeItems(const JudgeOptions& options, Engine& engine,
                                     const std::vector<Item>& items);

}  // namespace autoj
