#include "judge/step_chain.h"

#include <utility>

#include <fmt/format.h>

namespace autoj {

std::vector<Question> ListChain(const Question& deciding) {
  std::vector<Question> chain;
  for (size_t i = 0; i < deciding.protocol->steps.size(); ++i) {
    chain.push_back(deciding);
    chain.back().step = static_cast<int>(i) + 1;
  }
  chain.push_back(deciding);
  return chain;
}

Question NextInChain(const Question& deciding, const Manner& manner, const FindAnswer& find) {
  if (deciding.protocol->steps.empty()) {
    return deciding;
  }
  Question next = deciding;
  for (const ProtocolStep& step : deciding.protocol->steps) {
    ++next.step;
    HashPrompt(manner, &next);
    std::optional<Judgment> answer = find(next);
    if (!answer || answer->verdict.outcome != Outcome::kStep) {
      next.attempt = answer ? answer->attempt + 1 : 1;
      return next;
    }
    next.texts[step.name] = std::move(answer->text);
  }
  next.step = 0;
  HashPrompt(manner, &next);
  return next;
}

Judgment JudgmentWithoutStep(const Question& deciding, const Question& step,
                             const Judgment& answer) {
  Judgment judgment;
  judgment.order = deciding.order;
  judgment.response = deciding.response;
  judgment.finish = answer.finish;
  judgment.verdict = answer.verdict;
  judgment.verdict.reason = fmt::format(
      "step {}: {}", deciding.protocol->steps.at(static_cast<size_t>(step.step) - 1).name,
      answer.verdict.reason);
  return judgment;
}

}  // namespace autoj
