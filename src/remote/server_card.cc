#include "remote/server_card.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/answer.h"
#include "remote/failure.h"

namespace autoj {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds kInquiryTime{10'000};
constexpr size_t kMostBytes = 16 << 20;

std::string StringIn(const json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// A JSON object that only some servers have; nothing where this one has it not.
std::optional<json> ReadOwn(const HttpOutcome& outcome, const std::string& body) {
  if (outcome.end != HttpEnd::kComplete || outcome.status != 200) {
    return std::nullopt;
  }
  try {
    json object = ParseServerJson(body);
    return object.is_object() ? std::optional<json>(std::move(object)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Whether a failure may pass while one waits: a server that starts, or is restarted.
bool MayPass(const Failure& failure, const HttpOutcome& outcome) {
  using Kind = Failure::Kind;
  bool is_temporary =
      failure.kind == Kind::kBusy || failure.kind == Kind::kGone || failure.kind == Kind::kAgain;
  return is_temporary && outcome.end != HttpEnd::kTls;
}

}  // namespace

Inquiry::Inquiry(HttpClient& client, const ServerAddress& address, const Credentials& credentials,
                 std::string model_name, const HttpLimits& limits)
    : client_(client),
      address_(address),
      credentials_(credentials),
      model_name_(std::move(model_name)),
      limits_(limits) {
  limits_.body_bytes = kMostBytes;
  Get(Asked::kModels, address_.Url("models"));
}

Inquiry::~Inquiry() { client_.Cancel(exchange_); }

void Inquiry::Get(Asked what, const std::string& url) {
  asked_ = what;
  body_.clear();
  exchange_ = client_.Start({url, credentials_.HeadersFor(address_), "", limits_}, *this);
}

bool Inquiry::Data(int /*status*/, std::string_view bytes) {
  body_ += bytes;
  return true;
}

void Inquiry::Ended(const HttpOutcome& outcome) {
  exchange_ = 0;
  if (asked_ == Asked::kModels) {
    TakeModels(outcome);
    return;
  }
  if (asked_ == Asked::kApi) {
    TakeApi(outcome);
    return;
  }
  std::optional<Failure> failure = FindFailure(outcome, body_);
  if (failure && (failure->kind == Failure::Kind::kGone || failure->kind == Failure::Kind::kBusy)) {
    Refuse(failure->reason, /*is_lasting=*/false);  // what it is, it did not say
    return;
  }
  if (std::optional<json> own = ReadOwn(outcome, body_)) {
    asked_ == Asked::kVersion ? TakeVersion(*own) : TakeProps(*own);
  }
  card_ = found_;
}

void Inquiry::Refuse(const std::string& why, bool is_lasting) {
  refusal_ = {fmt::format("{}: {}", EscapeForTerminal(address_.base), credentials_.Shown(why)),
              is_lasting};
}

void Inquiry::TakeModels(const HttpOutcome& outcome) {
  if (std::optional<Failure> failure = FindFailure(outcome, body_)) {
    // A list that nobody may see is one that is not told: Azure has none, gateways hide theirs.
    using Kind = Failure::Kind;
    if (outcome.status == 404 && !address_.is_azure && !address_.base.ends_with("/v1")) {
      Get(Asked::kApi, address_.RootUrl("v1/models"));
      return;
    }
    if (failure->kind == Kind::kMissing ||
        (failure->kind == Kind::kDenied && !model_name_.empty()) ||
        (failure->kind == Kind::kRejected && address_.is_azure)) {
      ChooseModel();
      return;
    }
    bool gone = failure->kind == Kind::kGone;
    Refuse(failure->reason + (gone ? "; is the server running, and is this its address?" : ""),
           !MayPass(*failure, outcome));
    return;
  }
  try {
    json list = ParseServerJson(body_);
    if (!list.is_object() || !list.contains("data") || !list["data"].is_array()) {
      Refuse("its list of models (GET /models) is none; does the address end in /v1?", true);
      return;
    }
    models_ = std::move(list["data"]);
  } catch (const Error& e) {
    Refuse(std::string("its list of models (GET /models) cannot be read: ") + e.what(), true);
    return;
  }
  ChooseModel();
}

// The commonest slip of an address: its API is one step further.
void Inquiry::TakeApi(const HttpOutcome& outcome) {
  std::optional<json> list = ReadOwn(outcome, body_);
  if (list && list->contains("data")) {
    Refuse(fmt::format("its API is not there, but at {}/v1: that is the address to give",
                       EscapeForTerminal(address_.base)),
           true);
    return;
  }
  ChooseModel();
}

void Inquiry::ChooseModel() {
  std::vector<std::string>& models = found_.models;
  for (const json& model : models_) {
    if (std::string id = model.is_object() ? StringIn(model, "id") : ""; !id.empty()) {
      models.push_back(id);
    }
  }
  std::string offered = EscapeForTerminal(fmt::format("{}", fmt::join(models, ", ")));
  if (model_name_.empty() && models.size() != 1) {
    Refuse(models.empty() ? "it does not tell its models (GET /models); is this its address, up to "
                            "the /v1 that most have? If it is, name a model with --model-name"
                          : "it offers several models; name one with --model-name: " + offered,
           true);
    return;
  }
  found_.model = model_name_.empty() ? models.front() : model_name_;
  if (!models.empty() && std::find(models.begin(), models.end(), found_.model) == models.end()) {
    Refuse(fmt::format("it has no model \"{}\"{}", EscapeForTerminal(model_name_),
                       DidYouMean(model_name_, models, "; it has: " + offered)),
           true);
    return;
  }
  AskKind();
}

// vLLM: /version and the models' max_model_len; llama-server: /props.
void Inquiry::AskKind() {
  for (const json& model : models_) {
    if (model.is_object() && StringIn(model, "id") == found_.model) {
      entry_ = model;
    }
  }
  std::string owner = StringIn(entry_, "owned_by");
  found_.software = fmt::format(
      "a server with OpenAI's API ({})",
      owner.empty()
          ? "it does not say what it is"
          : fmt::format("it says that its model is owned by \"{}\"", credentials_.Shown(owner)));
  if (owner == "vllm") {
    Get(Asked::kVersion, address_.RootUrl("version"));
  } else if (owner == "llamacpp") {
    Get(Asked::kProps, address_.RootUrl("props"));
  } else {
    card_ = found_;
  }
}

void Inquiry::TakeVersion(const json& version) {
  found_.kind = ServerKind::kVllm;
  found_.software = credentials_.Shown("vLLM " + StringIn(version, "version"));
  found_.context = FindCount(entry_, "max_model_len").value_or(0);
}

void Inquiry::TakeProps(const json& props) {
  if (!props.contains("default_generation_settings")) {
    return;
  }
  found_.kind = ServerKind::kLlamaServer;
  found_.software =
      credentials_.Shown(std::string(Trim("llama-server " + StringIn(props, "build_info"))));
  found_.chat_template = StringIn(props, "chat_template");
  found_.slots = FindCount(props, "total_slots").value_or(0);
  found_.context = FindCount(props["default_generation_settings"], "n_ctx").value_or(0);
}

ServerCard AskServer(HttpClient& client, const ServerAddress& address,
                     const Credentials& credentials, const std::string& model_name,
                     const HttpLimits& limits) {
  Inquiry inquiry(client, address, credentials, model_name, limits);
  while (!inquiry.IsDone()) {
    client.Poll(kInquiryTime);
  }
  if (!inquiry.card()) {
    throw Error(ErrorKind::kRemote, inquiry.refusal()->reason);
  }
  return *inquiry.card();
}

HttpLimits InquiryLimits(HttpLimits limits) {
  limits.connect = std::min(limits.connect, kInquiryTime);
  limits.first_byte = std::min(limits.first_byte, kInquiryTime);
  limits.whole = std::min(limits.whole, kInquiryTime);
  return limits;
}

}  // namespace autoj
