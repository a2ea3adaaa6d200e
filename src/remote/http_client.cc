#include "remote/http_client.h"

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <new>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "remote/curl_multi.h"
#include "remote/curl_outcome.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongest = std::chrono::hours(24 * 24);  // what libcurl can count

TimePoint Now() { return std::chrono::steady_clock::now(); }

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

template <typename Value>
void Set(const EasyHandle& easy, CURLoption option, Value value) {
  if (CURLcode code = curl_easy_setopt(easy.get(), option, value); code != CURLE_OK) {
    throw Error(
        ErrorKind::kInternal,
        fmt::format("libcurl, option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
  }
}

milliseconds Within(milliseconds limit) {
  return std::clamp(limit, milliseconds(1), kLongest);  // 0 would be libcurl's own limit
}

void CheckCertificates(const std::string& path) {
  std::string text = ReadFile(path, "--ca-file takes certificates as PEM");
  if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos &&
      text.find("-----BEGIN TRUSTED CERTIFICATE-----") == std::string::npos) {
    throw Error(ErrorKind::kInput, fmt::format("{}: holds no certificate; --ca-file takes "
                                               "certificates as PEM (\"BEGIN CERTIFICATE\")",
                                               EscapeForTerminal(path)));
  }
}

HeaderList MakeHeaders(const HttpRequest& request) {
  HeaderList list;
  auto add = [&](const char* line) {
    curl_slist* longer = curl_slist_append(list.get(), line);
    if (longer == nullptr) {
      throw std::bad_alloc();
    }
    static_cast<void>(list.release());  // it is the front of the longer one
    list.reset(longer);
  };
  for (const std::string& line : request.headers) {
    add(line.c_str());
  }
  add("Expect:");  // no round trip before a large body
  if (!request.body.empty()) {
    add("Content-Type: application/json");
  }
  return list;
}

}  // namespace

struct HttpClient::State {
  // One exchange; its handle outlives it, in the pool.
  struct Transfer {
    State* state = nullptr;
    EasyHandle easy;
    Id id = 0;
    HttpRequest request;
    HeaderList headers;
    HttpReceiver* receiver = nullptr;  // null: dropped
    TimePoint first_byte_due{};
    bool added = false;
    bool answering = false;
    size_t received = 0;
    HttpEnd refusal = HttpEnd::kComplete;  // why we broke it off, where we did
    std::array<char, CURL_ERROR_SIZE> words = {};
  };

  State(std::string certificates, size_t connections)
      : ca_file(std::move(certificates)), multi(connections) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (auto& [id, transfer] : live) {
      if (transfer->added) {
        multi.Remove(transfer->easy);
      }
    }
  }

  std::unique_ptr<Transfer> MakeTransfer();
  Id Start(HttpRequest&& request, HttpReceiver& receiver);
  void Prepare(Transfer& transfer);
  void Drop(Transfer& transfer);
  void Remove(Id id);
  void Add();
  void Collect();
  void ExpireFirstBytes();
  void Finish(const Transfer& transfer, CURLcode code);
  void End(Id id, const HttpOutcome& outcome);

  static size_t OnHeader(char* bytes, size_t size, size_t count, void* pointer);
  static size_t OnBody(char* bytes, size_t size, size_t count, void* pointer);
  bool TakeBody(Transfer& transfer, std::string_view bytes);

  std::string ca_file;
  CurlMulti multi;
  std::unordered_map<Id, std::unique_ptr<Transfer>> live;
  std::vector<std::unique_ptr<Transfer>> pool;
  std::deque<Id> starting;                      // not with libcurl yet
  std::vector<Id> dropped;                      // from within libcurl: removed when it has returned
  std::set<std::pair<TimePoint, Id>> awaiting;  // the first byte of their answer
  std::exception_ptr failure;                   // of a receiver, on its way past libcurl
  Id last_id = 0;
  uint64_t told = 0;  // calls of receivers
};

std::unique_ptr<HttpClient::State::Transfer> HttpClient::State::MakeTransfer() {
  if (!pool.empty()) {
    std::unique_ptr<Transfer> transfer = std::move(pool.back());
    pool.pop_back();
    return transfer;
  }
  auto transfer = std::make_unique<Transfer>();
  transfer->state = this;
  transfer->easy.reset(curl_easy_init());
  const EasyHandle& easy = transfer->easy;
  if (!easy) {
    throw std::bad_alloc();
  }
  Set(easy, CURLOPT_PRIVATE, transfer.get());
  Set(easy, CURLOPT_ERRORBUFFER, transfer->words.data());
  Set(easy, CURLOPT_WRITEFUNCTION, &State::OnBody);
  Set(easy, CURLOPT_WRITEDATA, transfer.get());
  Set(easy, CURLOPT_HEADERFUNCTION, &State::OnHeader);
  Set(easy, CURLOPT_HEADERDATA, transfer.get());
  Set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's are no answer yet
  Set(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // a proxy gets no key
  Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_TCP_NODELAY, 1L);
  Set(easy, CURLOPT_TCP_KEEPALIVE, 1L);  // servers think for minutes, in silence
  Set(easy, CURLOPT_USERAGENT, "autoj/" AUTOJ_VERSION);
  if (!ca_file.empty()) {
    Set(easy, CURLOPT_CAINFO, ca_file.c_str());
  }
  return transfer;
}

HttpClient::Id HttpClient::State::Start(HttpRequest&& request, HttpReceiver& receiver) {
  std::unique_ptr<Transfer> transfer = MakeTransfer();
  transfer->id = ++last_id;
  transfer->request = std::move(request);
  transfer->receiver = &receiver;
  transfer->first_byte_due = Now() + Within(transfer->request.limits.first_byte);
  transfer->added = transfer->answering = false;
  transfer->received = 0;
  transfer->refusal = HttpEnd::kComplete;
  transfer->words.front() = '\0';
  Prepare(*transfer);
  Id id = transfer->id;
  awaiting.emplace(transfer->first_byte_due, id);
  live.emplace(id, std::move(transfer));
  starting.push_back(id);
  return id;
}

void HttpClient::State::Prepare(Transfer& transfer) {
  const EasyHandle& easy = transfer.easy;
  const HttpRequest& request = transfer.request;
  transfer.headers = MakeHeaders(request);
  Set(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  Set(easy, CURLOPT_URL, request.url.c_str());
  if (request.body.empty()) {
    Set(easy, CURLOPT_HTTPGET, 1L);
  } else {
    Set(easy, CURLOPT_POST, 1L);
    Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(Within(request.limits.connect).count()));
  Set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(Within(request.limits.whole).count()));
}

void HttpClient::State::Drop(Transfer& transfer) {
  if (transfer.receiver == nullptr) {
    return;
  }
  transfer.receiver = nullptr;
  if (multi.InCallback()) {
    dropped.push_back(transfer.id);
  } else {
    Remove(transfer.id);
  }
}

void HttpClient::State::Remove(Id id) {
  auto found = live.find(id);
  std::unique_ptr<Transfer> transfer = std::move(found->second);
  live.erase(found);
  awaiting.erase({transfer->first_byte_due, id});
  if (transfer->added) {
    multi.Remove(transfer->easy);
  }
  transfer->request = {};
  pool.push_back(std::move(transfer));
}

void HttpClient::State::Add() {
  while (!starting.empty()) {
    Id id = starting.front();
    starting.pop_front();
    auto found = live.find(id);
    if (found == live.end()) {
      continue;  // cancelled
    }
    found->second->added = multi.Add(found->second->easy);
    if (!found->second->added) {
      HttpOutcome outcome;
      outcome.end = HttpEnd::kConnect;
      outcome.error = "libcurl takes no more transfers";
      End(id, outcome);
    }
  }
}

void HttpClient::State::Collect() {
  for (Id id : std::exchange(dropped, {})) {
    Remove(id);
  }
  if (failure) {
    std::rethrow_exception(std::exchange(failure, nullptr));
  }
  while (std::optional<std::pair<CURL*, CURLcode>> ended = multi.NextEnded()) {
    void* pointer = nullptr;
    curl_easy_getinfo(ended->first, CURLINFO_PRIVATE, &pointer);
    Finish(*static_cast<const Transfer*>(pointer), ended->second);
  }
}

void HttpClient::State::ExpireFirstBytes() {
  TimePoint now = Now();
  while (!awaiting.empty() && awaiting.begin()->first <= now) {
    Id id = awaiting.begin()->second;
    HttpOutcome outcome;
    outcome.end = HttpEnd::kTimeout;
    outcome.error =
        fmt::format("no answer within {} ms", live.at(id)->request.limits.first_byte.count());
    End(id, outcome);
  }
}

void HttpClient::State::Finish(const Transfer& transfer, CURLcode code) {
  HttpOutcome outcome = OutcomeOf(transfer.easy, code, transfer.words.data());
  if (transfer.refusal != HttpEnd::kComplete) {
    outcome.end = transfer.refusal;
    outcome.error =
        outcome.end == HttpEnd::kStopped
            ? ""
            : fmt::format("the answer is larger than {} bytes", transfer.request.limits.body_bytes);
  }
  End(transfer.id, outcome);
}

void HttpClient::State::End(Id id, const HttpOutcome& outcome) {
  HttpReceiver* receiver = live.at(id)->receiver;
  Remove(id);
  ++told;
  receiver->Ended(outcome);
}

size_t HttpClient::State::OnHeader(char*, size_t size, size_t count, void* pointer) {
  Transfer& transfer = *static_cast<Transfer*>(pointer);
  if (!transfer.answering) {
    transfer.answering = true;
    transfer.state->awaiting.erase({transfer.first_byte_due, transfer.id});
  }
  return size * count;
}

size_t HttpClient::State::OnBody(char* bytes, size_t size, size_t count, void* pointer) {
  Transfer& transfer = *static_cast<Transfer*>(pointer);
  State& state = *transfer.state;
  try {
    if (state.TakeBody(transfer, std::string_view(bytes, size * count))) {
      return size * count;
    }
  } catch (...) {  // libcurl is C: Poll throws it on
    if (!state.failure) {
      state.failure = std::current_exception();
    }
    state.Drop(transfer);
  }
  return CURL_WRITEFUNC_ERROR;
}

bool HttpClient::State::TakeBody(Transfer& transfer, std::string_view bytes) {
  if (transfer.receiver == nullptr) {
    return false;
  }
  // Of [0, body_bytes], so this cannot overflow.
  if (bytes.size() > transfer.request.limits.body_bytes - transfer.received) {
    transfer.refusal = HttpEnd::kTooLarge;
    return false;
  }
  transfer.received += bytes.size();
  ++told;
  if (!transfer.receiver->Data(StatusOf(transfer.easy), bytes)) {
    transfer.refusal = HttpEnd::kStopped;
    return false;
  }
  return transfer.receiver != nullptr;  // it may have cancelled itself
}

HttpClient::HttpClient(const std::string& ca_file, size_t connections) {
  if (!ca_file.empty()) {
    CheckCertificates(ca_file);
  }
  state_ = std::make_unique<State>(ca_file, connections);
}

HttpClient::~HttpClient() = default;

HttpClient::Id HttpClient::Start(HttpRequest request, HttpReceiver& receiver) {
  return state_->Start(std::move(request), receiver);
}

void HttpClient::Cancel(Id id) {
  if (auto found = state_->live.find(id); found != state_->live.end()) {
    state_->Drop(*found->second);
  }
}

size_t HttpClient::InFlight() const { return state_->live.size() - state_->dropped.size(); }

void HttpClient::Poll(milliseconds most) {
  State& state = *state_;
  const TimePoint until = Now() + std::clamp(most, milliseconds(0), kLongest);
  const uint64_t before = state.told;
  bool go_on = true;
  while (go_on) {
    state.Add();
    TimePoint due = state.awaiting.empty() ? TimePoint::max() : state.awaiting.begin()->first;
    bool undisturbed = state.multi.Turn(state.told == before ? std::min(until, due) : TimePoint());
    state.Collect();
    state.ExpireFirstBytes();
    go_on = undisturbed && state.told == before && Now() < until;
  }
}

HttpClient::Answer HttpClient::Ask(HttpRequest request) {
  struct Keeper : HttpReceiver {
    bool Data(int, std::string_view bytes) override {
      answer.body.append(bytes);
      return true;
    }
    void Ended(const HttpOutcome& outcome) override {
      answer.outcome = outcome;
      ended = true;
    }
    Answer answer;
    bool ended = false;
  };
  Keeper keeper;
  Id id = Start(std::move(request), keeper);
  try {
    while (!keeper.ended) {
      Poll(kLongest);
    }
  } catch (...) {
    Cancel(id);
    throw;
  }
  return std::move(keeper.answer);
}

}  // namespace autoj
