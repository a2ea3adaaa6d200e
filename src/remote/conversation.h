#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "autoj/engine.h"
#include "remote/answer.h"
#include "remote/ask.h"
#include "remote/credentials.h"
#include "remote/dialect.h"
#include "remote/failure.h"
#include "remote/http_client.h"

namespace autoj {

/// One request on its way through a server: its prompt is prepared, its text written, its decision
/// scored, by one exchange after another. Knows nothing of endpoints, of time, or of tries: it says
/// what to ask and takes the answer. What it gives holds no secret. One thread.
class Conversation {
 public:
  /// Borrows `dialect` and `credentials`.
  Conversation(Request request, Dialect& dialect, const Credentials& credentials);

  /// What is to be asked now; nothing: all is done. An exchange begins with it: what an earlier try
  /// of the same one gave is forgotten.
  std::optional<Ask> Begin();

  /// Bytes of the answer. False: no more is wanted.
  bool Data(int status, std::string_view bytes);

  /// The end of the exchange. Nothing: go on with Begin; else why it failed: Begin asks the same
  /// again, Fail ends it.
  std::optional<Failure> End(const HttpOutcome& outcome);

  /// Ends it without an answer: kError, or kRefused where that is the server's word.
  void Fail(const std::string& reason, Finish how = Finish::kError);

  /// Whether the last exchange told scores, or failed for want of them; and whether the decision
  /// can do without.
  bool told_scores() const { return told_scores_; }
  bool lacks_scores() const { return !unscored_.empty(); }
  bool may_choose() const { return may_choose_; }

  /// Goes on without the scores that the last exchange lacked: the server chooses, or, where the
  /// decision cannot do without them, the request fails, with the exchange's reason.
  void ForgoScores();

  /// Tokens that the last exchange used, where the server told.
  std::optional<int> UsedTokens() const;

  /// The answer, once Begin gave nothing; without its seconds. Its token counts are those of all
  /// exchanges that told theirs, and not known where one that was answered did not.
  Completion Finished();

 private:
  enum class Phase { kPrepare, kWrite, kMeasure, kDecide, kDone };

  // Tokens of all exchanges together.
  struct Count {
    int sum = 0;
    bool is_told = false;  // once at least
    bool is_whole = true;  // by all that were answered
  };
  static void Add(std::optional<int> told, bool answered, Count* count);
  static std::optional<int> Whole(const Count& count);

  std::optional<Ask> NextAsk();
  std::optional<Failure> TakeEnd(const HttpOutcome& outcome);
  void CountTokens(int status, bool answered);
  void Advise(Failure* failure) const;
  std::optional<Failure> EndText(const HttpOutcome& outcome);
  std::optional<Failure> EndSeries(AskSeries& series, const HttpOutcome& outcome);
  std::optional<Failure> EndByFailure(Failure failure);
  void EndMeasure();
  void MeetLength(std::optional<int> prompt, std::optional<int> context);
  void EnterDecision();
  bool MayChoose(const Failure& failure) const;
  void EnterChoice(const std::string& why);
  std::string WithUnscored(const std::string& reason) const;
  void TakeText(const Answer& answer);
  AskSeries& Series();

  Request request_;
  Dialect& dialect_;
  const Credentials& credentials_;
  Phase phase_ = Phase::kPrepare;
  int max_tokens_;
  std::unique_ptr<Preparation> preparation_;
  std::unique_ptr<Scorer> scorer_;
  bool chooses_ = false;      // the scorer finds no scores
  bool told_scores_ = false;  // in the last exchange
  bool may_choose_ = false;   // as it lacked them
  std::string unscored_;      // why it lacked them; "" where it did not
  nlohmann::json prompt_;
  std::optional<AnswerReader> reader_;  // of a text
  std::string body_;                    // of anything else, errors included
  bool generates_ = false;              // what is asked
  int lessons_ = 0;                     // with how many it was asked
  std::optional<int> used_;
  Count prompt_count_;
  Count cached_count_;
  Count completion_count_;
  std::string too_long_;     // what the server said
  bool may_shorten_ = true;  // the text, once
  Completion completion_;
};

}  // namespace autoj
