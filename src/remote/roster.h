#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "remote/credentials.h"
#include "remote/http_client.h"
#include "remote/server_address.h"
#include "remote/server_card.h"

namespace autoj {

/// What finding out about a run's servers needs; the references are borrowed.
struct RosterNeeds {
  HttpClient& client;
  const std::vector<ServerAddress>& addresses;
  const Credentials& credentials;
  HttpLimits limits;                       ///< Of an inquiry.
  std::string model_name;                  ///< Empty: what the servers offer.
  std::chrono::duration<double> patience;  ///< With servers that may come, while none is there.
  std::function<void(const std::string&)> on_warning;
  const StopSignal* stop;                 ///< Ends the waiting; may be null.
  std::chrono::milliseconds grace{2000};  ///< For the others, once one has answered.
};

/// The servers of a run: what they said they are, and whether one may take part. One thread.
class Roster {
 public:
  explicit Roster(RosterNeeds needs);

  /// Asks all servers at once what they are; those that take much longer than another are not
  /// waited for. While none answers, those that may come (one that
  /// loads its model, or does not listen yet) are asked again, for as long as the patience lasts;
  /// that is told at its beginning. Each server that is left out in the end is told, with its
  /// reason. Throws Error(kRemote) with all reasons where none is there, and where two are not of
  /// one kind; Error(kInterrupted) at the stop signal.
  void Call();

  /// After Call. The first server that answered: what it is, the others must be.
  size_t LeadIndex() const { return lead_; }
  const ServerCard& Lead() const { return *cards_[lead_]; }
  /// None: it is not there yet.
  const std::optional<ServerCard>& CardOf(size_t server) const { return cards_[server]; }

  /// What a server says that has come, or come back. Gives why it may not take part, or nothing:
  /// then the card is kept.
  std::optional<std::string> Admit(size_t server, const ServerCard& card);

  /// The prompts are chats: a server whose template is not the lead's is told; also one that comes
  /// later.
  void CompareTemplates();

 private:
  void Ask(const std::vector<size_t>& servers);
  void AskUntilOneIsThere();
  void AgreeOnModel();
  void Wait(std::chrono::milliseconds time) const;
  void CheckStop() const;
  bool FindLead();
  void CheckKinds() const;
  void TellOtherTemplate(size_t server) const;
  std::vector<size_t> All() const;
  std::vector<size_t> ThatMayCome() const;
  std::string Reasons() const;

  RosterNeeds needs_;
  std::string model_;
  std::vector<std::optional<ServerCard>> cards_;
  std::vector<std::optional<CardRefusal>> refusals_;
  size_t lead_ = 0;
  bool compares_templates_ = false;
};

}  // namespace autoj
