#include "remote/delivery.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/backoff.h"
#include "remote/conversation.h"
#include "remote/failure.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMostTries = 12;
constexpr int kMostOdd = 5;         // answers without scores in a row: then it is the server
constexpr size_t kMostHeld = 1024;  // requests that are made and wait: for their group, or a try
constexpr milliseconds kSignalLatency{100};
constexpr Duration kFirstRetry = milliseconds(100);
constexpr Duration kMostRetry = std::chrono::seconds(20);
constexpr Duration kMostFaultRetry = std::chrono::seconds(1);  // a server that lives, and errs
constexpr std::chrono::seconds kLongPause{20};

// The words of a server on this request, or on all: which of both, other requests show.
bool IsDenial(const Failure& failure) {
  return failure.kind == Failure::Kind::kDenied || failure.kind == Failure::Kind::kMissing;
}

// A server that says so will answer no other request either.
bool IsForAll(const Failure& failure) {
  return failure.kind == Failure::Kind::kForbidden || failure.kind == Failure::Kind::kUnable;
}

// What an answer without scores leads to.
enum class Unscored { kLeaveOut, kElsewhere, kForgo };

}  // namespace

// One request, from its making to its answer.
struct Delivery::Parcel : public HttpReceiver {
  Parcel(State& whose, size_t which, Request request, const DeliveryNeeds& needs)
      : owner(whose),
        index(which),
        group(request.group),
        talk(std::move(request), needs.dialect, needs.credentials) {}

  bool Data(int status, std::string_view bytes) override;
  void Ended(const HttpOutcome& outcome) override;

  State& owner;
  size_t index;
  size_t group;
  Conversation talk;
  std::optional<Ask> ask;
  double expected_tokens = 0;
  size_t endpoint = 0;
  HttpClient::Id exchange = 0;  // 0: none in flight
  int tries = 0;                // failed ones of this ask
  std::set<size_t> denied_by;
  std::optional<size_t> filtered_by;  // of those, the last that said 403
  std::string denial;                 // in words
  bool is_answering = false;
  std::optional<TimePoint> first;  // its first exchange began
  TimePoint began{};               // this one
};

struct Delivery::State {
  State(const DeliveryNeeds& what, Fleet& which, Requests& whose)
      : needs(what), fleet(which), requests(whose) {}

  DeliveryNeeds needs;
  Fleet& fleet;
  Requests& requests;
  Backoff backoff{kFirstRetry, kMostRetry, 1};
  RetryBudget budget{/*reserve=*/100, /*share=*/2.0, /*slow=*/std::chrono::seconds(1)};
  size_t next = 0;
  std::deque<size_t> following;                       // indices that go on; counted in their groups
  std::map<size_t, std::unique_ptr<Parcel>> parcels;  // by index
  std::deque<Parcel*> waiting;                        // may go as soon as there is room
  std::multimap<TimePoint, Parcel*> delayed;          // not before
  std::map<size_t, size_t> group_sizes;               // parcels of each group
  size_t last_group = 0;
  std::map<size_t, std::unique_ptr<Inquiry>> checks;  // by endpoint
  std::map<size_t, std::string> barred;               // why, by endpoint
  std::map<size_t, std::string> told_unfit;           // why one that answers stays out
  TimePoint last_good = steady_clock::now();
  std::string last_reason;
  std::map<size_t, int> unscored;  // answers without scores, in a row
  std::set<size_t> choosers;       // endpoints without scores, for requests that can do without
  std::map<size_t, TimePoint> told_until;  // of a long pause, by endpoint
  std::exception_ptr fault;

  ~State() { Drop(); }

  const std::string& HostOf(size_t endpoint) const { return needs.addresses[endpoint].host; }

  void Drop() {
    for (const auto& [index, parcel] : parcels) {
      needs.client.Cancel(parcel->exchange);
    }
    parcels.clear();
    checks.clear();
    waiting.clear();
    delayed.clear();
  }

  // When the run is to end: what was never sent, what would be another try; and what is between
  // two exchanges where nothing else is in flight that may make room for it.
  void DropWaiting() {
    for (const auto& [time, parcel] : std::exchange(delayed, {})) {
      Forget(*parcel);
    }
    bool in_flight = parcels.size() > waiting.size();
    for (Parcel* parcel : std::exchange(waiting, {})) {
      bool is_under_way = parcel->first && parcel->tries == 0 && parcel->denied_by.empty();
      if (in_flight && is_under_way) {
        waiting.push_back(parcel);
      } else {
        Forget(*parcel);
      }
    }
  }

  void Forget(Parcel& parcel) {
    size_t group = parcel.group;
    parcels.erase(parcel.index);
    Leave(group);
  }

  void Leave(size_t group) {
    if (--group_sizes[group] == 0 && group != last_group) {
      CloseGroup(group);
    }
  }

  void CloseGroup(size_t group) {
    group_sizes.erase(group);
    fleet.Forget(group);
  }

  void Finish(Parcel& parcel) {
    Completion completion = parcel.talk.Finished();
    if (parcel.first) {
      std::chrono::duration<double> took = steady_clock::now() - *parcel.first;
      completion.seconds = took.count();
    }
    size_t index = parcel.index;
    size_t group = parcel.group;
    parcels.erase(index);  // its group keeps its server: it may go on
    requests.Done(index, std::move(completion));
    if (requests.GoesOn(index)) {
      following.push_back(index);
    } else {
      Leave(group);
    }
  }

  // --- sending ---

  void Send(Parcel& parcel, size_t endpoint, TimePoint now) {
    parcel.endpoint = endpoint;
    parcel.began = now;
    parcel.is_answering = false;
    if (!parcel.first) {
      parcel.first = now;
    }
    fleet.Began(endpoint, parcel.group, parcel.expected_tokens, now);
    parcel.exchange = needs.client.Start(
        ToHttp(*parcel.ask, needs.addresses[endpoint], needs.credentials, needs.limits), parcel);
  }

  // What is to be asked next; false where nothing is, and the parcel is gone.
  bool Prepare(Parcel& parcel) {
    parcel.ask = parcel.talk.Begin();
    if (!parcel.ask) {
      Finish(parcel);
      return false;
    }
    constexpr double kBytesPerToken = 4;
    parcel.expected_tokens =
        parcel.ask->generates ? static_cast<double>(parcel.ask->body.size()) / kBytesPerToken : 0;
    return true;
  }

  void SendWaiting(TimePoint now) {
    std::deque<Parcel*> kept;
    while (!waiting.empty() && fleet.HasRoom(now)) {
      Parcel* parcel = waiting.front();
      waiting.pop_front();
      auto endpoint = fleet.Choose(parcel->group, parcel->expected_tokens, now, parcel->denied_by);
      if (endpoint) {
        Send(*parcel, *endpoint, now);
      } else if (IsDeniedForGood(*parcel)) {
        FinishDenied(*parcel);
      } else {
        kept.push_back(parcel);
      }
    }
    waiting.insert(waiting.begin(), kept.begin(), kept.end());
  }

  // No server is left that has not denied it; and whether that is about it or about the server that
  // forbade it, what is in flight there would show.
  bool IsDeniedForGood(const Parcel& parcel) const {
    if (parcel.denied_by.empty() || fleet.HasOther(parcel.denied_by)) {
      return false;
    }
    return !parcel.filtered_by || fleet.IsProven(*parcel.filtered_by) ||
           fleet.InFlight(*parcel.filtered_by) == 0;
  }

  void FinishDenied(Parcel& parcel) {
    bool is_its_own = parcel.filtered_by && fleet.IsProven(*parcel.filtered_by);
    parcel.talk.Fail(parcel.denial, is_its_own ? Finish::kRefused : Finish::kError);
    Finish(parcel);
  }

  // More tries wait than the budget allows: new requests would only make more of them.
  bool IsInDebt() const {
    return (budget.IsSpent() && !delayed.empty()) || delayed.size() >= kMostHeld;
  }

  bool MayBegin(const StopSignal& stop) {
    bool is_left = !following.empty() || next < requests.Count();
    return is_left && stop.level == StopSignal::kRun && requests.MayBegin();
  }

  Parcel& MakeNext() { return following.empty() ? MakeFresh() : MakeFollowing(); }

  Parcel& MakeFollowing() {
    size_t index = following.front();
    following.pop_front();
    auto parcel = std::make_unique<Parcel>(*this, index, requests.Make(index), needs);
    return *(parcels[index] = std::move(parcel));
  }

  Parcel& MakeFresh() {
    size_t index = next++;
    auto parcel = std::make_unique<Parcel>(*this, index, requests.Make(index), needs);
    size_t group = parcel->group;
    ++group_sizes[group];
    if (size_t before = std::exchange(last_group, group);
        before != group && group_sizes.count(before) != 0 && group_sizes[before] == 0) {
      CloseGroup(before);
    }
    return *(parcels[index] = std::move(parcel));
  }

  void SendFresh(const StopSignal& stop, TimePoint now) {
    while (waiting.size() < kMostHeld && fleet.HasRoom(now) && !IsInDebt() && MayBegin(stop)) {
      Parcel& parcel = MakeNext();
      if (!Prepare(parcel)) {
        continue;
      }
      if (auto endpoint = fleet.Choose(parcel.group, parcel.expected_tokens, now)) {
        Send(parcel, *endpoint, now);
      } else {
        waiting.push_back(&parcel);
      }
    }
  }

  void ReleaseDelayed(TimePoint now) {
    while (!delayed.empty() && delayed.begin()->first <= now && budget.When(now) <= now) {
      budget.Take(now);
      waiting.push_front(delayed.begin()->second);
      delayed.erase(delayed.begin());
    }
  }

  // --- answers ---

  void Ended(Parcel& parcel, const HttpOutcome& outcome) {
    TimePoint now = steady_clock::now();
    parcel.exchange = 0;
    std::optional<Failure> failure = parcel.talk.End(outcome);
    if (parcel.talk.told_scores()) {
      unscored.erase(parcel.endpoint);
    }
    bool is_odd = false;  // which says nothing of the server yet
    if (failure && parcel.talk.lacks_scores()) {
      Unscored what = Weigh(parcel, *failure, now);
      is_odd = what == Unscored::kElsewhere;
      if (what == Unscored::kForgo) {
        parcel.talk.ForgoScores();
        failure.reset();
      }
    }
    Report(parcel, is_odd ? std::nullopt : failure, now);
    if (failure) {
      last_reason = fmt::format("{}: {}", HostOf(parcel.endpoint), failure->reason);
      TellOfPause(parcel.endpoint, *failure, now);
      IsDenial(*failure) || IsForAll(*failure) ? AskElsewhere(parcel, *failure)
                                               : TryAgainOrFail(parcel, *failure, now);
      return;
    }
    budget.Succeeded();
    last_good = now;
    parcel.tries = 0;
    parcel.denied_by.clear();  // that was another question
    parcel.filtered_by.reset();
    if (Prepare(parcel)) {
      waiting.push_front(&parcel);
    }
  }

  void Report(const Parcel& parcel, const std::optional<Failure>& failure, TimePoint now) {
    bool was_out = fleet.IsOut(parcel.endpoint);
    auto retry_after = std::chrono::duration_cast<Duration>(
        failure ? failure->retry_after : std::chrono::duration<double>(0));
    std::optional<int> used = parcel.talk.UsedTokens();
    fleet.Ended({.endpoint = parcel.endpoint,
                 .group = parcel.group,
                 .sign = failure ? SignOf(*failure) : EndpointSign::kGood,
                 .retry_after = retry_after,
                 .began = parcel.began,
                 .expected_tokens = parcel.expected_tokens,
                 .tokens = used ? *used : parcel.expected_tokens,
                 .is_proof = !failure && parcel.ask->generates},
                now);
    if (!failure) {
      requests.Decoded(static_cast<size_t>(used.value_or(0)));
      return;
    }
    if (IsForAll(*failure)) {
      fleet.Bar(parcel.endpoint, now);
    }
    if (fleet.IsBarred(parcel.endpoint)) {
      TellBarred(parcel.endpoint, failure->reason);
    } else if (!was_out && fleet.IsOut(parcel.endpoint)) {
      Warn(fmt::format("{} is left out until it answers again: {}", HostOf(parcel.endpoint),
                       failure->reason));
    }
  }

  // Throws where no server is left.
  void TellBarred(size_t endpoint, const std::string& reason) {
    bool is_new = barred.emplace(endpoint, fmt::format("{}: {}", HostOf(endpoint), reason)).second;
    if (fleet.AreAllBarred() && !choosers.empty()) {
      std::string why = barred[*choosers.begin()];  // which is erased there
      StartChoosing(why, steady_clock::now());
    }
    if (fleet.AreAllBarred()) {
      std::vector<std::string> reasons;
      for (const auto& [which, why] : barred) {
        reasons.push_back(why);
      }
      throw Error(ErrorKind::kRemote, fmt::format("{}", fmt::join(reasons, "; ")));
    }
    if (is_new) {
      Warn(fmt::format("{} is left out of this run: {}", HostOf(endpoint), reason));
    }
  }

  void Warn(const std::string& what) const { needs.on_warning(what); }

  void AskElsewhere(Parcel& parcel, const Failure& failure) {
    parcel.denied_by.insert(parcel.endpoint);
    parcel.denial = last_reason;
    if (failure.kind == Failure::Kind::kDenied) {
      parcel.filtered_by = parcel.endpoint;
    }
    if (Prepare(parcel)) {
      waiting.push_front(&parcel);
    }
  }

  void TryAgainOrFail(Parcel& parcel, const Failure& failure, TimePoint now) {
    ++parcel.tries;
    bool at_fault = failure.kind == Failure::Kind::kAgain;
    if (parcel.tries >= kMostTries && (at_fault || now - last_good > needs.patience)) {
      parcel.talk.Fail(fmt::format("{} ({} tries)", last_reason, parcel.tries));
      Finish(parcel);
      return;
    }
    if (!Prepare(parcel)) {  // the same, from its beginning
      return;
    }
    // Retry-After is not the request's to wait for: the fleet pauses the server, others may be
    // free.
    Duration step = backoff.Next(parcel.tries);
    delayed.emplace(now + (at_fault ? std::min(step, kMostFaultRetry) : step), &parcel);
  }

  // An answer without scores. A server that refuses them, or has left them out five times in a row,
  // is left out, while another may score. A single answer is asked for elsewhere, or does without.
  Unscored Weigh(const Parcel& parcel, const Failure& failure, TimePoint now) {
    size_t endpoint = parcel.endpoint;
    int in_a_row = failure.is_told ? 0 : ++unscored[endpoint];
    if (failure.is_told || (in_a_row >= kMostOdd && fleet.HasOther({endpoint}))) {
      return WeighServer(parcel, failure, now);
    }
    std::set<size_t> asked = parcel.denied_by;
    asked.insert(endpoint);
    if (fleet.HasOther(asked)) {
      return Unscored::kElsewhere;
    }
    if (in_a_row == kMostOdd) {
      Warn(fmt::format("{} has told no probabilities {} times in a row: {}", HostOf(endpoint),
                       in_a_row, failure.reason));
    }
    return Unscored::kForgo;
  }

  Unscored WeighServer(const Parcel& parcel, const Failure& failure, TimePoint now) {
    if (!parcel.talk.may_choose()) {
      return Unscored::kLeaveOut;
    }
    if (!needs.dialect.forgoes_scores()) {
      choosers.insert(parcel.endpoint);
      if (!AreOthersBarred(parcel.endpoint)) {
        return Unscored::kLeaveOut;
      }
      StartChoosing(fmt::format("{}: {}", HostOf(parcel.endpoint), failure.reason), now);
    }
    return Unscored::kForgo;
  }

  bool AreOthersBarred(size_t endpoint) const {
    for (size_t other = 0; other < needs.addresses.size(); ++other) {
      if (other != endpoint && !fleet.IsBarred(other)) {
        return false;
      }
    }
    return true;
  }

  // No server is left that may score: those that were left out for it come back, and choose.
  void StartChoosing(const std::string& reason, TimePoint now) {
    needs.dialect.ForgoScores();
    for (size_t endpoint : std::exchange(choosers, {})) {
      fleet.Readmit(endpoint, now);
      barred.erase(endpoint);
      for (const auto& [index, parcel] : parcels) {
        parcel->denied_by.erase(endpoint);
      }
    }
    Warn(fmt::format(
        "no server is left that tells probabilities: from here on they write decisions themselves, "
        "held to the alternatives, and these have none ({})",
        reason));
  }

  // A server that asks for a long pause: a person should know why nothing happens.
  void TellOfPause(size_t endpoint, const Failure& failure, TimePoint now) {
    if (failure.retry_after > kLongPause && now >= told_until[endpoint]) {
      told_until[endpoint] = now + std::chrono::duration_cast<Duration>(failure.retry_after);
      Warn(fmt::format("{} asks to wait {:.0f} s: {}", HostOf(endpoint),
                       failure.retry_after.count(), failure.reason));
    }
  }

  // --- servers that are out ---

  void StartChecks(TimePoint now) {
    while (std::optional<size_t> endpoint = fleet.CheckDue(now)) {
      checks[*endpoint] =
          std::make_unique<Inquiry>(needs.client, needs.addresses[*endpoint], needs.credentials,
                                    needs.model, InquiryLimits(needs.limits));
    }
  }

  void CollectChecks(TimePoint now) {
    for (auto it = checks.begin(); it != checks.end();) {
      if (it->second->IsDone()) {
        EndCheck(it->first, *it->second, now);
        it = checks.erase(it);
      } else {
        ++it;
      }
    }
  }

  void EndCheck(size_t endpoint, const Inquiry& check, TimePoint now) {
    std::optional<std::string> unfit;
    if (check.card()) {
      unfit = needs.admit(endpoint, *check.card());
    } else if (check.refusal()->is_lasting) {
      unfit = check.refusal()->reason;
    }
    bool is_back = check.card() && !unfit;
    fleet.Checked(endpoint, is_back, now);
    if (is_back && !fleet.IsBarred(endpoint)) {
      Warn(HostOf(endpoint) + " is back");
    }
    if (std::exchange(told_unfit[endpoint], unfit.value_or("")) != unfit.value_or("") && unfit) {
      Warn("stays left out: " + *unfit);
    }
  }

  // After long enough without any server, what waits fails; the run's own limit may end it then.
  void FailIfAllOut(const StopSignal& stop, TimePoint now) {
    std::optional<TimePoint> since = fleet.AllOutSince();
    if (!since || now - *since < needs.patience) {
      return;
    }
    if (!choosers.empty()) {
      StartChoosing("those that may do not answer", now);
      return;
    }
    while (!waiting.empty() || !delayed.empty() || MayBegin(stop)) {
      if (waiting.empty() && !delayed.empty()) {
        waiting.push_back(delayed.begin()->second);
        delayed.erase(delayed.begin());
      } else if (waiting.empty()) {
        waiting.push_back(&MakeNext());
      }
      Parcel* parcel = waiting.front();
      waiting.pop_front();
      parcel->talk.Fail(fmt::format("no server answers; the last one said: {}", last_reason));
      Finish(*parcel);
    }
  }

  milliseconds WaitTime(TimePoint now) const {
    TimePoint until = std::min(fleet.NextChange(now), now + kSignalLatency);
    if (!delayed.empty()) {
      until = std::min(until, std::max(delayed.begin()->first, budget.When(now)));
    }
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(until - now));
  }

  void Guarded(const std::function<void()>& work) {
    try {
      work();
    } catch (...) {  // thrown on from Run, not through the HTTP library
      fault = fault ? fault : std::current_exception();
    }
  }
};

bool Delivery::Parcel::Data(int status, std::string_view bytes) {
  if (!is_answering && status == 200) {
    is_answering = true;
    owner.fleet.Answering(endpoint, group);
  }
  bool more = false;
  owner.Guarded([&] { more = talk.Data(status, bytes); });
  return more;
}

void Delivery::Parcel::Ended(const HttpOutcome& outcome) {
  owner.Guarded([&] { owner.Ended(*this, outcome); });
}

Delivery::Delivery(const DeliveryNeeds& needs, Fleet& fleet, Requests& requests)
    : state_(std::make_unique<State>(needs, fleet, requests)) {}

Delivery::~Delivery() = default;

void Delivery::Run(const StopSignal& stop) {
  State& it = *state_;
  while (stop.level < StopSignal::kNow) {
    TimePoint now = steady_clock::now();
    it.CollectChecks(now);
    it.StartChecks(now);
    it.ReleaseDelayed(now);
    it.SendWaiting(now);
    it.SendFresh(stop, now);
    it.FailIfAllOut(stop, now);
    if (stop.level != StopSignal::kRun) {
      it.DropWaiting();
    }
    if (it.parcels.empty() && !it.MayBegin(stop)) {
      return;
    }
    it.needs.client.Poll(it.WaitTime(now));
    if (it.fault) {
      std::rethrow_exception(std::exchange(it.fault, nullptr));
    }
  }
}

}  // namespace autoj
