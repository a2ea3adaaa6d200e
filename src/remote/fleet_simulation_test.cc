// The fleet against servers that are simulated, on a clock that is too.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "remote/fleet.h"

namespace autoj {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr TimePoint kStart{hours(1)};

struct Server {
  int capacity = 1000;  // above it: 429
  Duration retry_after{};
  Duration time = seconds(1);  // of a request, give or take a fifth
  double faults = 0;           // of its answers
  Duration dies{-1};           // from the start; -1: never
  Duration returns{-1};
};

struct Seen {
  std::vector<Duration> begun;  // from the start
  int accepted = 0;             // in flight
  int most_accepted = 0;
  int good = 0;
  int refused = 0;
  int checks = 0;
};

class Simulation {
 public:
  Simulation(FleetOptions options, std::vector<Server> servers, size_t per_group = 1)
      : servers_(std::move(servers)), seen_(servers_.size()), per_group_(per_group) {
    options.endpoints = servers_.size();
    fleet_.emplace(options);
    for (size_t i = 0; i < servers_.size(); ++i) {
      if (servers_[i].dies >= Duration::zero()) {
        At(kStart + servers_[i].dies, [this, i] { BreakAll(i); });
      }
    }
  }

  // Called whenever the clock has moved on.
  std::function<void(Duration)> watch = [](Duration) {};

  // Runs until `until`, or until `requests` are done. There are always more to come until then.
  void Run(size_t requests, Duration until) {
    requests_ = requests;
    while (now_ < kStart + until && done_.size() < requests_) {
      ++turns_;
      while (!events_.empty() && events_.begin()->first <= now_) {
        std::function<void()> event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        event();
      }
      Check();
      Dispatch();
      watch(now_ - kStart);
      TimePoint next = fleet_->NextChange(now_);
      ASSERT_LE(next, now_ + seconds(1));
      ASSERT_GT(next, now_) << "what is due was done: it must not be due again";
      if (!events_.empty()) {
        next = std::min(next, events_.begin()->first);
      }
      now_ = next;
    }
  }

  const Fleet& Policy() const { return *fleet_; }
  const Seen& Of(size_t server) const { return seen_[server]; }
  size_t Done() const { return done_.size(); }
  bool EachWasDoneOnce() const {
    return std::set<size_t>(done_.begin(), done_.end()).size() == done_.size();
  }
  int Turns() const { return turns_; }
  Duration Now() const { return now_ - kStart; }
  // On how many servers the requests of a group were answered, on average.
  double ServersPerGroup() const {
    size_t sum = 0;
    for (const auto& [group, places] : places_) {
      sum += places.size();
    }
    return static_cast<double>(sum) / static_cast<double>(places_.size());
  }
  int BegunBetween(size_t server, Duration from, Duration to) const {
    const std::vector<Duration>& begun = seen_[server].begun;
    return static_cast<int>(std::count_if(begun.begin(), begun.end(),
                                          [&](Duration at) { return at >= from && at < to; }));
  }

 private:
  struct Request {
    size_t id = 0;
    int failures = 0;
  };
  struct Flight {
    size_t server = 0;
    Request request;
    TimePoint began;
    bool accepted = false;
  };

  void At(TimePoint time, std::function<void()> event) { events_.emplace(time, std::move(event)); }
  bool IsDead(size_t server) const {
    Duration time = now_ - kStart;
    const Server& it = servers_[server];
    return it.dies >= Duration::zero() && time >= it.dies &&
           (it.returns < Duration::zero() || time < it.returns);
  }

  void Check() {
    while (std::optional<size_t> due = fleet_->CheckDue(now_)) {
      size_t server = *due;
      ++seen_[server].checks;
      At(now_ + milliseconds(20),
         [this, server] { fleet_->Checked(server, !IsDead(server), now_); });
    }
  }

  void Dispatch() {
    while (waiting_.size() < 300 && asked_ < requests_) {
      waiting_.push_back({.id = asked_++});
    }
    for (auto it = waiting_.begin(); it != waiting_.end() && fleet_->HasRoom(now_);) {
      std::optional<size_t> server = fleet_->Choose(it->id / per_group_, 100, now_);
      if (server) {
        Send(*server, *it);
        it = waiting_.erase(it);
      } else {
        ++it;
      }
    }
  }

  void Send(size_t server, const Request& request) {
    size_t group = request.id / per_group_;
    fleet_->Began(server, group, 100, now_);
    Seen& seen = seen_[server];
    seen.begun.push_back(now_ - kStart);
    size_t id = ++flights_begun_;
    Flight& flight = flights_[id] = {.server = server, .request = request, .began = now_};
    if (IsDead(server)) {
      At(now_ + milliseconds(1), [this, id] { End(id, EndpointSign::kGone); });
    } else if (seen.accepted >= servers_[server].capacity) {
      ++seen.refused;
      At(now_ + milliseconds(5), [this, id] { End(id, EndpointSign::kOverloaded); });
    } else {
      flight.accepted = true;
      seen.most_accepted = std::max(seen.most_accepted, ++seen.accepted);
      std::uniform_real_distribution<double> chance(0, 1);
      Duration time = std::chrono::duration_cast<Duration>(servers_[server].time *
                                                           (0.8 + 0.4 * chance(random_)));
      EndpointSign sign =
          chance(random_) < servers_[server].faults ? EndpointSign::kFaulty : EndpointSign::kGood;
      At(now_ + time / 4, [this, id] {
        if (auto it = flights_.find(id); it != flights_.end()) {
          fleet_->Answering(it->second.server, it->second.request.id / per_group_);
        }
      });
      At(now_ + time, [this, id, sign] { End(id, sign); });
    }
  }

  void End(size_t id, EndpointSign sign) {
    auto found = flights_.find(id);
    if (found == flights_.end()) {
      return;  // the server died before
    }
    Flight flight = found->second;
    flights_.erase(found);
    Seen& seen = seen_[flight.server];
    seen.accepted -= flight.accepted ? 1 : 0;
    size_t group = flight.request.id / per_group_;
    bool overloaded = sign == EndpointSign::kOverloaded;
    fleet_->Ended({.endpoint = flight.server,
                   .group = group,
                   .sign = sign,
                   .retry_after = overloaded ? servers_[flight.server].retry_after : Duration{},
                   .began = flight.began,
                   .expected_tokens = 100,
                   .tokens = 100},
                  now_);
    if (sign == EndpointSign::kGood) {
      ++seen.good;
      done_.push_back(flight.request.id);
      places_[group].insert(flight.server);
      if (++group_done_[group] == per_group_) {
        fleet_->Forget(group);
      }
      return;
    }
    Request again = flight.request;
    At(now_ + backoff_.Next(++again.failures), [this, again] { waiting_.push_front(again); });
  }

  void BreakAll(size_t server) {
    std::vector<size_t> ids;
    for (const auto& [id, flight] : flights_) {
      if (flight.server == server) {
        ids.push_back(id);
      }
    }
    for (size_t id : ids) {
      End(id, EndpointSign::kGone);
    }
  }

  std::vector<Server> servers_;
  std::vector<Seen> seen_;
  size_t per_group_;
  std::optional<Fleet> fleet_;
  TimePoint now_ = kStart;
  std::multimap<TimePoint, std::function<void()>> events_;
  std::deque<Request> waiting_;
  std::map<size_t, Flight> flights_;
  std::map<size_t, std::set<size_t>> places_;
  std::map<size_t, size_t> group_done_;
  std::vector<size_t> done_;
  size_t requests_ = 0;
  size_t asked_ = 0;
  size_t flights_begun_ = 0;
  int turns_ = 0;
  std::mt19937_64 random_{11};
  Backoff backoff_{milliseconds(500), seconds(30), 12};
};

TEST(FleetSimulation, EachEndpointFindsItsOwnLevel) {
  Simulation simulation({}, {{.capacity = 16}, {.capacity = 48}}, 2);
  std::map<size_t, std::pair<double, int>> levels;  // sum, number
  Duration last = seconds(120);
  simulation.watch = [&](Duration time) {
    for (; last <= time; last += milliseconds(100)) {
      for (size_t i : {0, 1}) {
        int limit = simulation.Policy().Limit(i);
        ASSERT_GE(limit, i == 0 ? 8 : 24);
        ASSERT_LE(limit, i == 0 ? 17 : 49);  // one above is how it finds the end
        levels[i].first += limit;
        ++levels[i].second;
      }
    }
  };
  simulation.Run(SIZE_MAX, minutes(10));
  double small = levels[0].first / levels[0].second;
  double large = levels[1].first / levels[1].second;
  EXPECT_GT(small, 10);
  EXPECT_LT(small, 15);
  EXPECT_GT(large, 30);
  EXPECT_LT(large, 45);
  for (size_t i : {0, 1}) {
    const Seen& seen = simulation.Of(i);
    double possible = (i == 0 ? 16 : 48) * 600;  // a second each
    EXPECT_GT(seen.good, 0.65 * possible) << i;
    EXPECT_LT(seen.refused, 0.03 * seen.good) << i;
    EXPECT_FALSE(simulation.Policy().IsOut(i));
    RecordProperty("good" + std::to_string(i), seen.good);
    RecordProperty("refused" + std::to_string(i), seen.refused);
  }
  RecordProperty("small", std::to_string(small));
  RecordProperty("large", std::to_string(large));
}

TEST(FleetSimulation, OneThatDiesIsLeftOutAndGetsItsShareAgain) {
  Simulation simulation({.most = 16},
                        {{.dies = seconds(10), .returns = seconds(40)}, {.time = seconds(1)}}, 2);
  simulation.Run(SIZE_MAX, seconds(100));
  EXPECT_EQ(simulation.BegunBetween(0, seconds(10), seconds(40)), 0);
  EXPECT_GE(simulation.Of(0).checks, 4);
  EXPECT_LE(simulation.Of(0).checks, 12);
  int before = simulation.BegunBetween(0, seconds(0), seconds(10));
  int before_other = simulation.BegunBetween(1, seconds(0), seconds(10));
  EXPECT_NEAR(before, before_other, 10);
  // Back at the latest a check's wait after it returned; 8 rounds until its level is what it was.
  int after = simulation.BegunBetween(0, seconds(65), seconds(100));
  int after_other = simulation.BegunBetween(1, seconds(65), seconds(100));
  EXPECT_NEAR(after, after_other, 0.05 * after_other);
  EXPECT_NEAR(after, 16 * 35, 0.1 * 16 * 35);
}

TEST(FleetSimulation, NothingIsLostWhenServersComeAndGo) {
  Simulation simulation({},
                        {{.capacity = 16, .retry_after = seconds(2), .faults = 0.1},
                         {.dies = seconds(5), .returns = seconds(30)},
                         {.faults = 0.05, .dies = seconds(20)}},
                        4);
  simulation.Run(4000, hours(2));
  EXPECT_EQ(simulation.Done(), 4000u);
  EXPECT_TRUE(simulation.EachWasDoneOnce());
  for (size_t i : {0, 1}) {
    EXPECT_EQ(simulation.Policy().InFlight(i), 0) << i;
  }
  EXPECT_TRUE(simulation.Policy().IsOut(2));
}

TEST(FleetSimulation, FaultsOfAThirdTakeNoEndpointOutForGood) {
  Simulation simulation({.most = 16}, {{.faults = 0.3}, {.faults = 0}});
  Duration out{};
  Duration last{};
  simulation.watch = [&](Duration time) {
    out += simulation.Policy().IsOut(0) ? time - last : Duration{};
    last = time;
  };
  simulation.Run(SIZE_MAX, minutes(10));
  EXPECT_GT(simulation.Of(0).checks, 0) << "it does happen";
  EXPECT_LT(out, seconds(30));
  EXPECT_GT(simulation.Of(0).good, 0.5 * simulation.Of(1).good);
}

TEST(FleetSimulation, AGroupStaysTogether) {
  Simulation simulation({}, {{}, {}, {}, {}}, 4);
  simulation.Run(8000, minutes(10));
  EXPECT_EQ(simulation.Done(), 8000u);
  EXPECT_EQ(simulation.ServersPerGroup(), 1);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(simulation.Of(i).good, 2000, 200) << i;
  }
}

TEST(FleetSimulation, ASlowerEndpointGetsLess) {
  Simulation simulation({.most = 16}, {{.time = seconds(1)}, {.time = seconds(4)}}, 2);
  simulation.Run(4000, minutes(10));
  EXPECT_EQ(simulation.Done(), 4000u);
  double share = static_cast<double>(simulation.Of(1).good) / simulation.Of(0).good;
  EXPECT_GT(share, 0.18);
  EXPECT_LT(share, 0.32);
}

TEST(FleetSimulation, AMinuteBeginsNoMoreThanItsRequestsAndTheBurst) {
  Simulation simulation({.start = 200, .requests_per_minute = 600}, {{}, {}});
  simulation.Run(SIZE_MAX, minutes(5));
  for (Duration from{}; from <= minutes(4); from += seconds(1)) {
    int begun = 0;
    for (size_t i : {0, 1}) {
      begun += simulation.BegunBetween(i, from, from + minutes(1));
    }
    ASSERT_LE(begun, 700);
    ASSERT_GE(begun, 595);
  }
}

TEST(FleetSimulation, AMinuteUsesNoMoreThanItsTokensAndTheBurst) {
  Simulation simulation({.start = 200, .tokens_per_minute = 30'000}, {{}, {}});
  simulation.Run(SIZE_MAX, minutes(3));  // of 100 tokens each
  for (Duration from{}; from <= minutes(2); from += seconds(1)) {
    int begun = 0;
    for (size_t i : {0, 1}) {
      begun += simulation.BegunBetween(i, from, from + minutes(1));
    }
    ASSERT_LE(begun, 350);
    ASSERT_GE(begun, 298);
  }
}

TEST(FleetSimulation, AFleetThatIsAllDeadIsCheckedAndNothingElse) {
  Simulation simulation({}, {{.dies = seconds(0), .returns = minutes(5)}, {.dies = seconds(0)}});
  simulation.Run(500, minutes(30));
  EXPECT_EQ(simulation.Done(), 500u);
  EXPECT_LE(simulation.BegunBetween(0, seconds(1), minutes(5)), 0);
  EXPECT_LE(simulation.Of(0).begun.size(), 500u + 16);
  EXPECT_LT(simulation.Now(), minutes(8));
}

TEST(FleetSimulation, AServerThatRefusesAllIsNotHammered) {
  Simulation simulation({}, {{.capacity = 0}});
  simulation.Run(SIZE_MAX, minutes(5));
  EXPECT_FALSE(simulation.Policy().IsOut(0));
  EXPECT_LT(simulation.Of(0).refused, 120);
  EXPECT_GT(simulation.Of(0).refused, 20);
  EXPECT_LT(simulation.Turns(), 5000);
}

}  // namespace
}  // namespace autoj
