#include "engine/fake_engine.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "engine/token_cut.h"

namespace autoj {
namespace {

// A number from 0 to `count` - 1 that only the text decides.
int Draw(const std::string& text, int count) {
  return static_cast<int>(std::stoul(Sha256(text).substr(0, 8), nullptr, 16) %
                          static_cast<unsigned long>(count));
}

// Whether the prompt's options are lines that begin with a letter.
bool OffersLetters(const std::string& prompt) {
  return prompt.find("\nA:") != std::string::npos && prompt.find("\nB:") != std::string::npos &&
         prompt.find("\nC:") != std::string::npos;
}

std::string Write(const std::string& prompt) {
  if (prompt.find("AUTOJ-VAGUE") != std::string::npos) {
    return "Both have their merits.";
  }
  if (OffersLetters(prompt)) {
    return fmt::format("{}: so it is.\nOne is clearer.", "ABC"[Draw(prompt, 3)]);
  }
  const char* english[] = {"Response 1", "Response 2", "Tie"};
  const char* chinese[] = {"回应1", "回应2", "平局"};
  int choice = Draw(prompt, 3);
  int rating = 1 + Draw(prompt, 10);
  return fmt::format(
      "One is clearer. So, the final decision is {}. 最终决定是{}。 评分: [[{}]] Rating: [[{}]]",
      english[choice], chinese[choice], rating, rating);
}

Completion Answer(const Request& request) {
  std::string prompt = request.prompt.Text();
  Completion completion;
  if (prompt.find("AUTOJ-FAIL") != std::string::npos) {
    completion.error = "the fake engine was told to fail";
    return completion;
  }
  completion.prompt_tokens = static_cast<int>(prompt.size() / 4) + 1;
  if (prompt.find("AUTOJ-LONG") != std::string::npos) {
    completion.finish = Finish::kTooLong;
    completion.error =
        fmt::format("the prompt has {} tokens, the context holds fewer", *completion.prompt_tokens);
    return completion;
  }
  completion.finish = Finish::kStop;
  completion.text = request.max_tokens > 0 ? Write(prompt) : "";
  completion.completion_tokens = static_cast<int>(completion.text.size() / 4);
  completion.logprob = -1.0 * *completion.completion_tokens;
  if (request.decide) {
    completion.decision = request.decide(completion.text);
  }
  if (completion.decision) {
    for (const std::string& alternative : completion.decision->alternatives) {
      completion.scores.push_back(-0.01 * (1 + Draw(prompt + alternative, 300)));
    }
  }
  return completion;
}

// Its tokens: words, each with the space behind it.
std::vector<std::string> SplitWords(const std::string& text) {
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find(' ', at), text.size() - 1) + 1;
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace

EngineInfo FakeEngine::Info() const { return {"fake", "fake:1", "no hardware", false}; }

ChatFrame FakeEngine::Chat(bool with_system) const {
  return with_system ? ChatFrame{"<|system|>", "<|user|>", "<|assistant|>"}
                     : ChatFrame{"<|user|>", "", "<|assistant|>"};
}

void FakeEngine::Run(Requests& requests, const StopSignal& stop) {
  for (size_t i = 0; i < requests.Count() && stop.level == StopSignal::kRun && requests.MayBegin();
       ++i) {
    do {
      requests.Done(i, Answer(requests.Make(i)));
    } while (requests.GoesOn(i) && stop.level == StopSignal::kRun && requests.MayBegin());
  }
}

std::vector<TokenStates> FakeEngine::HiddenStates(const Prompt& prompt,
                                                  const std::vector<int>& layers) {
  std::vector<TokenStates> states;
  states.reserve(layers.size());
  for (int layer : layers) {
    states.push_back({{static_cast<float>(Draw(prompt.Text(), 1000)), static_cast<float>(layer)}});
  }
  return states;
}

std::optional<std::string> FakeEngine::Shorten(const std::string& text, const TokenCut& cut) {
  return CutMiddle(SplitWords(text), cut);
}

}  // namespace autoj
