#include "judge/question.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"

namespace autoj {
namespace {

// The closed list of a mode; never null where CheckMode passed and the mode is not kWritten.
const DecisionForm& DecisionOf(const Protocol& protocol, Mode mode) {
  return mode == Mode::kScored ? *protocol.scored : *protocol.decision;
}

Message Render(const Question& question, Form form) {
  Shown shown{*question.item, question.order, question.response,
              question.criteria ? question.criteria->text : nullptr, question.texts};
  return question.step == 0
             ? RenderMessage(*question.protocol, form, shown)
             : RenderStep(*question.protocol, form, static_cast<size_t>(question.step) - 1, shown);
}

Prompt RenderWrapped(const Question& question, const Manner& manner, std::string_view answer) {
  Message message = Render(question, FormOf(manner.mode));
  const ChatFrame& frame = message.system ? manner.frame_with_system : manner.frame;
  return WrapMessage(manner.wrapper, frame, message, answer);
}

Decision ToDecision(const DecisionForm& form) {
  Decision decision{form.lead, {}};
  for (const auto& alternative : form.alternatives) {
    decision.alternatives.push_back(alternative.second);
  }
  return decision;
}

Verdict MapBack(Verdict verdict, Order order) {
  if (order == Order::kSwapped) {
    verdict.outcome = Swapped(verdict.outcome);
  }
  return verdict;
}

// The alternatives' probabilities: their scores, normalised over the list.
std::vector<double> Normalise(const std::vector<double>& scores) {
  if (scores.empty()) {
    return {};
  }
  double top = *std::max_element(scores.begin(), scores.end());
  std::vector<double> probabilities;
  double sum = 0;
  for (double score : scores) {
    probabilities.push_back(std::exp(score - top));
    sum += probabilities.back();
  }
  for (double& probability : probabilities) {
    probability /= sum;
  }
  return probabilities;
}

// What decides, of a form's alternatives, and what is to be said of it.
struct Decided {
  size_t index = 0;
  std::string reason;
};

// A server that tells no scores has chosen; where the highest score is that of several, its own
// choice among them is what the model would write.
std::optional<Decided> FindDecided(const std::vector<Alternative>& alternatives,
                                   const Completion& completion) {
  const std::optional<size_t>& choice = completion.choice;
  if (alternatives.empty()) {
    std::string why = completion.unscored.empty() ? "no server is left that tells probabilities"
                                                  : completion.unscored;
    return choice
               ? std::optional<Decided>({*choice, "the server wrote the decision itself: " + why})
               : std::nullopt;
  }
  if (const Alternative* best = Likeliest(alternatives)) {
    return Decided{static_cast<size_t>(best - alternatives.data()), ""};
  }
  bool is_likeliest =
      choice && std::all_of(alternatives.begin(), alternatives.end(), [&](const Alternative& one) {
        return one.probability <= alternatives[*choice].probability;
      });
  return is_likeliest
             ? std::optional<Decided>({*choice,
                                       "another alternative is exactly as likely; this is the one "
                                       "that the server itself went on with"})
             : std::nullopt;
}

void Decide(const Question& question, const Manner& manner, const Completion& completion,
            Judgment* judgment) {
  const DecisionForm& form = DecisionOf(*question.protocol, manner.mode);
  bool is_untold = completion.scores.empty() && !completion.choice;
  if (is_untold || !std::all_of(completion.scores.begin(), completion.scores.end(),
                                [](double score) { return std::isfinite(score); })) {
    judgment->verdict = {Outcome::kFailed, std::nullopt,
                         "the model gave an alternative no finite score"};
    return;
  }
  std::vector<double> probabilities = Normalise(completion.scores);
  for (size_t i = 0; i < probabilities.size(); ++i) {
    judgment->probabilities.push_back(
        {MapBack(form.alternatives[i].first, question.order), probabilities[i]});
  }
  std::optional<Decided> decided = FindDecided(judgment->probabilities, completion);
  if (!decided) {
    judgment->verdict = {Outcome::kUnreadable, std::nullopt,
                         "two alternatives are equally likely, and more likely than all others"};
    return;
  }
  const auto& [verdict, words] = form.alternatives[decided->index];
  judgment->verdict = MapBack(verdict, question.order);
  judgment->verdict.reason = decided->reason;
  if (manner.mode == Mode::kGuided) {
    judgment->text += form.lead + words;
  }
}

}  // namespace

Manner MakeManner(const JudgeOptions& options, const EngineInfo& info) {
  Manner manner;
  manner.mode = options.mode.value_or(info.is_autoj ? Mode::kWritten : Mode::kScored);
  manner.wrapper = !options.wrapper.empty() ? ParseWrapper(options.wrapper)
                   : info.is_autoj          ? Wrapper::kAutoj
                                            : Wrapper::kChat;
  manner.decoding = options.decoding;
  manner.wants_counts = !options.prices.empty();
  return manner;
}

std::vector<Question> ListQuestions(const Item& item, const Protocol& protocol, bool both_orders) {
  Question question;
  question.item = &item;
  question.protocol = &protocol;
  for (const ProtocolStep& step : protocol.steps) {
    question.texts[step.name];
  }
  if (protocol.kind == ProtocolKind::kPairwise) {
    std::vector<Question> questions = {question};
    if (both_orders) {
      question.order = Order::kSwapped;
      questions.push_back(question);
    }
    return questions;
  }
  std::vector<Question> questions(item.responses.size(), question);
  for (size_t i = 0; i < questions.size(); ++i) {
    questions[i].response = static_cast<int>(i);
  }
  return questions;
}

KeptItem KeptItemOf(const std::vector<Question>& questions) {
  const Question& first = questions.front();
  KeptItem kept{.item = first.item,
                .pairwise = first.protocol->kind == ProtocolKind::kPairwise,
                .protocol = first.protocol->name,
                .language = first.protocol->language,
                .judgments = static_cast<int>(questions.size())};
  for (const ProtocolStep& step : first.protocol->steps) {
    kept.steps.push_back(step.name);
  }
  if (first.criteria) {
    kept.criteria = first.criteria->shown;
  }
  return kept;
}

Form FormOf(Mode mode) { return mode == Mode::kScored ? Form::kScored : Form::kFull; }

JudgmentKey KeyOf(const Question& question) {
  return {question.item->id, question.order, question.response, question.step};
}

void CheckMode(const Protocol& protocol, Mode mode) {
  bool able = mode == Mode::kWritten || (mode == Mode::kGuided && protocol.decision) ||
              (mode == Mode::kScored && protocol.scored);
  if (!able) {
    throw Error(ErrorKind::kUsage,
                fmt::format("protocol {} cannot be {}: its file has no \"decision\"; use --mode "
                            "written, or add one (docs/protocols.md)",
                            EscapeForTerminal(protocol.name), ModeName(mode)));
  }
}

Prompt FullPrompt(const Question& question, const Manner& manner) {
  bool scored = manner.mode == Mode::kScored && question.step == 0;
  return RenderWrapped(question, manner, scored ? question.protocol->scored->lead : "");
}

void HashPrompt(const Manner& manner, Question* question) {
  question->prompt_hash = Sha256(FullPrompt(*question, manner).Text());
}

Request MakeTextRequest(Prompt prompt, const std::string& prompt_hash, int attempt,
                        const Manner& manner) {
  const Decoding& decoding = manner.decoding;
  Request request;
  request.prompt = std::move(prompt);
  request.wants_counts = manner.wants_counts;
  request.max_tokens = decoding.max_tokens;
  request.ignore_eos = decoding.ignore_eos;
  request.temperature = decoding.temperature;
  request.top_p = decoding.top_p;
  request.seed = decoding.seed ^ std::stoull(prompt_hash.substr(0, 16), nullptr, 16);
  request.seed += static_cast<uint64_t>(attempt - 1);  // another try, another text
  return request;
}

Request MakeRequest(const Question& question, const Manner& manner) {
  const Protocol& protocol = *question.protocol;
  Prompt prompt = RenderWrapped(question, manner, "");
  bool decides = question.step == 0;
  if (decides && manner.mode == Mode::kScored) {
    Request request;
    request.prompt = std::move(prompt);
    request.group = question.group;
    request.wants_counts = manner.wants_counts;
    request.needs_scores = true;
    request.decide = [&form = *protocol.scored](std::string_view) { return ToDecision(form); };
    return request;
  }
  Request request =
      MakeTextRequest(std::move(prompt), question.prompt_hash, question.attempt, manner);
  request.group = question.group;
  // Of several responses that are rated alike, the likelier text decides (judge/combine.h).
  request.wants_logprob =
      decides && protocol.kind == ProtocolKind::kSingle && question.item->responses.size() > 1;
  if (!decides) {
    return request;
  }
  if (protocol.stops_at_verdict) {
    request.is_complete = [&rule = protocol.verdict](std::string_view text) {
      return IsVerdictComplete(rule, text);
    };
  }
  if (manner.mode == Mode::kGuided) {
    request.decide = [&protocol](std::string_view text) -> std::optional<Decision> {
      if (ReadVerdict(protocol.verdict, text).outcome != Outcome::kUnreadable) {
        return std::nullopt;
      }
      return ToDecision(*protocol.decision);
    };
  }
  return request;
}

Verdict ReadAnswer(const Protocol& protocol, Order order, const std::string& text, Finish finish,
                   std::optional<int> completion_tokens) {
  Verdict verdict = MapBack(ReadVerdict(protocol.verdict, text), order);
  if (verdict.outcome == Outcome::kUnreadable && finish == Finish::kLength) {
    verdict.outcome = Outcome::kTruncated;
    verdict.reason = fmt::format("the limit of {} tokens came before a verdict ({})",
                                 completion_tokens.value_or(0), verdict.reason);
  }
  return verdict;
}

Judgment JudgmentOf(const Completion& completion) {
  Judgment judgment;
  judgment.text = completion.text;
  judgment.finish = completion.finish;
  judgment.prompt_tokens = completion.prompt_tokens;
  judgment.cached_tokens = completion.cached_tokens;
  judgment.completion_tokens = completion.completion_tokens;
  judgment.logprob = completion.logprob;
  judgment.seconds = completion.seconds;
  if (completion.finish == Finish::kTooLong || completion.finish == Finish::kRefused ||
      completion.finish == Finish::kError) {
    bool too_long = completion.finish == Finish::kTooLong;
    bool refused = completion.finish == Finish::kRefused;
    judgment.verdict.outcome = too_long  ? Outcome::kTooLong
                               : refused ? Outcome::kRefused
                                         : Outcome::kFailed;
    judgment.verdict.reason = completion.error;
  }
  return judgment;
}

Judgment ReadCompletion(const Question& question, const Manner& manner,
                        const Completion& completion) {
  Judgment judgment = JudgmentOf(completion);
  judgment.order = question.order;
  judgment.response = question.response;
  judgment.prompt_hash = question.prompt_hash;
  if (judgment.verdict.outcome != Outcome::kUnreadable) {
    return judgment;
  }
  if (question.step != 0) {
    judgment.verdict.outcome = Outcome::kStep;
  } else if (completion.decision) {
    Decide(question, manner, completion, &judgment);
  } else {
    judgment.verdict = ReadAnswer(*question.protocol, question.order, completion.text,
                                  completion.finish, completion.completion_tokens);
  }
  return judgment;
}

}  // namespace autoj
