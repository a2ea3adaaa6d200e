#include "cli/judge_call.h"

#include <unistd.h>

#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/json_lines.h"
#include "base/log_line.h"
#include "dataset/items.h"

namespace autoj {
namespace {

Progress::Style StyleOf(const JudgeFlags& flags) {
  return flags.log_format == "json"   ? Progress::Style::kJson
         : flags.quiet                ? Progress::Style::kQuiet
         : isatty(STDERR_FILENO) != 0 ? Progress::Style::kBar
                                      : Progress::Style::kLines;
}

int ExitCode(const CallResult& result, size_t skipped, RunEnd end) {
  constexpr int kInterrupted = 130;
  if (end == RunEnd::kStopped) {
    return kInterrupted;
  }
  return end == RunEnd::kAll && skipped == 0 && result.all_decided ? 0 : 1;
}

}  // namespace

// Keeps standard input in the run's folder as soon as that is known.
class JudgeCall::SpoolingProgress : public Progress {
 public:
  using Progress::Progress;
  void Keep(const SpooledInput& input) { input_ = &input; }
  void Started(const JudgePlan& plan) override {
    Progress::Started(plan);
    if (input_ != nullptr && !plan.run.empty()) {
      input_->CopyTo(plan.run + "/input.jsonl");
      input_ = nullptr;
    }
  }

 private:
  const SpooledInput* input_ = nullptr;
};

JudgeCall::JudgeCall(const JudgeFlags& flags, std::ostream& err)
    : flags_(flags),
      err_(err),
      options_(ReadJudgeFlags(flags)),
      progress_(std::make_unique<SpoolingProgress>(err, StyleOf(flags))),
      interrupt_(flags.log_format == "text") {
  CheckDistinct(JudgeFiles(flags_), {{"--output", flags_.output}});
  if (!flags_.input.empty()) {
    CheckReadable(flags_.input);  // before a model is loaded or a server asked
  }
  if (flags_.input == "-") {
    spooled_.emplace();
    options_.input = spooled_->Name();
    progress_->Keep(*spooled_);
  }
  if (!flags_.output.empty()) {
    CheckWritable(flags_.output);  // before hours of work, not after
  }
  if (!options_.baseline.empty()) {
    return;
  }
  EngineOptions engine = flags_.engine;
  engine.on_step = [this](const std::string& what) { progress_->Step(what); };
  engine.on_warning = [this](const std::string& what) { progress_->Warn(what); };
  engine.stop = &interrupt_.signal();
  engine_ = MakeEngine(engine);
}

JudgeCall::~JudgeCall() = default;

Engine& JudgeCall::engine() {
  if (engine_ == nullptr) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{} is no model, which this command needs; `autoj judge` takes it",
                            options_.baseline));
  }
  return *engine_;
}

Judge JudgeCall::MakeJudge() {
  return options_.baseline.empty() ? Judge(options_, engine()) : Judge(options_);
}

Progress& JudgeCall::progress() { return *progress_; }

ItemSource JudgeCall::Items(ItemCheck check) {
  return [this, check](const ItemSink& sink) {
    bool is_first = readings_++ == 0;
    if (spooled_) {
      spooled_->Rewind();
    }
    SkipBad skip = [this, is_first](const std::string& error) {
      if (is_first) {
        ++bad_;
        progress_->Warn(error + " (skipped)");
      }
    };
    size_t taken = 0;
    auto take = [&](Item item) {
      if (flags_.limit == 0 || taken < flags_.limit) {
        ++taken;
        if (IsUsable(item, check, skip)) {
          sink(std::move(item));
        }
      }
    };
    ReadItems(flags_.input, take, options_.skip_bad ? skip : SkipBad());
  };
}

bool JudgeCall::IsUsable(const Item& item, ItemCheck check, const SkipBad& skip) const {
  try {
    check(item);
    return true;
  } catch (const Error& e) {
    if (!options_.skip_bad || e.kind() != ErrorKind::kInput) {
      throw;
    }
    skip(e.what());
    return false;
  }
}

RunSummary JudgeCall::Facts(RunEnd end, const std::optional<Cost>& cost) const {
  RunSummary facts;
  facts.skipped = bad_ + progress_->plan().skipped;
  facts.judged_now = progress_->JudgedNow();
  facts.seconds = progress_->Seconds();
  facts.run = progress_->plan().run;
  facts.cost = cost;
  facts.stopped = end == RunEnd::kStopped;
  return facts;
}

int JudgeCall::Conclude(const CallResult& result, const RunSummary& facts, RunEnd end) {
  int code = ExitCode(result, facts.skipped, end);
  if (flags_.log_format == "json") {
    const char* why = end == RunEnd::kAll       ? "all"
                      : end == RunEnd::kStopped ? "interrupted"
                                                : "max_cost";
    err_ << RenderLogLine("finished", {{"exit", code},
                                       {"end", why},
                                       {"unfinished", result.unfinished},
                                       {"summary", result.summary}});
    return code;
  }
  if (!flags_.quiet) {
    err_ << result.words;
  }
  if (end == RunEnd::kStopped) {
    err_ << fmt::format("interrupted: {} of {} items are judged; the same command goes on\n",
                        result.items, result.items + result.unfinished);
  } else if (end == RunEnd::kMaxCost) {
    err_ << fmt::format(
        "stopped at ${}, the limit; {} of {} judgments are made; the same command with a higher "
        "--max-cost goes on\n",
        RenderDollars(facts.cost->Total()), progress_->plan().finished + facts.judged_now,
        progress_->plan().judgments);
  }
  return code;
}

}  // namespace autoj
