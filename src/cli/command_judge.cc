#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/autoj.h"
#include "base/file.h"
#include "base/log_line.h"
#include "cli/commands.h"
#include "cli/engine_flags.h"
#include "cli/interrupt.h"
#include "cli/judge_output.h"
#include "cli/spooled_input.h"
#include "dataset/items.h"
#include "judge/progress.h"
#include "judge/shard.h"
#include "protocol/protocol.h"
#include "report/run_summary.h"

namespace autoj {
namespace {

struct JudgeFlags {
  std::string input;
  std::string output;
  std::string mode;
  std::string orders = "both";
  std::vector<std::string> retry;
  size_t limit = 0;
  std::string shard = "1/1";
  bool json = false;
  bool quiet = false;
  std::string log_format = "text";
  EngineOptions engine;
  JudgeOptions judge;
};

Mode ParseMode(const std::string& name) {
  return name == "written" ? Mode::kWritten : name == "guided" ? Mode::kGuided : Mode::kScored;
}

// Keeps standard input in the run's folder as soon as that is known.
class SpoolingProgress : public Progress {
 public:
  using Progress::Progress;
  void Keep(const SpooledInput& input) { input_ = &input; }
  void Started(const JudgePlan& plan) override {
    Progress::Started(plan);
    if (input_ != nullptr && !plan.run.empty()) {
      input_->CopyTo(plan.run + "/input.jsonl");
    }
  }

 private:
  const SpooledInput* input_ = nullptr;
};

Progress::Style StyleOf(const JudgeFlags& flags) {
  return flags.log_format == "json"   ? Progress::Style::kJson
         : flags.quiet                ? Progress::Style::kQuiet
         : isatty(STDERR_FILENO) != 0 ? Progress::Style::kBar
                                      : Progress::Style::kLines;
}

// The items of the input: all lines are checked, the first `limit` taken (0: all).
ItemSource SourceOf(const std::string& path, size_t limit, const SkipBad& skip) {
  return [path, limit, skip](const ItemSink& sink) {
    size_t taken = 0;
    auto take = [&](Item item) {
      if (limit == 0 || taken < limit) {
        ++taken;
        sink(std::move(item));
      }
    };
    ReadItems(path, take, skip);
  };
}

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

int ExitCode(const RunSummary& summary, RunEnd end) {
  constexpr int kInterrupted = 130;
  if (end == RunEnd::kStopped) {
    return kInterrupted;
  }
  return end == RunEnd::kAll && summary.skipped == 0 && AllDecided(summary) ? 0 : 1;
}

// Tells how the call ended, and gives its exit code.
int Conclude(const JudgeFlags& flags, const RunSummary& summary, RunEnd end, const JudgePlan& plan,
             std::ostream& err) {
  int code = ExitCode(summary, end);
  if (flags.log_format == "json") {
    const char* why = end == RunEnd::kAll       ? "all"
                      : end == RunEnd::kStopped ? "interrupted"
                                                : "max_cost";
    err << RenderLogLine("finished", {{"exit", code},
                                      {"end", why},
                                      {"unfinished", summary.unfinished},
                                      {"summary", SummaryToJson(summary)}});
    return code;
  }
  if (!flags.quiet) {
    err << RenderSummary(summary);
  }
  if (end == RunEnd::kStopped) {
    err << fmt::format("interrupted: {} of {} items are judged; the same command goes on\n",
                       summary.items, summary.items + summary.unfinished);
  } else if (end == RunEnd::kMaxCost) {
    err << fmt::format(
        "stopped at ${}, the limit; {} of {} judgments are made; the same command with a higher "
        "--max-cost goes on\n",
        RenderDollars(summary.cost->Total()), plan.finished + summary.judged_now, plan.judgments);
  }
  return code;
}

int RunJudge(JudgeFlags flags, std::ostream& out, std::ostream& err) {
  SpoolingProgress progress(err, StyleOf(flags));
  std::optional<SpooledInput> spooled;
  if (flags.input == "-") {
    spooled.emplace();
    flags.judge.input = spooled->Name();
    progress.Keep(*spooled);
  }
  if (!flags.output.empty()) {
    CheckWritable(flags.output);  // before hours of work, not after
  }
  size_t bad = 0;
  auto skip = [&](const std::string& error) {
    ++bad;
    progress.Warn(error + " (skipped)");
  };
  EngineOptions engine_options = flags.engine;
  engine_options.on_step = [&](const std::string& what) { progress.Step(what); };
  engine_options.on_warning = [&](const std::string& what) { progress.Warn(what); };
  std::unique_ptr<Engine> engine = MakeEngine(engine_options);
  Interrupt interrupt(flags.log_format == "text");
  Judge judge(flags.judge, *engine);
  RunEnd end = judge.Run(
      SourceOf(flags.input, flags.limit, flags.judge.skip_bad ? SkipBad(skip) : SkipBad()),
      progress, interrupt.signal());
  progress.Clear();

  RunSummary call;
  call.skipped = bad + progress.plan().skipped;
  call.judged_now = progress.JudgedNow();
  call.seconds = progress.Seconds();
  call.run = progress.plan().run;
  call.cost = judge.cost();
  call.stopped = end == RunEnd::kStopped;
  RunSummary summary = Present(judge, flags, call, out);
  return Conclude(flags, summary, end, progress.plan(), err);
}

// A range alone lets "nan" pass.
const CLI::Validator kIsFinite(
    [](std::string& text) {
      char* end = nullptr;
      return std::isfinite(std::strtod(text.c_str(), &end)) ? std::string() : "not a finite number";
    },
    "FLOAT", "kIsFinite");

// Flags that say what is asked and how it is written.
void AddAsking(CLI::App* command, JudgeFlags* flags) {
  command->add_option("--protocol", flags->judge.protocol,
                      "A shipped protocol's name or a .yaml file; default: by the item's shape");
  command->add_option("--language", flags->judge.language, "en, zh or auto (by the query)")
      ->check(CLI::IsMember({"en", "zh", "auto"}));
  command
      ->add_option("--wrapper", flags->judge.wrapper,
                   "autoj ([INST]), chat (the model's own) or none; default: by the model")
      ->check(CLI::IsMember({"autoj", "chat", "none"}));
  command
      ->add_option("--mode", flags->mode,
                   "written (read the text), guided (complete its decision) or scored (no text, "
                   "probabilities); default: by the model")
      ->check(CLI::IsMember({"written", "guided", "scored"}));
  command->add_option("--orders", flags->orders, "both or given (pairs)")
      ->check(CLI::IsMember({"both", "given"}));
  Decoding* decoding = &flags->judge.decoding;
  command->add_option("--max-tokens", decoding->max_tokens, "At most so many new tokens a text")
      ->check(CLI::Range(1, 1 << 20));
  command->add_flag("--ignore-eos", decoding->ignore_eos, "Write exactly --max-tokens");
  command->add_option("--temperature", decoding->temperature, "0: greedy (the default)")
      ->check(kIsFinite & CLI::Range(0.0, 10.0));
  command->add_option("--top-p", decoding->top_p, "Only the likeliest tokens up to this sum")
      ->check(kIsFinite & CLI::Range(0.0, 1.0));
  command->add_option("--seed", decoding->seed, "Of the draws, with a temperature");
}

// Flags that say where from and where to.
void AddFiles(CLI::App* command, JudgeFlags* flags) {
  command->add_option("input", flags->input, "JSON lines, or - for standard input")->required();
  command->add_option("--run", flags->judge.run, "Folder of the run; default: in the state folder");
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  command->add_option("--shard", flags->shard,
                      "I/N: only the I-th of N parts of the input; `autoj merge` joins the runs");
  command->add_option("--limit", flags->limit, "Only the first so many items");
  command->add_option("--retry", flags->retry, "Outcomes to judge again, e.g. unreadable,truncated")
      ->delimiter(',')
      ->check(CLI::IsMember({"unreadable", "truncated", "too_long", "refused", "failed"}));
  command
      ->add_option("--max-failures", flags->judge.max_failures,
                   "So many failures in a row end the run; 0: never; default: 20 on servers")
      ->check(CLI::NonNegativeNumber);
  CLI::Option* prices =
      command->add_option("--prices", flags->judge.prices,
                          "YAML, model: {prompt, cached, completion}: dollars per million tokens");
  command
      ->add_option("--max-cost", flags->judge.max_cost,
                   "Dollars; where the run's judgments have cost so much, it ends")
      ->needs(prices)
      ->check(kIsFinite & CLI::NonNegativeNumber);
  command->add_flag("--skip-bad", flags->judge.skip_bad,
                    "Go on without the lines that cannot be read");
  command->add_flag("--json", flags->json, "One JSON object: records and summary");
  CLI::Option* quiet = command->add_flag("--quiet", flags->quiet, "No progress and no summary");
  command
      ->add_option("--log-format", flags->log_format,
                   "text, or json: progress, warnings and errors as one JSON object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->excludes(quiet);
}

}  // namespace

CommandBody AddJudge(CLI::App& program, const std::string& command_line) {
  auto flags = std::make_shared<JudgeFlags>();
  flags->judge.command = command_line;
  CLI::App* command = program.add_subcommand("judge", "Judge the responses of an input");
  AddFiles(command, flags.get());
  AddAsking(command, flags.get());
  AddEngineFlags(command, &flags->engine);
  return [flags](std::ostream& out, std::ostream& err) {
    if (!flags->mode.empty()) {
      flags->judge.mode = ParseMode(flags->mode);
    }
    flags->judge.both_orders = flags->orders == "both";
    for (const std::string& name : flags->retry) {
      flags->judge.retry.insert(ParseOutcome(name));
    }
    flags->judge.input = flags->input;
    flags->judge.shard = ParseShard(flags->shard);
    return RunJudge(*flags, out, err);
  };
}

}  // namespace autoj
