#include "study/tournament_judge.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/kept_item.h"
#include "judge/protocol_shelf.h"
#include "judge/run_file.h"
#include "study/played_tournament.h"

namespace autoj {
namespace {

using nlohmann::json;

// Passes everything on, and remembers the plan.
class PlanKeeper : public JudgeObserver {
 public:
  PlanKeeper(JudgeObserver& observer, JudgePlan* plan) : observer_(observer), plan_(plan) {}
  void Started(const JudgePlan& plan) override {
    *plan_ = plan;
    observer_.Started(plan);
  }
  void Working(size_t tokens) override { observer_.Working(tokens); }
  void Judged(const Judgment& judgment) override { observer_.Judged(judgment); }
  void Warn(const std::string& what) override { observer_.Warn(what); }

 private:
  JudgeObserver& observer_;
  JudgePlan* plan_;
};

// The comparison as an item of its own. What the item's label says is not about the pair.
Item PairOf(const Item& item, const Pairing& pairing) {
  const auto& [first, second] = pairing;
  Item pair = item;
  pair.id = ComparisonId(item, pairing);
  pair.responses = {item.responses[static_cast<size_t>(first)],
                    item.responses[static_cast<size_t>(second)]};
  pair.label.reset();
  pair.meta =
      json{{"item", item.id}, {"first_response", first}, {"second_response", second}}.dump();
  return pair;
}

using Pairings = std::vector<Pairing>;

Pairings PairingsOf(const TournamentPlan& plan) {
  Pairings pairings;
  for (const TournamentPlan::Match& match : plan.matches) {
    pairings.push_back(match.pairing);
  }
  return pairings;
}

// The options of the judge who compares.
JudgeOptions Checked(JudgeOptions options) {
  if (options.baseline.empty()) {
    options.protocol = options.protocol.empty() ? "autoj-pairwise" : options.protocol;
    CheckProtocolKind(options.protocol, options.language, ProtocolKind::kPairwise,
                      "a tournament takes one that compares; --by rating rates");
  }
  if (options.shard.of > 1) {
    throw Error(ErrorKind::kUsage, "a tournament cannot be sharded; split the input instead");
  }
  if (options.run.empty() && options.input.empty()) {
    throw Error(ErrorKind::kUsage, "a tournament needs a run, or the name of an input");
  }
  options.scheme = "tournament";
  return options;
}

}  // namespace

struct TournamentJudge::State {
  State(JudgeOptions given, Engine* borrowed)
      : options(Checked(std::move(given))),
        engine(borrowed),
        shelf(options.baseline.empty() ? options.protocol : options.baseline, options.language) {}

  // The comparisons of all items, those of former rounds included: the run keeps their places.
  ItemSource Round(const ItemSource& items) const {
    return [this, &items](const ItemSink& sink) {
      size_t place = 0;
      items([&](const Item& item) {
        Pairings first_round;
        if (place == due.size()) {
          first_round = PairingsOf(PlanTournament(DistinctResponses(item), {}));
        }
        for (const Pairing& pairing : place < due.size() ? due[place++] : first_round) {
          sink(PairOf(item, pairing));
        }
      });
    };
  }

  // Holds a round. The judge lets go of the run at its end: SQLite's locks are lost where a process
  // opens the file of a database a second time.
  RunEnd Hold(const ItemSource& items, JudgeObserver& observer, const StopSignal& stop) {
    PlanKeeper keeper(observer, &plan);
    Judge judge = engine == nullptr ? Judge(options) : Judge(options, *engine);
    RunEnd end = judge.Run(Round(items), keeper, stop);
    cost = judge.cost();
    return end;
  }

  struct Standing {
    size_t open = 0;     // items whose tournament is not over
    size_t unknown = 0;  // comparisons of theirs that are due
  };

  // Reads the results, and says which comparisons are due.
  Standing Stand(const ItemSource& items) {
    RunFile file(plan.run);
    Standing standing;
    due.clear();
    items([&](const Item& item) {
      PlayedTournament played = PlayTournament(file, item);
      standing.open += played.plan.is_over ? 0 : 1;
      standing.unknown += played.plan.matches.size() - played.judged.size();
      due.push_back(PairingsOf(played.plan));
    });
    return standing;
  }

  Selection SelectionOf(const Item& item, PlayedTournament played) {
    const TournamentPlan& tournament = played.plan;
    Selection selection;
    selection.by_tournament = true;
    selection.responses = static_cast<int>(item.responses.size());
    selection.distinct = static_cast<int>(DistinctResponses(item).size());
    selection.decided_by = tournament.decided_by;
    selection.runner_up = tournament.runner_up;
    const Protocol& protocol = shelf.For(item);
    ItemJudgment& whole = selection.item;
    whole.id = item.id;
    whole.kind = ItemKind::kBestOf;
    whole.protocol = protocol.name;
    whole.language = protocol.language;
    whole.scenario = item.scenario;
    whole.label = item.label;
    whole.meta = item.meta;
    whole.verdict = tournament.verdict;
    whole.selected = tournament.selected;
    for (const TournamentPlan::Match& match : tournament.matches) {
      ItemJudgment& one = played.judged.at(match.pairing);
      whole.criteria = one.criteria;  // of the query: the same for all
      ComparisonResult result = ReadComparison(match.pairing, one);
      selection.comparisons.push_back({.first = match.pairing.first,
                                       .second = match.pairing.second,
                                       .round = match.round,
                                       .winner = result.winner,
                                       .decided_by = result.decided_by,
                                       .judged = std::move(one)});
    }
    return selection;
  }

  JudgeOptions options;
  Engine* engine;  // null: the baseline decides
  ProtocolShelf shelf;
  JudgePlan plan;             // of the last round
  std::vector<Pairings> due;  // of each item, once a round was held
  std::optional<Cost> cost;
  size_t skipped = 0;
};

TournamentJudge::TournamentJudge(JudgeOptions options, Engine& engine)
    : state_(std::make_unique<State>(std::move(options), &engine)) {}

TournamentJudge::TournamentJudge(JudgeOptions options)
    : state_(std::make_unique<State>(std::move(options), nullptr)) {}

TournamentJudge::~TournamentJudge() = default;

RunEnd TournamentJudge::Run(const ItemSource& items, JudgeObserver& observer,
                            const StopSignal& stop) {
  State& it = *state_;
  RunEnd end = RunEnd::kAll;
  State::Standing standing;
  do {
    end = it.Hold(items, observer, stop);
    standing = it.Stand(items);
  } while (end == RunEnd::kAll && standing.unknown > it.plan.skipped);
  it.skipped = end == RunEnd::kAll ? standing.open : 0;  // the others were asked all that is due
  return end;
}

size_t TournamentJudge::skipped() const { return state_->skipped; }

size_t TournamentJudge::ForEach(const ItemSource& items,
                                const std::function<void(Selection)>& sink) const {
  State& it = *state_;
  RunFile file(it.plan.run);
  size_t open = 0;
  items([&](const Item& item) {
    PlayedTournament played = PlayTournament(file, item);
    if (played.plan.is_over) {
      sink(it.SelectionOf(item, std::move(played)));
    } else {
      ++open;
    }
  });
  return open - it.skipped;
}

std::optional<Cost> TournamentJudge::cost() const { return state_->cost; }

}  // namespace autoj
