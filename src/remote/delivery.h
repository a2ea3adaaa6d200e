#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "remote/credentials.h"
#include "remote/dialect.h"
#include "remote/fleet.h"
#include "remote/http_client.h"
#include "remote/server_address.h"

namespace autoj {

/// What one run over servers needs; all borrowed.
struct DeliveryNeeds {
  HttpClient& client;
  const std::vector<ServerAddress>& addresses;
  const Credentials& credentials;
  Dialect& dialect;
  HttpLimits limits;
  std::chrono::duration<double> patience;  ///< Without any server, until requests fail.
  const std::string& model;                ///< What the servers call it: a check looks for it.
  std::function<void(const std::string&)> on_warning;
};

/// Brings the requests of a run to the servers of a fleet and their answers back: keeps as many in
/// flight as the fleet has room for, tries again what another try may help, checks servers that are
/// out. Memory: what is in flight. One thread.
class Delivery {
 public:
  Delivery(const DeliveryNeeds& needs, Fleet& fleet, Requests& requests);
  ~Delivery();

  /// Until all requests are answered, or `stop`. Throws Error(kRemote) where a server refuses the
  /// key or lacks what is needed, and what the requests throw.
  void Run(const StopSignal& stop);

 private:
  struct Parcel;
  struct Check;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj
