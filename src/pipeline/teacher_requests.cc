#include "pipeline/teacher_requests.h"

#include <utility>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"

namespace autoj {

JudgmentKey KeyOf(const Item& item, size_t step) {
  return {item.id, Order::kGiven, static_cast<int>(step)};
}

std::optional<DropReason> WhyNoText(const Judgment& answer) {
  switch (answer.verdict.outcome) {
    case Outcome::kFailed:
      return DropReason::kFailed;
    case Outcome::kTooLong:
      return DropReason::kTooLong;
    case Outcome::kRefused:
      return DropReason::kRefused;
    case Outcome::kTruncated:
      return DropReason::kTruncated;
    default:
      break;
  }
  return Trim(answer.text).empty() ? std::optional(DropReason::kEmptyAnswer) : std::nullopt;
}

TeacherRequests::TeacherRequests(const Parts& parts, std::vector<TeacherStep> pending)
    : parts_(parts), pending_(std::move(pending)) {}

Prompt TeacherRequests::MakePrompt(const Parts& parts, const TeacherStep& step) {
  const Item& item = parts.items[step.item];
  std::vector<std::string> earlier;
  bool is_last = step.step + 1 == parts.construction.Steps(item);
  for (size_t i = 0; is_last && i < step.step; ++i) {
    std::optional<Judgment> answer = parts.store.Find(KeyOf(item, i));
    earlier.push_back(answer ? answer->text : "");
  }
  Message message = parts.construction.Ask(item, step.step, earlier);
  const ChatFrame& frame = message.system ? parts.manner.frame_with_system : parts.manner.frame;
  return WrapMessage(parts.manner.wrapper, frame, message, "");
}

Request TeacherRequests::Make(size_t index) { return MakeStep(pending_[index]); }

std::vector<Request> TeacherRequests::Outlook(size_t index) {
  std::vector<Request> requests;
  TeacherStep step = pending_[index];
  do {
    requests.push_back(MakeStep(step));
  } while (Advance(&step));
  // The last one may show the texts of all others, of which none is there yet.
  int texts = static_cast<int>(requests.size()) - 1;
  requests.back().max_tokens += texts * parts_.manner.decoding.max_tokens;
  return requests;
}

Request TeacherRequests::MakeStep(const TeacherStep& step) const {
  std::optional<Judgment> earlier =
      parts_.store.FindOutline(KeyOf(parts_.items[step.item], step.step));
  Prompt prompt = MakePrompt(parts_, step);
  std::string hash = Sha256(prompt.Text());
  Request request =
      MakeTextRequest(std::move(prompt), hash, earlier ? earlier->attempt + 1 : 1, parts_.manner);
  request.group = step.item;
  return request;
}

// To the item's next step that has no text yet; false where there is none.
bool TeacherRequests::Advance(TeacherStep* step) const {
  const Item& item = parts_.items[step->item];
  size_t steps = parts_.construction.Steps(item);
  for (size_t next = step->step + 1; next < steps; ++next) {
    std::optional<Judgment> answer = parts_.store.Find(KeyOf(item, next));
    if (!answer || WhyNoText(*answer)) {
      step->step = next;
      return true;
    }
  }
  return false;
}

void TeacherRequests::Done(size_t index, Completion completion) {
  TeacherStep& step = pending_[index];
  Judgment answer = JudgmentOf(completion);
  answer.response = static_cast<int>(step.step);
  answer.prompt_hash = Sha256(MakePrompt(parts_, step).Text());
  if (completion.finish == Finish::kLength) {
    answer.verdict = {Outcome::kTruncated, std::nullopt,
                      fmt::format("the limit of {} tokens came before the end",
                                  parts_.manner.decoding.max_tokens)};
  }
  parts_.store.Add(KeyOf(parts_.items[step.item], step.step), answer);
  bool goes_on = !WhyNoText(answer) && Advance(&step);
  goes_on_ = goes_on ? std::optional(index) : std::nullopt;
  ended_ += goes_on ? 0 : 1;
  parts_.observer.Judged(answer);
  parts_.limits.Count(answer);
}

}  // namespace autoj
