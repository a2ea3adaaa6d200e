#include "pipeline/teacher_requests.h"

#include <utility>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"

namespace autoj {

JudgmentKey KeyOf(const Item& item, size_t step) {
  return {item.id, Order::kGiven, static_cast<int>(step)};
}

bool HasText(const Judgment& answer) {
  return answer.finish == Finish::kStop && !Trim(answer.text).empty();
}

TeacherRequests::TeacherRequests(const Parts& parts, std::vector<TeacherStep> steps)
    : parts_(parts), steps_(std::move(steps)) {}

Prompt TeacherRequests::MakePrompt(const Parts& parts, const TeacherStep& step) {
  const Item& item = parts.items[step.item];
  std::vector<std::string> earlier;
  bool is_last = step.step + 1 == parts.construction.Steps(item);
  for (size_t i = 0; is_last && i < step.step; ++i) {
    earlier.push_back(parts.store.Find(KeyOf(item, i))->text);
  }
  Message message = parts.construction.Ask(item, step.step, earlier);
  const ChatFrame& frame = message.system ? parts.manner.frame_with_system : parts.manner.frame;
  return WrapMessage(parts.manner.wrapper, frame, message, "");
}

Request TeacherRequests::Make(size_t index) {
  constexpr size_t kSeedDigits = 16;
  constexpr int kHex = 16;
  const Decoding& decoding = parts_.manner.decoding;
  Request request;
  request.prompt = MakePrompt(parts_, steps_[index]);
  request.max_tokens = decoding.max_tokens;
  request.ignore_eos = decoding.ignore_eos;
  request.temperature = decoding.temperature;
  request.top_p = decoding.top_p;
  request.seed = decoding.seed ^
                 std::stoull(Sha256(request.prompt.Text()).substr(0, kSeedDigits), nullptr, kHex);
  request.group = steps_[index].item;
  return request;
}

void TeacherRequests::Done(size_t index, Completion completion) {
  const TeacherStep& step = steps_[index];
  Judgment answer = JudgmentOf(completion);
  answer.response = static_cast<int>(step.step);
  answer.prompt_hash = Sha256(MakePrompt(parts_, step).Text());
  if (completion.finish == Finish::kLength) {
    answer.verdict = {Outcome::kTruncated, std::nullopt,
                      fmt::format("the limit of {} tokens came before the end",
                                  parts_.manner.decoding.max_tokens)};
  }
  parts_.store.Add(KeyOf(parts_.items[step.item], step.step), answer);
  ++answered_;
  parts_.observer.Judged(answer);
  parts_.limits.Count(answer);
}

}  // namespace autoj
