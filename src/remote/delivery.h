#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "remote/credentials.h"
#include "remote/dialect.h"
#include "remote/fleet.h"
#include "remote/http_client.h"
#include "remote/server_address.h"
#include "remote/server_card.h"

namespace autoj {

/// What one run over servers needs; all borrowed.
struct DeliveryNeeds {
  HttpClient& client;
  const std::vector<ServerAddress>& addresses;
  const Credentials& credentials;
  Dialect& dialect;
  HttpLimits limits;
  std::chrono::duration<double> patience;  ///< Without any server, until requests fail.
  const std::string& model;                ///< What the servers call it: a check asks for it.
  /// Told what a server says it is that has come, or come back. Gives why it may not take part.
  std::function<std::optional<std::string>(size_t server, const ServerCard& card)> admit;
  std::function<void(const std::string&)> on_warning;
};

/// Brings the requests of a run to the servers of a fleet and their answers back: keeps as many in
/// flight as the fleet has room for, tries again what another try may help, asks servers that are
/// out whether they are back. Memory: what is in flight. One thread.
///
/// Tries: what may pass is tried again, wherever there is room. Where tries are as many as the
/// retry budget allows, no new request begins until they are made.
///
/// Denials (status 403, no such route or model): each other server is asked once. Where none is
/// left that is the request's outcome: refused by a server whose model has answered others, else
/// failed. A server that refuses the key, or lacks what the mode needs, is barred at once.
class Delivery {
 public:
  Delivery(const DeliveryNeeds& needs, Fleet& fleet, Requests& requests);
  ~Delivery();

  /// Until all requests are answered, or `stop`: its first level finishes what is in flight and
  /// drops what waits. Throws Error(kRemote), saying why, where all servers are barred, and what
  /// the requests throw.
  void Run(const StopSignal& stop);

 private:
  struct Parcel;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj
