#include "remote/examination.h"

#include <cmath>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/chat_roles.h"
#include "remote/conversation.h"
#include "remote/credentials.h"
#include "remote/dialect.h"
#include "remote/http_client.h"
#include "remote/server_address.h"

namespace autoj {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr const char* kTexts = "texts";
constexpr const char* kDecisions = "decisions";
constexpr const char* kChoices = "choices";  // decisions without probabilities

// One server, and what it is asked with.
class Patient {
 public:
  Patient(const ServerAddress& address, const Credentials& credentials,
          const RemoteOptions& options)
      : address_(address), credentials_(credentials), options_(options), client_(options.ca_file) {
    limits_.first_byte = kPatience;
    limits_.whole = kPatience;
  }

  ServerCard Ask() {
    return AskServer(client_, address_, credentials_, options_.model_name, limits_);
  }

  Trial Try(const ServerCard& card, bool chat, const std::string& thing) {
    Trial trial;
    trial.what = fmt::format("{}, by {}", thing, chat ? "chat" : "completions");
    try {
      std::unique_ptr<Dialect> dialect = MakeDialect({.client = client_,
                                                      .address = address_,
                                                      .credentials = credentials_,
                                                      .card = card,
                                                      .limits = limits_,
                                                      .api = "",
                                                      .chat = chat});
      if (thing == kChoices && !dialect->CanChoose()) {
        throw Error(ErrorKind::kRemote, "its completions cannot be held to alternatives");
      }
      if (thing == kChoices) {
        dialect->ForgoScores();
      }
      Completion completion = Converse(*dialect, MakeRequest(*dialect, chat, thing));
      trial.works = completion.finish == Finish::kStop || completion.finish == Finish::kLength;
      trial.detail = trial.works ? Shown(completion) : completion.error;
    } catch (const Error& e) {
      trial.detail = e.what();
    }
    trial.detail = credentials_.Redact(trial.detail);
    return trial;
  }

 private:
  static Request MakeRequest(const Dialect& dialect, bool chat, const std::string& thing) {
    Request request;
    const std::string question = "Which is larger, 1 or 2? Answer with the number alone.";
    if (chat) {
      ChatFrame frame = dialect.Frame(/*with_system=*/false);
      request.prompt.pieces = {{frame.before, true}, {question, false}, {frame.after, true}};
    } else {
      request.prompt.pieces = {{question, false}};
    }
    request.max_tokens = thing == kTexts ? 8 : 0;
    request.needs_scores = thing == kDecisions;
    if (thing != kTexts) {
      request.decide = [](std::string_view) { return Decision{"The larger one is ", {"1", "2"}}; };
    }
    return request;
  }

  static std::string Shown(const Completion& completion) {
    if (completion.scores.empty()) {
      return fmt::format("\"{}\"", completion.choice
                                       ? completion.decision->alternatives[*completion.choice]
                                       : EscapeForTerminal(completion.text));
    }
    double first = std::exp(completion.scores[0]);
    double second = std::exp(completion.scores[1]);
    return fmt::format("1: {:.2f}, 2: {:.2f}", first / (first + second), second / (first + second));
  }

  // Sees one request through, without a second try.
  Completion Converse(Dialect& dialect, Request request) {
    Conversation talk(std::move(request), dialect, credentials_);
    while (std::optional<autoj::Ask> ask = talk.Begin()) {
      HttpClient::Answer answer = client_.Ask(ToHttp(*ask, address_, credentials_, limits_));
      talk.Data(answer.outcome.status, answer.body);
      if (std::optional<Failure> failure = talk.End(answer.outcome)) {
        talk.Fail(failure->reason);
      }
    }
    return talk.Finished();
  }

  const ServerAddress& address_;
  const Credentials& credentials_;
  const RemoteOptions& options_;
  HttpClient client_;
  HttpLimits limits_;
};

}  // namespace

std::vector<Examination> ExamineServers(const std::string& addresses,
                                        const RemoteOptions& options) {
  std::vector<Examination> examinations;
  Credentials credentials = Credentials::Load(options.key_file, options.headers_file);
  for (const ServerAddress& address : ParseServerAddresses(addresses)) {
    Examination& examination = examinations.emplace_back();
    examination.address = address.base;
    Patient patient(address, credentials, options);
    try {
      examination.card = patient.Ask();
    } catch (const Error& e) {
      examination.error = e.what();
      continue;
    }
    for (bool chat : {false, true}) {
      for (const char* thing : {kTexts, kDecisions, kChoices}) {
        examination.trials.push_back(patient.Try(*examination.card, chat, thing));
      }
    }
  }
  return examinations;
}

}  // namespace autoj
