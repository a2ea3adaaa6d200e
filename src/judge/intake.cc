#include "judge/intake.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "judge/kept_item.h"
#include "judge/shard.h"
#include "judge/step_chain.h"

namespace autoj {

ItemTaker::ItemTaker(const JudgeOptions& options, Examiner& examiner, RunStore& store,
                     JudgeObserver& observer)
    : options_(options), examiner_(examiner), store_(store), observer_(observer) {}

Intake ItemTaker::TakeAll(const ItemSource& items, const Manifest& manifest) {
  try {
    store_.BeginIntake();
    store_.KeepManifest(manifest);
    examiner_.Tell([&](const Protocol& protocol) {  // before prompts are compared: it says more
      Manifest with = manifest;
      with.protocols = {
          {protocol.name + " " + protocol.language, "sha256:" + Sha256(protocol.text)}};
      store_.KeepManifest(with);
    });
    goes_on_ = store_.HasJudgments();
    items([this](const Item& item) { Take(item); });
    examiner_.Tell({});
    KeepClassifier(manifest);
    store_.EndIntake();
  } catch (...) {
    store_.DropIntake();
    throw;
  }
  return std::move(intake_);
}

// Known once an item needed one.
void ItemTaker::KeepClassifier(Manifest manifest) {
  const std::string& classifier = examiner_.criteria().classifier();
  if (!classifier.empty()) {
    manifest.facts["classifier"] = classifier;
    store_.KeepManifest(manifest);
  }
}

// What a step cannot show is said now, not when its turn comes.
void ItemTaker::Check(Question* question) const {
  std::vector<Question> chain = ListChain(*question);
  chain.pop_back();
  for (const Question& step : chain) {
    FullPrompt(step, examiner_.manner());
  }
  HashPrompt(examiner_.manner(), question);
}

void ItemTaker::Take(const Item& item) {
  size_t position = position_++;
  std::vector<Question> questions;
  try {
    questions = examiner_.Ask(item);
    for (Question& question : questions) {
      Check(&question);
    }
  } catch (const Error& e) {
    if (!options_.skip_bad || e.kind() != ErrorKind::kInput) {
      throw;
    }
    observer_.Warn(std::string(e.what()) + " (skipped)");
    ++intake_.skipped;
    return;
  }
  if (questions.empty() || !IsInShard(item, options_.shard)) {  // without a response: no question
    return;
  }
  int64_t number = store_.KeepItem(KeptItemOf(questions), position);
  AddNumber(number);
  intake_.judgments += questions.size();
  for (size_t i = 0; i < questions.size(); ++i) {
    Find(questions[i], {number, static_cast<int32_t>(i), 1});
  }
}

void ItemTaker::AddNumber(int64_t number) {
  std::vector<NumberStretch>& items = intake_.items;
  if (items.empty() || items.back().first + items.back().count != number) {
    items.push_back({number, 0});
  }
  ++items.back().count;
}

// Whether an earlier call has answered it, its steps included. Throws where that was to another
// prompt.
void ItemTaker::Find(const Question& question, PendingQuestion pending) {
  if (!goes_on_) {
    intake_.pending.Add(pending);
    return;
  }
  auto find = [this](const Question& asked) {
    std::optional<Judgment> answer = store_.Find(KeyOf(asked));
    if (answer) {
      CheckSamePrompt(asked, *answer);
    }
    return answer;
  };
  Question next = NextInChain(question, examiner_.manner(), find);
  std::optional<Judgment> earlier = store_.FindOutline(KeyOf(question));
  if (!earlier) {
    intake_.pending.Add(pending);
    return;
  }
  if (next.step == 0 && !earlier->prompt_hash.empty()) {
    CheckSamePrompt(next, *earlier);
  }
  Outcome outcome = earlier->verdict.outcome;
  if (outcome == Outcome::kFailed || options_.retry.count(outcome) != 0) {
    pending.attempt = earlier->attempt + 1;
    intake_.pending.Add(pending);
  }
}

void ItemTaker::CheckSamePrompt(const Question& question, const Judgment& earlier) const {
  if (earlier.prompt_hash != question.prompt_hash) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: item \"{}\" has another prompt than in the run {}; give the item "
                            "another id, or the run another folder (--run)",
                            question.item->line, EscapeForTerminal(question.item->id),
                            EscapeForTerminal(store_.name())));
  }
}

}  // namespace autoj
