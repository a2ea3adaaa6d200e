#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>

#include "autoj/judge.h"

namespace autoj {

/// Tells a person how far a run is: on a terminal one line that is drawn over, with a bar, the rate
/// and the time left; elsewhere a plain line now and then; or nothing. Or tells it to a program:
/// one JSON object a line (base/log_line.h), the events "step", "started", "progress" and
/// "warning". One thread at a time.
class Progress : public JudgeObserver {
 public:
  enum class Style { kBar, kLines, kQuiet, kJson };
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  Progress(std::ostream& out, Style style, Clock clock = std::chrono::steady_clock::now);
  ~Progress() override;

  /// Work that takes time and has no measure: "loading the model".
  void Step(const std::string& what);
  /// Told once more, it goes on: a call in several rounds has judgments to make that were not
  /// known before.
  void Started(const JudgePlan& plan) override;
  void Working(size_t tokens) override;
  void Judged(const Judgment& judgment) override;
  void Warn(const std::string& what) override;

  /// Takes the bar away; the next text begins on a line of its own.
  void Clear();

  /// Seconds since Started, judgments made since then, and what was told at the start.
  double Seconds() const;
  size_t JudgedNow() const { return judged_; }
  const JudgePlan& plan() const { return plan_; }

 private:
  void DrawIfDue();
  void Draw();
  std::string Line() const;
  void GoOn(const JudgePlan& plan);
  void LogStart();
  void LogProgress();

  std::ostream& out_;
  Style style_;
  Clock clock_;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point drawn_;
  size_t judged_ = 0;
  size_t tokens_ = 0;
  JudgePlan plan_;
  bool started_ = false;
  bool on_line_ = false;  // a bar stands on the terminal's line
};

/// "3 s", "2 min 5 s", "1 h 20 min"; `length` in seconds.
std::string RenderDuration(double length);

}  // namespace autoj
