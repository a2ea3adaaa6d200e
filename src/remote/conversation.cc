#include "remote/conversation.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr int kLeastRoom = 64;  // as for local models: a text gets the room that is left, from here
constexpr size_t kMostErrorBytes = 1 << 20;
constexpr size_t kMostTokenBytes = 256;  // no token's text is longer

// Parts of a request that a choice needs too.
bool IsForChoices(const std::string& part) { return !part.empty() && part != "logprobs"; }

bool IsGood(int status) { return status >= 200 && status < 300; }

}  // namespace

Conversation::Conversation(Request request, Dialect& dialect, const Credentials& credentials)
    : request_(std::move(request)),
      dialect_(dialect),
      credentials_(credentials),
      max_tokens_(request_.max_tokens),
      preparation_(dialect.Prepare(request_)) {
  completion_.finish = Finish::kStop;
}

AskSeries& Conversation::Series() {
  return phase_ == Phase::kPrepare ? static_cast<AskSeries&>(*preparation_) : *scorer_;
}

std::optional<Ask> Conversation::Begin() {
  body_.clear();
  reader_.reset();
  lessons_ = dialect_.lessons();
  told_scores_ = false;
  may_choose_ = false;
  unscored_.clear();
  std::optional<Ask> ask = NextAsk();
  generates_ = ask && ask->generates;
  return ask;
}

std::optional<Ask> Conversation::NextAsk() {
  if (phase_ == Phase::kPrepare) {
    if (std::optional<Ask> ask = preparation_->Next()) {
      return ask;
    }
    prompt_ = preparation_->Prepared();
    phase_ = Phase::kWrite;
    if (max_tokens_ == 0) {
      EnterDecision();
    }
  }
  if (phase_ == Phase::kMeasure) {
    return dialect_.AskSize(prompt_);
  }
  if (phase_ == Phase::kWrite) {
    Ask ask = dialect_.Write(request_, prompt_, max_tokens_);
    std::function<bool(const std::string&)> on_text;
    if (request_.is_complete && !request_.ignore_eos) {
      on_text = [this](const std::string& text) { return !request_.is_complete(text); };
    }
    size_t most_bytes = kMostTokenBytes * static_cast<size_t>(max_tokens_) + kMostTokenBytes;
    reader_.emplace(ask.streams, std::move(on_text), most_bytes, request_.wants_counts);
    return ask;
  }
  if (phase_ == Phase::kDecide) {
    if (std::optional<Ask> ask = scorer_->Next()) {
      return ask;
    }
    completion_.scores = scorer_->Scores();
    completion_.choice = scorer_->Choice();
    phase_ = Phase::kDone;
  }
  return std::nullopt;
}

bool Conversation::Data(int status, std::string_view bytes) {
  if (IsGood(status) && reader_) {
    return reader_->Feed(bytes);
  }
  // Of an error a beginning says enough; a good answer is bounded by the client's own limit.
  body_ += bytes;
  return IsGood(status) || body_.size() < kMostErrorBytes;
}

std::optional<Failure> Conversation::End(const HttpOutcome& outcome) {
  std::optional<Failure> failure = TakeEnd(outcome);
  CountTokens(outcome.status, /*answered=*/!failure);
  if (failure) {
    failure->reason = credentials_.Shown(failure->reason);
  }
  return failure;
}

// Also what a fault came with was paid for.
void Conversation::CountTokens(int status, bool answered) {
  used_.reset();
  if (!generates_ || !IsGood(status)) {
    return;
  }
  Answer answer = reader_ ? reader_->answer() : ReadCounts(body_);
  Add(answer.prompt_tokens, answered, &prompt_count_);
  Add(answer.cached_tokens, answered, &cached_count_);
  Add(answer.completion_tokens, answered, &completion_count_);
  if (answer.prompt_tokens || answer.completion_tokens) {
    used_ = answer.prompt_tokens.value_or(0) + answer.completion_tokens.value_or(0);
  }
}

void Conversation::Add(std::optional<int> told, bool answered, Count* count) {
  count->sum += told.value_or(0);
  count->is_told = count->is_told || told;
  count->is_whole = count->is_whole && (told || !answered);
}

std::optional<int> Conversation::Whole(const Count& count) {
  return count.is_told && count.is_whole ? std::optional<int>(count.sum) : std::nullopt;
}

std::optional<Failure> Conversation::TakeEnd(const HttpOutcome& outcome) {
  bool complete = reader_ && reader_->IsComplete();
  if (std::optional<Failure> failure = FindFailure(outcome, body_); failure && !complete) {
    return EndByFailure(*failure);
  }
  if (phase_ == Phase::kMeasure) {
    EndMeasure();
    return std::nullopt;
  }
  return phase_ == Phase::kWrite ? EndText(outcome) : EndSeries(Series(), outcome);
}

std::optional<Failure> Conversation::EndSeries(AskSeries& series, const HttpOutcome& outcome) {
  Failure failure;
  try {
    series.Take(body_);
    told_scores_ = phase_ == Phase::kDecide && generates_ && !chooses_;
    return std::nullopt;
  } catch (const FaultError& e) {
    return EndByFailure(FailureOf(e.fault(), outcome));
  } catch (const RefusalError& e) {
    failure.kind = Failure::Kind::kRefused;
    failure.reason = e.what();
    return EndByFailure(failure);
  } catch (const UnableError& e) {
    failure.kind = Failure::Kind::kUnable;
    failure.reason = e.what();
    return EndByFailure(failure);
  } catch (const UnheldError& e) {
    Fail(e.what());
    return std::nullopt;
  } catch (const UntoldError& e) {
    failure.reason = e.what();
    if (MayChoose(failure)) {
      EnterChoice(failure.reason);
    } else {
      Fail(failure.reason);
    }
    return std::nullopt;
  } catch (const Error& e) {
    failure.reason = e.what();
  }
  return failure;
}

// What is not worth another try ends the request, with what it is.
std::optional<Failure> Conversation::EndByFailure(Failure failure) {
  bool is_rejected = failure.kind == Failure::Kind::kRejected;
  bool is_missing = failure.kind == Failure::Kind::kMissing;
  if ((is_rejected || is_missing) && phase_ == Phase::kDecide && !generates_) {
    failure.kind = Failure::Kind::kUnable;  // the route itself is not there
    failure.is_told = is_missing;
  }
  if (is_rejected || failure.kind == Failure::Kind::kUnable) {
    dialect_.Learn(failure);
    if (dialect_.lessons() != lessons_) {
      return std::nullopt;
    }
  }
  switch (failure.kind) {
    case Failure::Kind::kTooLong:
      too_long_ = failure.reason;
      may_shorten_ = may_shorten_ && phase_ == Phase::kWrite;
      if (phase_ != Phase::kMeasure && dialect_.AskSize(prompt_)) {
        phase_ = Phase::kMeasure;
      } else {
        MeetLength(failure.prompt_tokens, failure.context);
      }
      return std::nullopt;
    case Failure::Kind::kRefused:
      completion_.finish = Finish::kRefused;
      break;
    case Failure::Kind::kRejected:
      completion_.finish = Finish::kError;
      break;
    case Failure::Kind::kUnable:
      if (!completion_.unscored.empty()) {  // a choice for this one alone: no other needs one
        Fail(failure.reason);
        return std::nullopt;
      }
      unscored_ = phase_ == Phase::kDecide && !chooses_ ? failure.reason : "";
      may_choose_ = MayChoose(failure);
      if (!may_choose_) {
        Advise(&failure);
      }
      return failure;
    default:
      return failure;
  }
  completion_.error = WithUnscored(failure.reason);
  phase_ = Phase::kDone;
  return std::nullopt;
}

// The way out stands before the server's words.
void Conversation::Advise(Failure* failure) const {
  bool decides = phase_ == Phase::kDecide;
  bool drawn = failure->part == "temperature" || failure->part == "top_p";
  bool may_choose =
      decides && request_.needs_scores && dialect_.CanChoose() && !IsForChoices(failure->part);
  const std::string no_decisions = fmt::format(
      "decisions cannot be had here{}: use another server, or, to judge, {}--mode written",
      may_choose ? " with their probabilities" : "",
      may_choose ? "--mode guided, where the server can be held to a choice, or " : "");
  std::string advice =
      decides && drawn ? no_decisions +
                             ", with the --temperature and --top-p that the model takes (most that "
                             "are particular take 1)"
      : decides ? no_decisions
      : drawn   ? "the model takes another --temperature or --top-p (most that are particular "
                  "take 1): give it"
                : "texts cannot be had here as they are asked for";
  failure->reason = fmt::format("{}; {}", advice, failure->reason);
}

void Conversation::EndMeasure() {
  std::optional<PromptSize> size;
  try {
    size = dialect_.ReadSize(body_);
  } catch (const std::exception&) {  // no size: the refusal stands as it is
  }
  MeetLength(size ? std::optional<int>(size->prompt) : std::nullopt,
             size ? std::optional<int>(size->context) : std::nullopt);
}

// A text gets the room that is left; where that is hardly any, or was tried, the prompt is too
// long.
void Conversation::MeetLength(std::optional<int> prompt, std::optional<int> context) {
  int room = context.value_or(0) - prompt.value_or(0);
  if (prompt && context && may_shorten_ && room >= kLeastRoom && room < max_tokens_) {
    may_shorten_ = false;
    max_tokens_ = room;
    phase_ = Phase::kWrite;
    return;
  }
  completion_.finish = Finish::kTooLong;
  completion_.prompt_tokens = prompt;
  completion_.error =
      prompt && context
          ? fmt::format("the prompt has {} tokens, the server's context holds {}{}", *prompt,
                        *context, room > 0 && scorer_ ? ": no room for the decision" : "")
          : too_long_;
  phase_ = Phase::kDone;
}

void Conversation::TakeText(const Answer& answer) {
  completion_.text = answer.text;
  if (request_.wants_logprob && !answer.written.empty()) {
    double sum = 0;
    for (const TokenChoice& token : answer.written) {
      sum += token.logprob;
    }
    completion_.logprob = sum;
  }
  completion_.finish = answer.finish == "length" ? Finish::kLength : Finish::kStop;
}

std::optional<Failure> Conversation::EndText(const HttpOutcome& outcome) {
  if (std::optional<AnswerFault> fault = reader_->End()) {
    return EndByFailure(FailureOf(*fault, outcome));
  }
  const Answer& answer = reader_->answer();
  TakeText(answer);
  phase_ = Phase::kDone;
  if (std::optional<std::string> refusal = FindRefusal(answer)) {
    completion_.finish = Finish::kRefused;
    completion_.error = *refusal;
  } else {
    EnterDecision();
  }
  return std::nullopt;
}

void Conversation::EnterDecision() {
  phase_ = Phase::kDone;
  if (request_.decide) {
    completion_.decision = request_.decide(completion_.text);
  }
  if (!completion_.decision) {
    return;
  }
  phase_ = Phase::kDecide;
  if (dialect_.forgoes_scores() && MayChoose({})) {
    EnterChoice("");
  } else {
    scorer_ = dialect_.Score(request_, prompt_, completion_.text, *completion_.decision);
  }
}

// Whether the decision at hand can do without scores, and its server be held to a choice, as far as
// the failure tells.
bool Conversation::MayChoose(const Failure& failure) const {
  return phase_ == Phase::kDecide && !chooses_ && !request_.needs_scores && dialect_.CanChoose() &&
         !IsForChoices(failure.part);
}

void Conversation::EnterChoice(const std::string& why) {
  scorer_ = dialect_.Choose(request_, prompt_, completion_.text, *completion_.decision);
  chooses_ = true;
  completion_.unscored = why;
}

// What a choice failed by, and why it had to be one.
std::string Conversation::WithUnscored(const std::string& reason) const {
  return completion_.unscored.empty()
             ? reason
             : fmt::format("{}; nor could the server be held to a choice: {}", completion_.unscored,
                           reason);
}

void Conversation::ForgoScores() {
  if (may_choose_) {
    EnterChoice(dialect_.forgoes_scores() ? "" : unscored_);
  } else {
    Fail(unscored_ + "; judging with --mode written needs no probabilities");
  }
}

std::optional<int> Conversation::UsedTokens() const { return used_; }

// A prompt that does not fit has a size, and where nothing was generated that is all.
Completion Conversation::Finished() {
  bool generated = prompt_count_.is_told || !prompt_count_.is_whole;
  if (generated) {
    completion_.prompt_tokens = Whole(prompt_count_);
    completion_.completion_tokens = Whole(completion_count_);
    cached_count_.is_whole = true;  // a server tells none where there are none
    completion_.cached_tokens = Whole(cached_count_);
  }
  completion_.text = credentials_.Redact(completion_.text);
  completion_.error = credentials_.Shown(completion_.error);
  completion_.unscored = credentials_.Shown(completion_.unscored);
  return std::move(completion_);
}

void Conversation::Fail(const std::string& reason, Finish how) {
  completion_.finish = how;
  completion_.error = WithUnscored(reason);
  completion_.decision.reset();
  completion_.scores.clear();
  completion_.choice.reset();
  completion_.unscored.clear();
  phase_ = Phase::kDone;
}

}  // namespace autoj
