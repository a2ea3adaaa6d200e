#include "judge/stored_requests.h"

#include <functional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "judge/step_chain.h"

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

StoredRequests::StoredRequests(const PendingQuestions& pending, Examiner& examiner,
                               RunLimits& limits, RunStore& store, JudgeObserver& observer)
    : pending_(pending), examiner_(examiner), limits_(limits), store_(store), observer_(observer) {}

Request StoredRequests::Make(size_t index) {
  return MakeRequest(FindNext(Find(index)), examiner_.manner());
}

std::vector<Request> StoredRequests::Outlook(size_t index) {
  std::vector<Request> requests;
  int texts = 0;  // that a request may show; none of them is there yet
  for (Question& question : ListChain(Find(index))) {
    HashPrompt(examiner_.manner(), &question);
    requests.push_back(MakeRequest(question, examiner_.manner()));
    requests.back().max_tokens += texts * examiner_.manner().decoding.max_tokens;
    ++texts;
  }
  return requests;
}

void StoredRequests::Done(size_t index, Completion completion) {
  const Question& deciding = Find(index);
  Question asked = FindNext(deciding);
  Judgment answer = ReadCompletion(asked, examiner_.manner(), completion);
  bool is_text = answer.verdict.outcome == Outcome::kStep;
  goes_on_ = is_text ? std::optional<size_t>(index) : std::nullopt;
  Keep(asked, answer);
  if (asked.step != 0 && !is_text) {
    Keep(deciding, JudgmentWithoutStep(deciding, asked, answer));
  }
  limits_.Count(answer);
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
  if (question.step != 0) {
    return;  // it says nothing about the run
  }
  ++answered_;
  observer_.Judged(judgment);
  CountUnreadable(judgment);
}

Question StoredRequests::FindNext(const Question& deciding) const {
  auto find = [this](const Question& asked) { return store_.Find(KeyOf(asked)); };
  return NextInChain(deciding, examiner_.manner(), find);
}

const Question& StoredRequests::Find(size_t index) {
  PendingQuestion pending = pending_[index];
  Recent& recent = recent_[static_cast<size_t>(pending.item) % kRecent];
  if (recent.number != pending.item) {
    recent.number = 0;  // where loading fails, it holds nothing
    KeptItem kept = store_.LoadItem(pending.item, &recent.item);
    recent.questions = examiner_.AskAgain(recent.item, kept.criteria);
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

void StoredRequests::CountUnreadable(const Judgment& judgment) {
  unreadable_ = judgment.verdict.outcome == Outcome::kUnreadable ? unreadable_ + 1 : 0;
  if (unreadable_ == 20) {
    observer_.Warn(
        "20 answers in a row hold no verdict: does this model know this protocol? "
        "--mode guided or scored always decides");
  }
}

}  // namespace autoj
