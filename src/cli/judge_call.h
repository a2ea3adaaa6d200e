#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "base/json_lines.h"
#include "cli/interrupt.h"
#include "cli/judge_flags.h"
#include "cli/spooled_input.h"
#include "judge/progress.h"
#include "report/run_summary.h"

namespace autoj {

/// What a call came to.
struct CallResult {
  std::string words;               ///< For a person.
  nlohmann::ordered_json summary;  ///< For a program.
  size_t items = 0;                ///< That are judged as a whole.
  size_t unfinished = 0;           ///< That are not.
  bool all_decided = false;        ///< Every one of `items` has a verdict.
};

/// One call of a command that judges: where its items come from, who answers, and how it tells of
/// itself on standard error. One at a time.
class JudgeCall {
 public:
  /// Keeps standard input where it is read, checks that --output can be written, and finds the
  /// engine. Throws Error.
  JudgeCall(const JudgeFlags& flags, std::ostream& err);
  ~JudgeCall();

  const JudgeOptions& options() const { return options_; }
  /// Throws Error(kUsage) where a baseline takes its place.
  Engine& engine();
  Judge MakeJudge();
  Progress& progress();
  const StopSignal& stop() const { return interrupt_.signal(); }

  /// Throws Error(kInput) for an item that the command cannot use.
  using ItemCheck = void (*)(const Item& item);

  /// The items of the input: all lines are checked, the first --limit taken. May be read again;
  /// what is left out (--skip-bad) is told and counted the first time.
  ItemSource Items(ItemCheck check);

  /// What the call knows of itself once it has judged.
  RunSummary Facts(RunEnd end, const std::optional<Cost>& cost) const;

  /// Tells how the call ended, and gives its exit code.
  int Conclude(const CallResult& result, const RunSummary& facts, RunEnd end);

 private:
  class SpoolingProgress;

  bool IsUsable(const Item& item, ItemCheck check, const SkipBad& skip) const;

  JudgeFlags flags_;
  std::ostream& err_;
  JudgeOptions options_;
  std::unique_ptr<SpoolingProgress> progress_;
  std::optional<SpooledInput> spooled_;
  std::unique_ptr<Engine> engine_;  // none for a baseline
  Interrupt interrupt_;
  size_t readings_ = 0;
  size_t bad_ = 0;
};

}  // namespace autoj
