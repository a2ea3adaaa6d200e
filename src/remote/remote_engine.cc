#include "remote/remote_engine.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/credentials.h"
#include "remote/delivery.h"
#include "remote/descriptors.h"
#include "remote/dialect.h"
#include "remote/fleet.h"
#include "remote/http_client.h"
#include "remote/roster.h"
#include "remote/server_address.h"
#include "remote/server_card.h"
#include "remote/server_tokenizer.h"

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
  State(const std::string& urls, RemoteOptions how, std::function<void(const std::string&)> warn,
        const StopSignal* stop)
      : options(std::move(how)),
        on_warning(std::move(warn)),
        addresses(ParseServerAddresses(urls)),
        credentials(Credentials::Load(options.key_file, options.headers_file)),
        connections(MakeRoomForConnections()),
        client(options.ca_file, connections),
        roster({.client = client,
                .addresses = addresses,
                .credentials = credentials,
                .limits = InquiryLimits(LimitsOf(options)),
                .model_name = options.model_name,
                .patience = std::chrono::duration<double>(options.patience),
                .on_warning = on_warning,
                .stop = stop}) {}

  RemoteOptions options;
  std::function<void(const std::string&)> on_warning;
  std::vector<ServerAddress> addresses;
  Credentials credentials;
  size_t connections;  // that the system allows
  HttpClient client;
  Roster roster;
  bool is_known = false;
  bool chat = false;  // the prompts are chats
  std::unique_ptr<Dialect> dialect;

  const ServerCard& Card() {
    if (!is_known) {
      for (const ServerAddress& address : addresses) {
        if (credentials.HasKey() && !address.is_encrypted) {
          on_warning(fmt::format("the key travels to {} unencrypted (http)", address.host));
        }
      }
      roster.Call();
      is_known = true;
    }
    return roster.Lead();
  }

  Dialect& Speak() {
    if (!dialect) {
      const ServerCard& card = Card();
      dialect = MakeDialect({.client = client,
                             .address = addresses[roster.LeadIndex()],
                             .credentials = credentials,
                             .card = card,
                             .limits = InquiryLimits(LimitsOf(options)),
                             .api = options.api,
                             .chat = chat});
      if (chat) {
        roster.CompareTemplates();
      }
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

  const ServerCard& CardOf(size_t server) {
    const std::optional<ServerCard>& card = roster.CardOf(server);
    return card ? *card : Card();
  }

  // How much of what the servers could have in flight the limit of open files allows.
  double ShareOfFiles() {
    double wanted = 0;
    for (size_t i = 0; i < addresses.size(); ++i) {
      wanted += MostInFlight(options, CardOf(i));
    }
    return std::min(1.0, static_cast<double>(connections) / wanted);
  }

  void GiveRoom(size_t server, double share, Fleet* fleet) {
    const ServerCard& card = CardOf(server);
    int most = static_cast<int>(std::max(1.0, share * MostInFlight(options, card)));
    constexpr int kQueues = 64;  // vLLM, what it cannot take at once
    constexpr int kOther = 8;
    fleet->Resize(server, std::min(card.kind == ServerKind::kVllm ? kQueues : kOther, most), most);
  }

  Fleet MakeFleet(double share) {
    Fleet fleet({.endpoints = addresses.size(),
                 .requests_per_minute = options.requests_per_minute,
                 .tokens_per_minute = options.tokens_per_minute});
    for (size_t i = 0; i < addresses.size(); ++i) {
      GiveRoom(i, share, &fleet);
      if (!roster.CardOf(i)) {
        fleet.Leave(i, std::chrono::steady_clock::now());
      }
    }
    return fleet;
  }
};

RemoteEngine::RemoteEngine(const std::string& addresses, const RemoteOptions& options,
                           std::function<void(const std::string&)> on_warning,
                           const StopSignal* stop)
    : state_(std::make_unique<State>(addresses, options, std::move(on_warning), stop)) {}

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
  const double share = it.ShareOfFiles();
  if (share < 1) {
    it.on_warning(
        fmt::format("the limit of open files allows {} connections, fewer than the "
                    "servers could use; `ulimit -n` raises it",
                    it.connections));
  }
  Fleet fleet = it.MakeFleet(share);
  auto admit = [&](size_t server, const ServerCard& card) {
    std::optional<std::string> unfit = it.roster.Admit(server, card);
    if (!unfit) {
      it.GiveRoom(server, share, &fleet);
    }
    return unfit;
  };
  DeliveryNeeds needs{.client = it.client,
                      .addresses = it.addresses,
                      .credentials = it.credentials,
                      .dialect = dialect,
                      .limits = LimitsOf(it.options),
                      .patience = std::chrono::duration<double>(it.options.patience),
                      .model = it.Card().model,
                      .admit = admit,
                      .on_warning = it.on_warning};
  Delivery(needs, fleet, requests).Run(stop);
}

std::optional<std::string> RemoteEngine::Shorten(const std::string& text, const TokenCut& cut) {
  State& it = *state_;
  const ServerCard& card = it.Card();
  return ShortenOnServer({.client = it.client,
                          .address = it.addresses[it.roster.LeadIndex()],
                          .credentials = it.credentials,
                          .card = card,
                          .limits = InquiryLimits(LimitsOf(it.options))},
                         text, cut);
}

}  // namespace autoj
