#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "remote/credentials.h"
#include "remote/http_client.h"
#include "remote/server_address.h"

namespace autoj {

/// What kind of program answers.
enum class ServerKind {
  kVllm,         ///< Tells tokens and their probabilities by id.
  kLlamaServer,  ///< The same, and shows its chat template.
  kOther,        ///< Something that speaks OpenAI's API.
};

/// What a server is, by its own words.
struct ServerCard {
  ServerKind kind = ServerKind::kOther;
  std::string software;             ///< "vLLM 0.16.0", "llama-server b1234", "OpenAI's API".
  std::vector<std::string> models;  ///< What it offers; empty where it does not tell.
  std::string model;                ///< The one to use.
  std::string chat_template;        ///< Empty: untold.
  int context = 0;                  ///< Tokens that a prompt and its text may have; 0: untold.
  int slots = 0;                    ///< Sequences at once; 0: untold.
};

/// Why a server gave no card.
struct CardRefusal {
  std::string reason;       ///< With its address; safe for a terminal, secrets taken out.
  bool is_lasting = false;  ///< Asking again would not help: a key, a model, a certificate.
};

/// Asks one server what it is, by one exchange after another: its models, then its kind. Others may
/// be asked by the same client meanwhile. One thread.
class Inquiry : public HttpReceiver {
 public:
  /// Borrows `client`, `address` and `credentials`; begins at once, goes on in the client's Poll.
  /// `model_name` may be empty where the server offers one model.
  Inquiry(HttpClient& client, const ServerAddress& address, const Credentials& credentials,
          std::string model_name, const HttpLimits& limits);
  ~Inquiry() override;
  Inquiry(const Inquiry&) = delete;
  Inquiry& operator=(const Inquiry&) = delete;

  /// Its end: with a card, or with a refusal.
  bool IsDone() const { return card_ || refusal_; }
  const std::optional<ServerCard>& card() const { return card_; }
  const std::optional<CardRefusal>& refusal() const { return refusal_; }

  bool Data(int status, std::string_view bytes) override;
  void Ended(const HttpOutcome& outcome) override;

 private:
  enum class Asked { kModels, kApi, kVersion, kProps };

  void Get(Asked what, const std::string& url);
  void Refuse(const std::string& why, bool is_lasting);
  void TakeModels(const HttpOutcome& outcome);
  void TakeApi(const HttpOutcome& outcome);
  void ChooseModel();
  void AskKind();
  void TakeVersion(const nlohmann::json& version);
  void TakeProps(const nlohmann::json& props);

  HttpClient& client_;
  const ServerAddress& address_;
  const Credentials& credentials_;
  std::string model_name_;
  HttpLimits limits_;
  Asked asked_ = Asked::kModels;
  HttpClient::Id exchange_ = 0;
  std::string body_;
  nlohmann::json models_ = nlohmann::json::array();
  nlohmann::json entry_ = nlohmann::json::object();  // of the model
  ServerCard found_;
  std::optional<ServerCard> card_;
  std::optional<CardRefusal> refusal_;
};

/// An inquiry from begin to end. Throws Error(kRemote) with the refusal's reason.
ServerCard AskServer(HttpClient& client, const ServerAddress& address,
                     const Credentials& credentials, const std::string& model_name,
                     const HttpLimits& limits);

/// The limits of an inquiry, within those of the requests: who is well answers it at once.
HttpLimits InquiryLimits(HttpLimits limits);

}  // namespace autoj
