#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "autoj/judgment.h"
#include "judge/criteria_finder.h"
#include "judge/judgment_key.h"
#include "judge/kept_item.h"
#include "protocol/protocol.h"

namespace autoj {

/// What all questions of a run are put with.
struct Manner {
  Mode mode = Mode::kWritten;
  Wrapper wrapper = Wrapper::kNone;
  ChatFrame frame;              ///< For Wrapper::kChat.
  ChatFrame frame_with_system;  ///< The same for protocols with a system message.
  Decoding decoding;
  bool wants_counts = false;  ///< Token counts are used, for what they cost.
};

/// The manner by options and model: unless a wrapper is named, Auto-J's own for its models, the
/// model's chat template for others. Without frames. Throws Error(kUsage) for an unknown wrapper.
Manner MakeManner(const JudgeOptions& options, const EngineInfo& info);

/// One thing to ask a model: one order of a pair, or one response of an item; or a step before it.
/// Borrows item, protocol and the text of the criteria.
struct Question {
  const Item* item = nullptr;
  const Protocol* protocol = nullptr;
  Order order = Order::kGiven;
  int response = 0;
  int step = 0;  ///< Of the protocol's steps, from 1; 0: the question that decides.
  std::optional<FoundCriteria> criteria;     ///< Nothing: none were asked for.
  std::map<std::string, std::string> texts;  ///< Of the steps; empty where not written yet.
  std::string prompt_hash;  ///< SHA-256 of FullPrompt's text, once HashPrompt has been called.
  int attempt = 1;          ///< More where earlier answers are judged again.
  size_t group = 0;         ///< Of those that are best asked together (Request::group).
};

/// The questions that decide about an item under a protocol: both orders of a pair, else one for
/// each response.
std::vector<Question> ListQuestions(const Item& item, const Protocol& protocol, bool both_orders);

/// What is kept of the item that the questions ask about, at least one.
KeptItem KeptItemOf(const std::vector<Question>& questions);

/// How the question that decides is asked in a mode.
Form FormOf(Mode mode);

/// Where the answer is found again.
JudgmentKey KeyOf(const Question& question);

/// Everything that the model is shown, the begun answer of Mode::kScored included.
Prompt FullPrompt(const Question& question, const Manner& manner);

/// Renders the prompt and keeps its hash. Throws Error(kInput) where the protocol cannot show the
/// item.
void HashPrompt(const Manner& manner, Question* question);

/// A request for a text, as the manner writes texts; its seed is by the SHA-256 of the prompt's
/// text and by the attempt, from 1.
Request MakeTextRequest(Prompt prompt, const std::string& prompt_hash, int attempt,
                        const Manner& manner);

/// The request that asks a hashed question.
Request MakeRequest(const Question& question, const Manner& manner);

/// What a written text says by the protocol's rule, mapped back to the item's own order; a text
/// that ended at its token limit without a verdict is truncated.
Verdict ReadAnswer(const Protocol& protocol, Order order, const std::string& text, Finish finish,
                   std::optional<int> completion_tokens);

/// What a completion tells of itself: text, tokens and time, and the verdict of one that has no
/// text (too long, refused, failed); any other is kUnreadable until it is read.
Judgment JudgmentOf(const Completion& completion);

/// What the completion of a hashed question says: verdict and probabilities mapped back to the
/// item's own order.
Judgment ReadCompletion(const Question& question, const Manner& manner,
                        const Completion& completion);

/// Throws Error(kUsage) where a protocol cannot be used in a mode.
void CheckMode(const Protocol& protocol, Mode mode);

}  // namespace autoj
