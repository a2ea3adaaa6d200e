#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/judge.h"
#include "baseline/baseline.h"
#include "cli/commands.h"
#include "cli/judge_call.h"
#include "cli/judge_flags.h"
#include "cli/record_output.h"
#include "protocol/protocol.h"
#include "report/selection_record.h"
#include "report/selection_summary.h"
#include "study/selection.h"
#include "study/tournament_judge.h"

namespace autoj {
namespace {

struct SelectFlags {
  JudgeFlags judge;
  std::string by = "rating";
};

// Takes the selections of a call, and gives them to where they go.
class SelectionOutput {
 public:
  SelectionOutput(const JudgeFlags& flags, RunSummary facts, std::ostream& out)
      : records_(flags.output, flags.json, out) {
    summary_.judged = std::move(facts);
  }

  void Add(Selection selection) {
    Count(selection, &summary_);
    bool takes_row = records_.takes_row();
    records_.Add(records_.takes_records() ? RenderSelectionRecord(selection) : "");
    if (takes_row) {
      rows_.push_back(std::move(selection));
    }
  }

  CallResult End(size_t unfinished) {
    summary_.judged.unfinished = unfinished;
    records_.End(SelectionSummaryToJson(summary_),
                 RenderSelectionTable(rows_, TerminalWidth(), true));
    return {.words = RenderSelectionSummary(summary_),
            .summary = SelectionSummaryToJson(summary_),
            .items = summary_.items,
            .unfinished = unfinished,
            .all_decided = AllSelected(summary_)};
  }

 private:
  RecordOutput records_;
  std::vector<Selection> rows_;  // of the table
  SelectionSummary summary_;
};

int SelectRated(const JudgeFlags& flags, std::ostream& out, std::ostream& err) {
  JudgeCall call(flags, err);
  Judge judge = call.MakeJudge();
  RunEnd end = judge.Run(call.Items(CheckChoice), call.progress(), call.stop());
  call.progress().Clear();
  RunSummary facts = call.Facts(end, judge.cost());
  SelectionOutput output(flags, facts, out);
  size_t unfinished = judge.ForEach(
      [&](const Item&, ItemJudgment judged) { output.Add(SelectByRating(std::move(judged))); });
  CallResult result = output.End(unfinished);
  out.flush();
  return call.Conclude(result, facts, end);
}

int SelectByTournament(const JudgeFlags& flags, std::ostream& out, std::ostream& err) {
  JudgeCall call(flags, err);
  TournamentJudge judge = call.options().baseline.empty()
                              ? TournamentJudge(call.options(), call.engine())
                              : TournamentJudge(call.options());
  ItemSource items = call.Items(CheckChoice);
  RunEnd end = judge.Run(items, call.progress(), call.stop());
  call.progress().Clear();
  RunSummary facts = call.Facts(end, judge.cost());
  facts.skipped += judge.skipped();
  SelectionOutput output(flags, facts, out);
  size_t unfinished =
      judge.ForEach(items, [&](Selection selection) { output.Add(std::move(selection)); });
  CallResult result = output.End(unfinished);
  out.flush();
  return call.Conclude(result, facts, end);
}

int RunSelect(SelectFlags flags, std::ostream& out, std::ostream& err) {
  if (flags.by == "tournament") {
    return SelectByTournament(flags.judge, out, err);
  }
  if (FindBaseline(flags.judge.engine.model)) {
    throw Error(ErrorKind::kUsage,
                "a baseline compares pairs and rates nothing; --by tournament takes it");
  }
  std::string& protocol = flags.judge.judge.protocol;
  if (protocol.empty()) {
    protocol = "autoj-single";  // two responses are rated, too
  }
  CheckProtocolKind(protocol, flags.judge.judge.language, ProtocolKind::kSingle,
                    "to select by rating takes one that rates; --by tournament compares");
  return SelectRated(flags.judge, out, err);
}

}  // namespace

CommandBody AddSelect(CLI::App& program, const std::string& command_line) {
  auto flags = std::make_shared<SelectFlags>();
  flags->judge.judge.command = command_line;
  CLI::App* command = program.add_subcommand("select", "Select the best response of each item");
  command
      ->add_option("--by", flags->by,
                   "rating (each response is rated) or tournament (pairs are compared, N - 1 "
                   "where each is decided)")
      ->check(CLI::IsMember({"rating", "tournament"}));
  AddJudgeFlags(command, &flags->judge);
  return [flags](std::ostream& out, std::ostream& err) { return RunSelect(*flags, out, err); };
}

}  // namespace autoj
