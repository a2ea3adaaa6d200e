#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "remote/backoff.h"
#include "remote/concurrency.h"
#include "remote/rate_limit.h"

namespace autoj {

/// What one HTTP exchange says about its endpoint.
enum class EndpointSign {
  kGood,        ///< It answered; also where it said that the request itself is wrong (a 400).
  kOverloaded,  ///< 429 or 503, or too slow: it lives, and wants less.
  kFaulty,      ///< 5xx, or an answer that is none.
  kGone,        ///< No connection, or one that broke.
  kDenied,      ///< It has no right key, model or route, or says so: for this request, or for all.
};

struct FleetOptions {
  size_t endpoints = 1;
  int start = 8;                   ///< Requests in flight at first, an endpoint.
  int most = 256;                  ///< And at most.
  double requests_per_minute = 0;  ///< Over all endpoints; 0: no limit.
  double tokens_per_minute = 0;    ///< The same of tokens, prompts and texts together.
  int faults_to_leave =
      5;  ///< So many kGone or kFaulty in a row take an endpoint out (kDenied: bar).
  Duration first_check = std::chrono::milliseconds(250);  ///< Until the first health check.
  Duration most_check = std::chrono::seconds(15);         ///< Between two checks, at most.
  uint64_t seed = 1;
};

/// Which endpoint takes the next request, and when: concurrency, health, rate limits, and groups
/// that stay together. Knows no network; is told the time. One thread.
///
/// Groups: the first request of a group (its opener) goes to the endpoint with most room; the
/// others wait until that has begun to answer, then go to the same endpoint, whose prefix cache
/// holds what they share. Where the opener fails, the next request is the opener. A group whose
/// endpoint is out, or paused for longer than a cache is worth, goes elsewhere, with a new opener.
///
/// Pauses: Retry-After pauses an endpoint, at most for ten minutes. One that is overloaded by a
/// single request and does not say for how long is paused as between checks, longer each time.
/// No overload takes an endpoint out.
///
/// Denials: an endpoint that denies so many requests in a row, and has done none, is barred: left
/// out for good. After the first that it has done, a denial is about its request.
///
/// Lives: what an endpoint had in flight when it left counts no more once it is back.
class Fleet {
 public:
  explicit Fleet(const FleetOptions& options);

  /// Gives an endpoint `start` and `most` of its own, from now on.
  void Resize(size_t endpoint, int start, int most);

  /// The endpoint for a request of `group` of about `tokens` tokens, or none for now; none of
  /// `denied_by`. Changes nothing.
  std::optional<size_t> Choose(size_t group, double tokens, TimePoint now,
                               const std::set<size_t>& denied_by = {}) const;
  /// Whether an endpoint that is not out is none of `denied_by`.
  bool HasOther(const std::set<size_t>& denied_by) const;
  /// Whether any endpoint has room now, whatever the group: else nothing need be asked.
  bool HasRoom(TimePoint now) const;

  /// A request was sent / its answer has begun / it ended, used `tokens` in all (as `Began` was
  /// told where it is not known). `retry_after`: what the server asked for; zero: nothing.
  void Began(size_t endpoint, size_t group, double tokens, TimePoint now);
  void Answering(size_t endpoint, size_t group);
  struct Report {
    size_t endpoint = 0;
    size_t group = 0;
    EndpointSign sign = EndpointSign::kGood;
    Duration retry_after{};
    TimePoint began{};
    double expected_tokens = 0;
    double tokens = 0;
    bool is_proof = false;  ///< The model itself answered: key, model and route are right.
  };
  void Ended(const Report& report, TimePoint now);
  /// No request of `group` is left to come or in flight: it is forgotten.
  void Forget(size_t group);

  /// An endpoint that is out and whose check is due; it counts as being checked from then on.
  std::optional<size_t> CheckDue(TimePoint now);
  /// What the check found. `alive` brings it back, at its first concurrency.
  void Checked(size_t endpoint, bool alive, TimePoint now);
  /// Takes an endpoint out (it was not there at the start).
  void Leave(size_t endpoint, TimePoint now);
  /// Takes it out for good: it is not checked.
  void Bar(size_t endpoint, TimePoint now);

  /// Takes back that it was barred: it may be asked otherwise.
  void Readmit(size_t endpoint, TimePoint now);

  bool IsBarred(size_t endpoint) const;
  bool AreAllBarred() const;
  /// Whether its model has ever answered.
  bool IsProven(size_t endpoint) const;
  bool IsOut(size_t endpoint) const;
  /// Since when all endpoints are out; none where one is not.
  std::optional<TimePoint> AllOutSince() const;
  int InFlight(size_t endpoint) const;
  int Limit(size_t endpoint) const;
  /// When something changes by itself (a pause ends, a check is due, a bucket fills), at most a
  /// second from now.
  TimePoint NextChange(TimePoint now) const;

 private:
  struct Endpoint {
    int start;
    int most;
    Concurrency level{static_cast<double>(start), static_cast<double>(most)};
    int in_flight = 0;
    int faults = 0;   // in a row
    int denials = 0;  // in a row
    bool is_proven = false;
    bool out = false;
    bool barred = false;  // out for good
    bool checking = false;
    int setbacks = 0;  // since the last good answer: left, check failed, overloaded by one request
    TimePoint out_since{};
    TimePoint back_since{};
    TimePoint next_check{};
    TimePoint paused_until{};
  };
  struct Group {
    std::optional<size_t> endpoint;  // none: the next request is the opener
    bool open = false;               // its opener has begun to answer
  };

  static bool CanTake(const Endpoint& endpoint, TimePoint now);
  std::optional<size_t> Roomiest(TimePoint now, const std::set<size_t>& denied_by = {}) const;
  static void Settle(Group& group, const Report& report);
  void Heed(const Report& report, TimePoint now);
  void Overloaded(Endpoint& endpoint, const Report& report, TimePoint now);

  FleetOptions options_;
  std::vector<Endpoint> endpoints_;
  std::map<size_t, Group> groups_;
  RateLimit requests_;
  RateLimit tokens_;
  Backoff checks_;
  size_t turn_ = 0;         // the endpoint that is looked at first
  double last_tokens_ = 0;  // of the last request: the next one may be as large
};

}  // namespace autoj
