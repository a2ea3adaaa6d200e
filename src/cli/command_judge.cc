#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <ostream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/autoj.h"
#include "base/file.h"
#include "base/hash.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/json_output.h"
#include "dataset/items.h"
#include "judge/progress.h"
#include "protocol/protocol.h"
#include "report/records.h"
#include "report/run_summary.h"
#include "report/verdict_table.h"

namespace autoj {
namespace {

struct JudgeFlags {
  std::string input;
  std::string output;
  std::string mode;
  std::string orders = "both";
  std::vector<std::string> retry;
  size_t limit = 0;
  bool json = false;
  bool quiet = false;
  EngineOptions engine;
  JudgeOptions judge;
};

Mode ParseMode(const std::string& name) {
  return name == "written" ? Mode::kWritten : name == "guided" ? Mode::kGuided : Mode::kScored;
}

std::string RenderRecords(const std::vector<ItemJudgment>& judged) {
  std::string lines;
  for (const ItemJudgment& item : judged) {
    lines += RenderRecord(item) + "\n";
  }
  return lines;
}

size_t TerminalWidth() {
  winsize size{};
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 100;
}

// Standard input cannot be read a second time: it is kept in the run's folder.
class SpoolingProgress : public Progress {
 public:
  using Progress::Progress;
  void Keep(std::string content) { content_ = std::move(content); }
  void Started(const JudgePlan& plan) override {
    Progress::Started(plan);
    if (!content_.empty() && !plan.run.empty()) {
      WriteFileAtomically(plan.run + "/input.jsonl", content_);
    }
  }

 private:
  std::string content_;
};

std::vector<Item> LoadInput(const JudgeFlags& flags, const SkipBad& skip) {
  std::vector<Item> items = LoadItems(flags.input, flags.judge.skip_bad ? skip : SkipBad{});
  if (flags.limit > 0 && items.size() > flags.limit) {
    items.resize(flags.limit);
  }
  return items;
}

bool AllDecided(const std::vector<ItemJudgment>& judged) {
  for (const ItemJudgment& item : judged) {
    if (!IsVerdict(item.verdict.outcome)) {
      return false;
    }
  }
  return true;
}

void Present(const JudgeFlags& flags, const std::vector<ItemJudgment>& judged,
             const RunSummary& summary, std::ostream& out) {
  if (!flags.output.empty()) {
    WriteFileAtomically(flags.output, RenderRecords(judged));
  }
  bool terminal = isatty(STDOUT_FILENO) != 0;
  if (flags.json) {
    WriteJson(out, RenderJson(judged, summary) + "\n");
  } else if (terminal) {
    out << RenderVerdictTable(judged, TerminalWidth(), true);
  } else if (flags.output.empty()) {
    out << RenderRecords(judged);
  }
}

int RunJudge(JudgeFlags flags, std::ostream& out, std::ostream& err) {
  SpoolingProgress progress(err, flags.quiet             ? Progress::Style::kQuiet
                                 : isatty(STDERR_FILENO) ? Progress::Style::kBar
                                                         : Progress::Style::kLines);
  std::istringstream spooled;
  if (flags.input == "-") {
    spooled.str({std::istreambuf_iterator<char>(std::cin), {}});
    std::cin.rdbuf(spooled.rdbuf());
    flags.judge.input = "standard-input-" + Sha256(spooled.str()).substr(0, 12);
    progress.Keep(spooled.str());
  }
  size_t bad = 0;
  std::vector<Item> items = LoadInput(flags, [&](const std::string& error) {
    ++bad;
    progress.Warn(error + " (skipped)");
  });
  if (!flags.output.empty()) {
    CheckWritable(flags.output);  // before hours of work, not after
  }
  EngineOptions engine_options = flags.engine;
  engine_options.on_step = [&](const std::string& what) { progress.Step(what); };
  std::unique_ptr<Engine> engine = MakeEngine(engine_options);
  Interrupt interrupt;
  Judge judge(flags.judge, *engine);
  std::vector<ItemJudgment> judged = judge.Run(items, progress, interrupt.signal());
  progress.Clear();
  bad += progress.plan().skipped;

  RunSummary summary = Summarise(judged);
  summary.skipped = bad;
  summary.judged_now = progress.JudgedNow();
  summary.seconds = progress.Seconds();
  summary.run = progress.plan().run;
  summary.stopped = interrupt.signal().level != StopSignal::kRun;
  Present(flags, judged, summary, out);
  out.flush();
  if (!flags.quiet) {
    err << RenderSummary(summary);
  }
  if (summary.stopped) {
    err << fmt::format("interrupted: {} of {} items are judged; the same command goes on\n",
                       judged.size(), items.size());
    return 130;
  }
  return bad == 0 && AllDecided(judged) ? 0 : 1;
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

// Flags that say what it runs on.
void AddEngine(CLI::App* command, EngineOptions* engine) {
  command->add_option("--model", engine->model, "A .gguf file; default: the shipped small model");
  command->add_option("--engine", engine->kind, "fake: no model, for tests");
  command->add_option("--threads", engine->local.threads, "Default: the machine's cores")
      ->check(CLI::Range(1, 1024));
  command->add_option("--parallel", engine->local.parallel, "Sequences at once")
      ->check(CLI::Range(1, 256));
  command->add_option("--context", engine->local.context, "Tokens a sequence may have")
      ->check(CLI::Range(64, 1 << 22));
  command->add_option("--gpu-layers", engine->local.gpu_layers, "-1: all, where there is a GPU")
      ->check(CLI::Range(-1, 100000));
}

// Flags that say where from and where to.
void AddFiles(CLI::App* command, JudgeFlags* flags) {
  command->add_option("input", flags->input, "JSON lines, or - for standard input")->required();
  command->add_option("--run", flags->judge.run, "Folder of the run; default: in the state folder");
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  command->add_option("--limit", flags->limit, "Only the first so many items");
  command->add_option("--retry", flags->retry, "Outcomes to judge again, e.g. unreadable,truncated")
      ->delimiter(',')
      ->check(CLI::IsMember({"unreadable", "truncated", "too_long", "refused", "failed"}));
  command->add_option("--max-failures", flags->judge.max_failures,
                      "So many failures in a row end the run; 0: never");
  command->add_flag("--skip-bad", flags->judge.skip_bad,
                    "Go on without the lines that cannot be read");
  command->add_flag("--json", flags->json, "One JSON object: records and summary");
  command->add_flag("--quiet", flags->quiet, "No progress and no summary");
}

}  // namespace

CommandBody AddJudge(CLI::App& program, const std::string& command_line) {
  auto flags = std::make_shared<JudgeFlags>();
  flags->judge.command = command_line;
  CLI::App* command = program.add_subcommand("judge", "Judge the responses of an input");
  AddFiles(command, flags.get());
  AddAsking(command, flags.get());
  AddEngine(command, &flags->engine);
  return [flags](std::ostream& out, std::ostream& err) {
    if (!flags->mode.empty()) {
      flags->judge.mode = ParseMode(flags->mode);
    }
    flags->judge.both_orders = flags->orders == "both";
    for (const std::string& name : flags->retry) {
      flags->judge.retry.insert(ParseOutcome(name));
    }
    flags->judge.input = flags->input;
    return RunJudge(*flags, out, err);
  };
}

}  // namespace autoj
