#include "judge/progress.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log_line.h"
#include "base/text.h"

namespace autoj {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr size_t kWidth = 24;

std::string Bar(size_t done, size_t all) {
  size_t full = all == 0 ? kWidth : done * kWidth / all;
  return std::string(full, '#') + std::string(kWidth - full, '.');
}

}  // namespace

std::string RenderDuration(double length) {
  auto whole = static_cast<long>(std::lround(length));
  if (whole < 60) {
    return fmt::format("{} s", whole);
  }
  return whole < 3600 ? fmt::format("{} min {} s", whole / 60, whole % 60)
                      : fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

Progress::Progress(std::ostream& out, Style style, Clock clock)
    : out_(out), style_(style), clock_(std::move(clock)), begun_(clock_()) {}

Progress::~Progress() { Clear(); }

void Progress::Step(const std::string& what) {
  if (style_ == Style::kQuiet) {
    return;
  }
  Clear();
  out_ << (style_ == Style::kJson ? RenderLogLine("step", {{"message", what}}) : what + " ...\n")
       << std::flush;
}

void Progress::Started(const JudgePlan& plan) {
  if (started_) {
    GoOn(plan);
    return;
  }
  started_ = true;
  plan_ = plan;
  begun_ = clock_();
  drawn_ = begun_;
  if (style_ == Style::kQuiet) {
    return;
  }
  if (style_ == Style::kJson) {
    LogStart();
    return;
  }
  std::string criteria =
      plan.criteria.empty() ? "" : ", criteria " + EscapeForTerminal(plan.criteria);
  out_ << fmt::format("model {}, wrapper {}, mode {}{}\n", EscapeForTerminal(plan.model),
                      plan.wrapper, plan.mode, criteria);
  if (!plan.servers.empty()) {
    out_ << fmt::format("on {}\n", EscapeForTerminal(plan.servers));
  }
  if (!plan.run.empty()) {
    out_ << fmt::format("run {}\n", EscapeForTerminal(plan.run));
  }
  if (plan.finished > 0) {
    out_ << fmt::format("{} of {} judgments are there from earlier calls\n", plan.finished,
                        plan.judgments);
  }
  out_ << std::flush;
}

void Progress::GoOn(const JudgePlan& plan) {
  plan_ = plan;
  plan_.finished -= std::min(judged_, plan.finished);  // those of this call are counted apart
  if (style_ == Style::kJson) {
    LogStart();
  }
}

void Progress::Working(size_t tokens) {
  tokens_ += tokens;
  DrawIfDue();
}

void Progress::Judged(const Judgment&) {
  ++judged_;
  DrawIfDue();
}

void Progress::DrawIfDue() {
  bool last = plan_.finished + judged_ == plan_.judgments;
  auto pause = style_ == Style::kBar ? milliseconds(200) : milliseconds(seconds(10));
  if (style_ != Style::kQuiet && (last || clock_() - drawn_ >= pause)) {
    Draw();
  }
}

void Progress::Warn(const std::string& what) {
  Clear();
  out_ << (style_ == Style::kJson ? RenderLogLine("warning", {{"message", what}})
                                  : "warning: " + what + "\n")
       << std::flush;
}

void Progress::Clear() {
  if (on_line_) {
    out_ << "\r\x1b[K" << std::flush;
    on_line_ = false;
  }
}

double Progress::Seconds() const { return duration<double>(clock_() - begun_).count(); }

std::string Progress::Line() const {
  size_t done = plan_.finished + judged_;
  double rate = Seconds() > 0 ? static_cast<double>(judged_) / Seconds() : 0;
  std::string left =
      rate > 0 && done < plan_.judgments
          ? ", " + RenderDuration(static_cast<double>(plan_.judgments - done) / rate) + " left"
          : "";
  std::string tokens =
      tokens_ > 0 && Seconds() > 0
          ? fmt::format(", {:.0f} tokens per second", static_cast<double>(tokens_) / Seconds())
          : "";
  return fmt::format("{}/{} judgments, {:.2f} per second{}{}", done, plan_.judgments, rate, tokens,
                     left);
}

void Progress::LogStart() {
  out_ << RenderLogLine("started", {{"model", plan_.model},
                                    {"wrapper", plan_.wrapper},
                                    {"mode", plan_.mode},
                                    {"servers", plan_.servers},
                                    {"criteria", plan_.criteria},
                                    {"run", plan_.run},
                                    {"judgments", plan_.judgments},
                                    {"from_earlier_calls", plan_.finished},
                                    {"skipped", plan_.skipped}})
       << std::flush;
}

void Progress::LogProgress() {
  double rate = Seconds() > 0 ? static_cast<double>(judged_) / Seconds() : 0;
  out_ << RenderLogLine("progress", {{"judged", plan_.finished + judged_},
                                     {"judgments", plan_.judgments},
                                     {"judged_now", judged_},
                                     {"seconds", Seconds()},
                                     {"per_second", rate},
                                     {"tokens", tokens_}})
       << std::flush;
}

void Progress::Draw() {
  drawn_ = clock_();
  if (style_ == Style::kBar) {
    out_ << fmt::format("\r\x1b[K[{}] {}", Bar(plan_.finished + judged_, plan_.judgments), Line())
         << std::flush;
    on_line_ = true;
  } else if (style_ == Style::kJson) {
    LogProgress();
  } else {
    out_ << Line() << "\n" << std::flush;
  }
}

}  // namespace autoj
