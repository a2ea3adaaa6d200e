#include "remote/fleet.h"

#include <algorithm>

namespace autoj {
namespace {

// No server is believed that it wants to be left alone for longer.
constexpr Duration kLongestPause = std::chrono::minutes(10);
// To fill another endpoint's cache costs about as much as waiting for so long.
constexpr Duration kCacheIsWorth = std::chrono::seconds(2);
constexpr Duration kLongestSleep = std::chrono::seconds(1);

}  // namespace

Fleet::Fleet(const FleetOptions& options)
    : options_(options),
      endpoints_(options.endpoints, Endpoint{.start = options.start, .most = options.most}),
      requests_(options.requests_per_minute),
      tokens_(options.tokens_per_minute),
      checks_(options.first_check, options.most_check, options.seed) {}

void Fleet::Resize(size_t endpoint, int start, int most) {
  Endpoint& it = endpoints_[endpoint];
  it.start = start;
  it.most = most;
  it.level = Concurrency(start, most);
}

bool Fleet::CanTake(const Endpoint& endpoint, TimePoint now) {
  return !endpoint.out && endpoint.paused_until <= now &&
         endpoint.in_flight < endpoint.level.Limit();
}

std::optional<size_t> Fleet::Roomiest(TimePoint now, const std::set<size_t>& denied_by) const {
  std::optional<size_t> best;
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    size_t index = (turn_ + i) % endpoints_.size();
    const Endpoint& it = endpoints_[index];
    if (!CanTake(it, now) || denied_by.count(index) != 0) {
      continue;
    }
    if (!best) {
      best = index;
      continue;
    }
    const Endpoint& other = endpoints_[*best];
    int64_t load = int64_t{it.in_flight} * other.level.Limit();
    int64_t other_load = int64_t{other.in_flight} * it.level.Limit();
    if (load < other_load || (load == other_load && it.in_flight < other.in_flight)) {
      best = index;
    }
  }
  return best;
}

std::optional<size_t> Fleet::Choose(size_t group, double tokens, TimePoint now,
                                    const std::set<size_t>& denied_by) const {
  if (requests_.When(1, now) > now || tokens_.When(tokens, now) > now) {
    return std::nullopt;
  }
  auto found = groups_.find(group);
  if (found == groups_.end() || !found->second.endpoint ||
      denied_by.count(*found->second.endpoint) != 0) {
    return Roomiest(now, denied_by);
  }
  const Endpoint& home = endpoints_[*found->second.endpoint];
  if (home.paused_until > now + kCacheIsWorth) {
    return Roomiest(now, denied_by);
  }
  return found->second.open && CanTake(home, now) ? found->second.endpoint : std::nullopt;
}

bool Fleet::HasOther(const std::set<size_t>& denied_by) const {
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    if (!endpoints_[i].out && denied_by.count(i) == 0) {
      return true;
    }
  }
  return false;
}

bool Fleet::HasRoom(TimePoint now) const {
  return requests_.When(1, now) <= now && tokens_.When(0, now) <= now && Roomiest(now).has_value();
}

void Fleet::Began(size_t endpoint, size_t group, double tokens, TimePoint now) {
  ++endpoints_[endpoint].in_flight;
  requests_.Take(1, now);
  tokens_.Take(tokens, now);
  last_tokens_ = tokens;
  turn_ = endpoint + 1;
  Group& it = groups_[group];
  if (it.endpoint != endpoint) {
    it = {.endpoint = endpoint, .open = false};
  }
}

void Fleet::Answering(size_t endpoint, size_t group) {
  auto found = groups_.find(group);
  if (found != groups_.end() && found->second.endpoint == endpoint) {
    found->second.open = true;
  }
}

void Fleet::Ended(const Report& report, TimePoint now) {
  if (report.tokens > report.expected_tokens) {
    tokens_.Take(report.tokens - report.expected_tokens, now);
  } else {
    tokens_.Correct(report.expected_tokens - report.tokens);
  }
  auto found = groups_.find(report.group);
  if (found != groups_.end()) {
    Settle(found->second, report);
  }
  Heed(report, now);
}

void Fleet::Settle(Group& group, const Report& report) {
  if (group.open || group.endpoint != report.endpoint) {
    return;
  }
  if (report.sign == EndpointSign::kGood) {
    group.open = true;
  } else {
    group.endpoint.reset();
  }
}

// What the end of a request says about its endpoint.
void Fleet::Heed(const Report& report, TimePoint now) {
  Endpoint& endpoint = endpoints_[report.endpoint];
  if (report.retry_after > Duration::zero()) {
    endpoint.paused_until =
        std::max(endpoint.paused_until, now + std::min(report.retry_after, kLongestPause));
  }
  if (report.began < endpoint.back_since) {
    return;  // of an earlier life
  }
  int in_flight = endpoint.in_flight;
  endpoint.in_flight = std::max(in_flight - 1, 0);
  if (endpoint.out) {
    return;  // only a check brings it back
  }
  endpoint.is_proven = endpoint.is_proven || report.is_proof;
  switch (report.sign) {
    case EndpointSign::kGood:
      endpoint.faults = 0;
      endpoint.denials = 0;
      endpoint.setbacks = 0;
      endpoint.level.Succeeded(report.began, in_flight, now);
      break;
    case EndpointSign::kOverloaded:
      Overloaded(endpoint, report, now);
      break;
    case EndpointSign::kFaulty:
    case EndpointSign::kGone:
      if (++endpoint.faults >= options_.faults_to_leave) {
        Leave(report.endpoint, now);
      }
      break;
    case EndpointSign::kDenied:
      if (++endpoint.denials >= options_.faults_to_leave && !endpoint.is_proven) {
        Bar(report.endpoint, now);
      }
      break;
  }
}

void Fleet::Overloaded(Endpoint& endpoint, const Report& report, TimePoint now) {
  endpoint.level.Overloaded(report.began, now);
  // One request less would be none: what is left to lower is how often it is sent.
  bool alone = endpoint.level.Limit() == 1 && endpoint.in_flight == 0;
  if (alone && report.retry_after <= Duration::zero()) {
    endpoint.paused_until =
        std::max(endpoint.paused_until, now + checks_.Next(++endpoint.setbacks));
  }
}

void Fleet::Forget(size_t group) { groups_.erase(group); }

std::optional<size_t> Fleet::CheckDue(TimePoint now) {
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    Endpoint& it = endpoints_[i];
    if (it.out && !it.barred && !it.checking && it.next_check <= now) {
      it.checking = true;
      return i;
    }
  }
  return std::nullopt;
}

void Fleet::Checked(size_t endpoint, bool alive, TimePoint now) {
  Endpoint& it = endpoints_[endpoint];
  it.checking = false;
  if (!it.out || it.barred) {
    return;
  }
  if (!alive) {
    it.next_check = now + checks_.Next(++it.setbacks);
    return;
  }
  // The setbacks stay until an answer is good: one that passes every check and fails every request
  // is tried less and less.
  it.level = Concurrency(it.start, it.most);
  it.in_flight = 0;
  it.faults = 0;
  it.out = false;
  it.back_since = now;
}

void Fleet::Leave(size_t endpoint, TimePoint now) {
  Endpoint& it = endpoints_[endpoint];
  if (it.out) {
    return;
  }
  it.out = true;
  it.out_since = now;
  it.next_check = now + checks_.Next(++it.setbacks);
  for (auto& [id, group] : groups_) {
    if (group.endpoint == endpoint) {
      group = {};
    }
  }
}

void Fleet::Bar(size_t endpoint, TimePoint now) {
  Leave(endpoint, now);
  endpoints_[endpoint].barred = true;
}

void Fleet::Readmit(size_t endpoint, TimePoint now) {
  endpoints_[endpoint].barred = false;
  Checked(endpoint, /*alive=*/true, now);
}

bool Fleet::IsBarred(size_t endpoint) const { return endpoints_[endpoint].barred; }

bool Fleet::AreAllBarred() const {
  return std::all_of(endpoints_.begin(), endpoints_.end(),
                     [](const Endpoint& it) { return it.barred; });
}

bool Fleet::IsProven(size_t endpoint) const { return endpoints_[endpoint].is_proven; }

bool Fleet::IsOut(size_t endpoint) const { return endpoints_[endpoint].out; }

std::optional<TimePoint> Fleet::AllOutSince() const {
  std::optional<TimePoint> since;
  for (const Endpoint& it : endpoints_) {
    if (!it.out) {
      return std::nullopt;
    }
    since = std::max(since.value_or(it.out_since), it.out_since);
  }
  return since;
}

int Fleet::InFlight(size_t endpoint) const { return endpoints_[endpoint].in_flight; }

int Fleet::Limit(size_t endpoint) const { return endpoints_[endpoint].level.Limit(); }

TimePoint Fleet::NextChange(TimePoint now) const {
  TimePoint next = now + kLongestSleep;
  for (const Endpoint& it : endpoints_) {
    if (it.out && !it.checking && !it.barred) {
      next = std::min(next, std::max(it.next_check, now));
    } else if (!it.out && it.paused_until > now) {
      next = std::min(next, it.paused_until);
    }
  }
  for (TimePoint filled : {requests_.When(1, now), tokens_.When(last_tokens_, now)}) {
    if (filled > now) {
      next = std::min(next, filled);
    }
  }
  return next;
}

}  // namespace autoj
