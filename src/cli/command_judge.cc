#include <memory>
#include <ostream>

#include "autoj/judge.h"
#include "cli/commands.h"
#include "cli/judge_call.h"
#include "cli/judge_flags.h"
#include "cli/judge_output.h"
#include "report/run_summary.h"

namespace autoj {
namespace {

// Writes the results, and gives what they say as a whole.
RunSummary Present(const Judge& judge, const JudgeFlags& flags, RunSummary summary,
                   std::ostream& out) {
  JudgeOutput output(flags.output, flags.json, out);
  summary.unfinished = judge.ForEach([&](const Item&, const ItemJudgment& judged) {
    Count(judged, &summary);
    output.Add(judged);
  });
  output.End(summary);
  out.flush();
  return summary;
}

int RunJudge(const JudgeFlags& flags, std::ostream& out, std::ostream& err) {
  JudgeCall call(flags, err);
  Judge judge = call.MakeJudge();
  RunEnd end = judge.Run(call.Items([](const Item&) {}), call.progress(), call.stop());
  call.progress().Clear();
  RunSummary summary = Present(judge, flags, call.Facts(end, judge.cost()), out);
  return call.Conclude({.words = RenderSummary(summary),
                        .summary = SummaryToJson(summary),
                        .items = summary.items,
                        .unfinished = summary.unfinished,
                        .all_decided = AllDecided(summary)},
                       summary, end);
}

}  // namespace

CommandBody AddJudge(CLI::App& program, const std::string& command_line) {
  auto flags = std::make_shared<JudgeFlags>();
  flags->judge.command = command_line;
  CLI::App* command = program.add_subcommand("judge", "Judge the responses of an input");
  AddJudgeFlags(command, flags.get());
  return [flags](std::ostream& out, std::ostream& err) { return RunJudge(*flags, out, err); };
}

}  // namespace autoj
