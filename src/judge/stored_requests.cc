#include "judge/stored_requests.h"

#include <utility>

#include <fmt/format.h>
namespace autoj {

StoredRequests::StoredRequests(const std::deque<PendingQuestion>& pending, Examiner& examiner,
                               RunLimits& limits, RunStore& store, JudgeObserver& observer)
    : pending_(pending), examiner_(examiner), limits_(limits), store_(store), observer_(observer) {}

Request StoredRequests::Make(size_t index) { return MakeRequest(Find(index), examiner_.manner()); }

void StoredRequests::Done(size_t index, Completion completion) {
  const Question& question = Find(index);
  Judgment judgment = ReadCompletion(question, examiner_.manner(), completion);
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
    question.group = static_cast<size_t>(pending.item);
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
