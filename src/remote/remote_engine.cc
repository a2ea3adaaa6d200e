#include "remote/remote_engine.h"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/credentials.h"
#include "remote/delivery.h"
#include "remote/dialect.h"
#include "remote/fleet.h"
#include "remote/http_client.h"
#include "remote/server_address.h"
#include "remote/server_card.h"

namespace autoj {
namespace {

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

HttpLimits LimitsOf(const RemoteOptions& options) {
  HttpLimits limits;
  limits.connect = Milliseconds(options.connect_timeout);
  limits.first_byte = Milliseconds(options.first_byte_timeout);
  limits.whole = Milliseconds(options.timeout);
  return limits;
}

// Requests in flight at most, a server: one that tells its sequences at once gets two more, so that
// none of them waits for the network.
int MostInFlight(const RemoteOptions& options, const ServerCard& card) {
  constexpr int kUntold = 256;
  constexpr int kOnTheWay = 2;
  return options.parallel > 0 ? options.parallel
         : card.slots > 0     ? card.slots + kOnTheWay
                              : kUntold;
}

}  // namespace

struct RemoteEngine::State {
  State(const std::string& urls, RemoteOptions how, std::function<void(const std::string&)> warn)
      : options(std::move(how)),
        on_warning(std::move(warn)),
        addresses(ParseServerAddresses(urls)),
        credentials(Credentials::Load(options.key_file, options.headers_file)),
        client(options.ca_file),
        cards(addresses.size()) {}

  RemoteOptions options;
  std::function<void(const std::string&)> on_warning;
  std::vector<ServerAddress> addresses;
  Credentials credentials;
  HttpClient client;
  std::vector<std::optional<ServerCard>> cards;  // none: it did not answer
  size_t first = 0;                              // the first that did
  bool is_known = false;
  bool chat = false;  // the prompts are chats
  std::unique_ptr<Dialect> dialect;

  const ServerCard& Card() {
    Inquire();
    return *cards[first];
  }

  void Inquire() {
    if (is_known) {
      return;
    }
    std::optional<Error> refused;
    std::string model = options.model_name;
    for (size_t i = 0; i < addresses.size(); ++i) {
      if (credentials.HasKey() && !addresses[i].is_encrypted) {
        on_warning(fmt::format("the key travels to {} unencrypted (http)", addresses[i].host));
      }
      try {
        cards[i] = AskServer(client, addresses[i], credentials, model, LimitsOf(options));
        model = cards[i]->model;
      } catch (const Error& e) {
        refused = refused.value_or(e);
      }
    }
    Compare(refused);
    is_known = true;
  }

  // All that answer are of one kind; those that do not are told.
  void Compare(const std::optional<Error>& refused) {
    first = 0;
    while (first < cards.size() && !cards[first]) {
      ++first;
    }
    if (first == cards.size()) {
      throw Error(*refused);
    }
    for (size_t i = 0; i < cards.size(); ++i) {
      if (cards[i] && cards[i]->kind != cards[first]->kind) {
        throw Error(ErrorKind::kRemote,
                    fmt::format("{} is {}, but {} is {}: servers of one run must be of one kind",
                                addresses[i].host, cards[i]->software, addresses[first].host,
                                cards[first]->software));
      }
    }
    if (refused) {
      on_warning(fmt::format("left out until it answers: {}", refused->what()));
    }
  }

  Dialect& Speak() {
    if (!dialect) {
      const ServerCard& card = Card();
      dialect = MakeDialect({.client = client,
                             .address = addresses[first],
                             .credentials = credentials,
                             .card = card,
                             .limits = LimitsOf(options),
                             .api = options.api,
                             .chat = chat});
    }
    return *dialect;
  }

  // What cannot be asked at all is said before anything is asked.
  void CheckRequest(const Request& request) {
    std::string prompt = request.prompt.Text();
    if (dialect->api() == Api::kChat && !chat && prompt.compare(0, 7, "[INST] ") == 0) {
      throw Error(ErrorKind::kUsage,
                  "the wrapper \"autoj\" is the whole prompt, and --api chat would wrap it again: "
                  "use --api completions");
    }
    if (request.ignore_eos && !dialect->CanIgnoreEos()) {
      throw Error(ErrorKind::kUsage, "--ignore-eos: only vLLM and llama-server can do that");
    }
  }

  FleetOptions HowToShare() {
    FleetOptions how;
    how.endpoints = addresses.size();
    how.most = MostInFlight(options, Card());
    if (Card().kind == ServerKind::kVllm) {
      how.start = 64;  // it queues what it cannot take at once
    }
    how.start = std::min(how.start, how.most);
    how.requests_per_minute = options.requests_per_minute;
    how.tokens_per_minute = options.tokens_per_minute;
    return how;
  }
};

RemoteEngine::RemoteEngine(const std::string& addresses, const RemoteOptions& options,
                           std::function<void(const std::string&)> on_warning)
    : state_(std::make_unique<State>(addresses, options, std::move(on_warning))) {}

RemoteEngine::~RemoteEngine() = default;

EngineInfo RemoteEngine::Info() const {
  const ServerCard& card = state_->Card();
  std::vector<std::string> hosts;
  for (const ServerAddress& address : state_->addresses) {
    hosts.push_back(address.host);
  }
  return {.model = card.model,
          .identity = "remote:" + card.model,
          .hardware = fmt::format("{} at {}", card.software, fmt::join(hosts, ", ")),
          .is_autoj = IsAutojModel(card.model),
          .is_remote = true};
}

ChatFrame RemoteEngine::Chat(bool with_system) const {
  if (!state_->chat) {
    state_->chat = true;
    state_->dialect.reset();
  }
  ChatFrame frame = state_->Speak().Frame(with_system);
  if (with_system && frame.between.empty()) {
    throw Error(ErrorKind::kModel,
                "the server's chat template has no place for a system message; use --wrapper none, "
                "or a protocol without one");
  }
  return frame;
}

void RemoteEngine::Run(Requests& requests, const StopSignal& stop) {
  if (requests.Count() == 0) {
    return;
  }
  State& it = *state_;
  Dialect& dialect = it.Speak();
  it.CheckRequest(requests.Make(0));
  Fleet fleet(it.HowToShare());
  for (size_t i = 0; i < it.cards.size(); ++i) {
    if (!it.cards[i]) {
      fleet.Leave(i, std::chrono::steady_clock::now());
    }
  }
  DeliveryNeeds needs{.client = it.client,
                      .addresses = it.addresses,
                      .credentials = it.credentials,
                      .dialect = dialect,
                      .limits = LimitsOf(it.options),
                      .patience = std::chrono::duration<double>(it.options.patience),
                      .model = it.Card().model,
                      .on_warning = it.on_warning};
  Delivery(needs, fleet, requests).Run(stop);
}

}  // namespace autoj
