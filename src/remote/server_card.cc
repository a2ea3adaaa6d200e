#include "remote/server_card.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/answer.h"
#include "remote/failure.h"

namespace autoj {
namespace {

using nlohmann::json;

// What asking one server takes.
class Inquiry {
 public:
  Inquiry(HttpClient& client, const ServerAddress& address, const Credentials& credentials,
          const HttpLimits& limits)
      : client_(client), address_(address), credentials_(credentials), limits_(limits) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorKind::kRemote,
                fmt::format("{}: {}", EscapeForTerminal(address_.base), credentials_.Redact(what)));
  }

  HttpClient::Answer Get(const std::string& url) const {
    return client_.Ask({url, credentials_.HeadersFor(address_), "", limits_});
  }

  // A route that only some servers have: its JSON object, or nothing.
  std::optional<json> GetOwn(std::string_view route) const {
    HttpClient::Answer answer = Get(address_.RootUrl(route));
    if (answer.outcome.end != HttpEnd::kComplete || answer.outcome.status != 200) {
      return std::nullopt;
    }
    try {
      json object = ParseServerJson(answer.body);
      return object.is_object() ? std::optional<json>(std::move(object)) : std::nullopt;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  // The list of models; nothing where the server has none to tell (404).
  std::optional<json> GetModels() const {
    HttpClient::Answer answer = Get(address_.Url("models"));
    if (answer.outcome.end == HttpEnd::kComplete && answer.outcome.status == 404) {
      return std::nullopt;
    }
    if (std::optional<Failure> failure = FindFailure(answer.outcome, answer.body)) {
      bool gone = failure->kind == Failure::Kind::kGone;
      Fail(failure->reason + (gone ? "; is the server running, and is this its address?" : ""));
    }
    try {
      json list = ParseServerJson(answer.body);
      if (list.is_object() && list.contains("data") && list["data"].is_array()) {
        return list["data"];
      }
    } catch (const Error& e) {
      Fail(std::string("its list of models (GET /models) cannot be read: ") + e.what());
    }
    Fail("its list of models (GET /models) is none; does the address end in /v1?");
  }

 private:
  HttpClient& client_;
  const ServerAddress& address_;
  const Credentials& credentials_;
  const HttpLimits& limits_;
};

std::string StringIn(const json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void ChooseModel(const Inquiry& inquiry, const std::string& wanted, ServerCard* card) {
  const std::vector<std::string>& models = card->models;
  std::string offered = EscapeForTerminal(fmt::format("{}", fmt::join(models, ", ")));
  if (wanted.empty() && models.size() != 1) {
    inquiry.Fail(models.empty()
                     ? "it does not tell its models; name one with --model-name"
                     : "it offers several models; name one with --model-name: " + offered);
  }
  card->model = wanted.empty() ? models.front() : wanted;
  bool known = std::find(models.begin(), models.end(), card->model) != models.end();
  if (!models.empty() && !known) {
    inquiry.Fail(fmt::format("it has no model \"{}\"{}", EscapeForTerminal(wanted),
                             DidYouMean(wanted, models, "; it has: " + offered)));
  }
}

// llama-server: /props; vLLM: /version and the models' max_model_len.
void FindKind(const Inquiry& inquiry, const json& models, ServerCard* card) {
  json entry = json::object();
  for (const json& model : models) {
    if (model.is_object() && StringIn(model, "id") == card->model) {
      entry = model;
    }
  }
  std::string owner = StringIn(entry, "owned_by");
  std::optional<json> version = owner == "vllm" ? inquiry.GetOwn("version") : std::nullopt;
  if (version) {
    card->kind = ServerKind::kVllm;
    card->software = "vLLM " + StringIn(*version, "version");
    card->context = FindCount(entry, "max_model_len").value_or(0);
    return;
  }
  std::optional<json> props = owner == "llamacpp" ? inquiry.GetOwn("props") : std::nullopt;
  if (props && props->contains("default_generation_settings")) {
    card->kind = ServerKind::kLlamaServer;
    card->software = Trim("llama-server " + StringIn(*props, "build_info"));
    card->slots = FindCount(*props, "total_slots").value_or(0);
    card->context = FindCount((*props)["default_generation_settings"], "n_ctx").value_or(0);
    return;
  }
  card->software = "a server with OpenAI's API";
}

}  // namespace

ServerCard AskServer(HttpClient& client, const ServerAddress& address,
                     const Credentials& credentials, const std::string& model_name,
                     const HttpLimits& limits) {
  Inquiry inquiry(client, address, credentials, limits);
  ServerCard card;
  json models = json::array();
  if (address.is_azure) {  // a deployment is one model, and lists none
    card.models.clear();
  } else if (std::optional<json> list = inquiry.GetModels()) {
    models = std::move(*list);
  }
  for (const json& model : models) {
    std::string id = model.is_object() ? StringIn(model, "id") : "";
    if (!id.empty()) {
      card.models.push_back(id);
    }
  }
  ChooseModel(inquiry, model_name, &card);
  FindKind(inquiry, models, &card);
  return card;
}

}  // namespace autoj
