#include "judge/stored_requests.h"

#include <map>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "autoj/judge.h"

namespace autoj {
namespace {

// An engine that keeps the groups of what it is asked, in their order.
class GroupKeeper : public Engine {
 public:
  std::vector<size_t> groups;

  EngineInfo Info() const override { return {"keeper", "keeper:1", "none", false, false}; }
  ChatFrame Chat(bool) const override { return {"<u>", "", "<a>"}; }
  void Run(Requests& requests, const StopSignal&) override {
    for (size_t i = 0; i < requests.Count(); ++i) {
      groups.push_back(requests.Make(i).group);
      Completion completion;
      completion.finish = Finish::kStop;
      completion.text = "Rating: [[5]]";
      requests.Done(i, completion);
    }
  }
};

// The usual form of many responses to few queries: an item each.
TEST(StoredRequests, NeighboursOfOneQueryAreOneGroupUpToABound) {
  std::vector<Item> items(80);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].id = fmt::format("i{}", i);
    items[i].query = i < 6 ? "one" : "another";
    items[i].responses = {fmt::format("answer {}", i)};
  }
  JudgeOptions options;
  options.mode = Mode::kWritten;
  GroupKeeper engine;
  JudgeItems(options, engine, items);
  std::map<size_t, size_t> sizes;
  for (size_t group : engine.groups) {
    ++sizes[group];
  }
  EXPECT_EQ(sizes[engine.groups[0]], 6u);
  EXPECT_EQ(sizes[engine.groups[6]], 26u);
  EXPECT_EQ(sizes[engine.groups[32]], 32u);
  EXPECT_EQ(sizes[engine.groups[64]], 16u);
  EXPECT_EQ(sizes.size(), 4u);
}

}  // namespace
}  // namespace autoj
