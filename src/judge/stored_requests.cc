#include "judge/stored_requests.h"

#include <functional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace autoj {
namespace {

// Prompts of one query begin alike, those of other items too. So many of them are kept together
// that their prefix is seldom read twice, and so few that one query does not keep all other servers
// waiting.
size_t GroupOf(const Question& question, size_t index) {
  constexpr size_t kMostTogether = 32;
  std::string shared = fmt::format("{} {}\n{}", index / kMostTogether, question.protocol->name,
                                   question.item->query);
  for (const Turn& turn : question.item->dialogue) {
    shared += fmt::format("\n{}: {}", turn.role, turn.text);
  }
  return std::hash<std::string>{}(shared);
}

}  // namespace

StoredRequests::StoredRequests(const std::deque<PendingQuestion>& pending, Examiner& examiner,
                               RunLimits& limits, RunStore& store, JudgeObserver& observer)
    : pending_(pending), examiner_(examiner), limits_(limits), store_(store), observer_(observer) {}

Request StoredRequests::Make(size_t index) { return MakeRequest(Find(index), examiner_.manner()); }

void StoredRequests::Done(size_t index, Completion completion) {
  const Question& question = Find(index);
  Keep(question, ReadCompletion(question, examiner_.manner(), completion));
}

void StoredRequests::DecideAll(Baseline baseline, const StopSignal& stop) {
  for (size_t i = 0; i < Count() && stop.level == StopSignal::kRun && MayBegin(); ++i) {
    const Question& question = Find(i);
    Judgment judgment;
    judgment.order = question.order;
    judgment.prompt_hash = question.prompt_hash;
    judgment.verdict.outcome = JudgeByBaseline(baseline, *question.item, question.order);
    judgment.finish = Finish::kStop;
    judgment.prompt_tokens = judgment.completion_tokens = 0;
    Keep(question, std::move(judgment));
  }
}

void StoredRequests::Keep(const Question& question, Judgment judgment) {
  store_.Add(KeyOf(question), judgment);
  ++answered_;
  observer_.Judged(judgment);
  limits_.budget.Add(judgment);
  CountFailures(judgment);
  CountUnreadable(judgment);
}

const Question& StoredRequests::Find(size_t index) {
  const PendingQuestion& pending = pending_[index];
  Recent& recent = recent_[static_cast<size_t>(pending.item) % kRecent];
  if (recent.number != pending.item) {
    recent.number = 0;  // where loading fails, it holds nothing
    store_.LoadItem(pending.item, &recent.item);
    recent.questions = examiner_.Ask(recent.item);
    recent.number = pending.item;
  }
  Question& question = recent.questions.at(static_cast<size_t>(pending.place));
  if (question.prompt_hash.empty()) {
    HashPrompt(examiner_.manner(), &question);
    question.group = GroupOf(question, index);
    question.attempt = pending.attempt;
  }
  return question;
}

void StoredRequests::CountFailures(const Judgment& judgment) {
  failures_ = judgment.verdict.outcome == Outcome::kFailed ? failures_ + 1 : 0;
  if (limits_.max_failures > 0 && failures_ >= limits_.max_failures) {
    throw Error(limits_.failure,
                fmt::format("{} judgments failed in a row ({}); the run is kept, the same command "
                            "goes on with it",
                            failures_, judgment.verdict.reason));
  }
}

void StoredRequests::CountUnreadable(const Judgment& judgment) {
  unreadable_ = judgment.verdict.outcome == Outcome::kUnreadable ? unreadable_ + 1 : 0;
  if (unreadable_ == 20) {
    observer_.Warn(
        "20 answers in a row hold no verdict: does this model know this protocol? "
        "--mode guided or scored always decides");
  }
}

}  // namespace autoj
