#include "pipeline/row_selection.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace autoj {
namespace {

const ScenarioSet& Scenarios() {
  static const ScenarioSet set = ScenarioSet::Load("");
  return set;
}

// Knows one scenario, or is not sure.
class FixedClassifier : public Classifier {
 public:
  explicit FixedClassifier(double probability) : probability_(probability) {}
  std::vector<ScenarioGuess> Classify(const std::string& /*query*/) override {
    return {{"planning", "Functional Writing", probability_}};
  }
  double UnsureBelow() const override { return 0.4; }
  std::string Identity() const override { return "fixed"; }

 private:
  double probability_;
};

// A good pair whose texts share no run of words with those of another number.
Preference MakePair(int number) {
  std::string n = std::to_string(number);
  Preference row;
  row.item.id = n;
  row.item.line = "in:" + n;
  row.item.query = "q" + n + " what" + n + " is" + n + " it" + n;
  row.item.responses = {"one" + n + " thing" + n + " here" + n, "other" + n + " thing" + n};
  row.item.scenario = "open_question";
  row.item.label = "1";
  return row;
}

// Offers rows to a selection, and says what became of them.
class RowSelectionTest : public testing::Test {
 protected:
  void Offer(Preference row) {
    if (!selection_) {
      selection_.emplace(options_, Scenarios(), classifier_, tests_, dropped_);
    }
    selection_->Offer(std::move(row));
  }

  // Why a good pair that was changed is dropped; "" where it is taken.
  std::string WhyDropped(const std::function<void(Preference&)>& change) {
    size_t before = dropped_.total();
    Preference row = MakePair(static_cast<int>(++number_));
    change(row);
    std::map<DropReason, size_t> counts = dropped_.counts();
    Offer(std::move(row));
    for (const auto& [reason, count] : dropped_.counts()) {
      if (count != counts[reason]) {
        return DropReasonName(reason);
      }
    }
    EXPECT_EQ(dropped_.total(), before);
    return "";
  }

  RowSelectionOptions options_;
  FixedClassifier classifier_{0.3};
  TestPrompts tests_;
  DroppedRows dropped_{""};
  std::optional<RowSelection> selection_;
  size_t number_ = 0;
};

TEST_F(RowSelectionTest, EachBadRowIsDroppedForItsReason) {
  EXPECT_EQ(WhyDropped([](Preference&) {}), "");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.label.reset(); }), "no_label");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.responses.pop_back(); }), "no_pair");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.responses[1] = " \n"; }), "empty_response");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.query.clear(); }), "empty_query");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.turns = 2; }), "multi_turn");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.has_system = true; }), "system_message");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.language = "German"; }), "language");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.query = "请写一首关于秋天的诗"; }),
            "language");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.query = std::string(66000, 'x'); }),
            "too_many_chars");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.query += "\n***\n[Response 1]: x"; }),
            "ambiguous_message");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.scenario = "cooking_a_cake"; }),
            "unknown_scenario");
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.scenario.reset(); }), "unsure_scenario");
}

TEST_F(RowSelectionTest, DuplicatesAreDroppedAlsoWhereTheyAreNotQuiteTheSame) {
  auto set = [](Preference& row, const std::string& end, bool swap) {
    row.item.query = "Tell me in a few words why leaves turn yellow and red in autumn, please";
    row.item.responses = {"Because the green colour goes and the other colours stay behind" + end,
                          "They are tired of being green all of the long hot summer"};
    if (swap) {
      std::swap(row.item.responses[0], row.item.responses[1]);
    }
  };
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "", false); }), "");
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "", false); }), "duplicate");
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "!", false); }), "near_duplicate");
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "", true); }), "near_duplicate");
}

TEST_F(RowSelectionTest, ARowThatIsDroppedDoesNotDropItsGoodTwin) {
  auto set = [](Preference& row, const char* end, const char* scenario) {
    row.item.query = "Tell me in a few words why leaves turn yellow and red in autumn, please";
    row.item.responses = {"Because the green colour goes and the other colours stay behind",
                          std::string("They are tired of being green all of the summer") + end};
    row.item.scenario = scenario;
  };
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "", "cooking_a_cake"); }),
            "unknown_scenario");
  EXPECT_EQ(WhyDropped([&](Preference& row) {
              set(row, "", "");
              row.item.scenario.reset();
            }),
            "unsure_scenario");
  EXPECT_EQ(WhyDropped([&](Preference& row) { set(row, "!", "open_question"); }), "");
}

TEST_F(RowSelectionTest, WhatGaveWayToTheCapDropsNothing) {
  options_.per_scenario = 1;
  auto make = [](size_t marks) {
    Preference row = MakePair(static_cast<int>(marks));
    row.item.query = "Tell me in a few words why leaves turn yellow and red in autumn, please";
    row.item.responses = {"Because the green colour goes and the other colours stay behind",
                          "They are tired of being green" + std::string(marks, '!')};
    return row;
  };
  auto hash = [](const Preference& row) {
    return Sha256(nlohmann::json({row.item.query, row.item.responses}).dump());
  };
  Preference unlike = MakePair(1);
  size_t late = 0;  // comes behind it, and is dropped
  size_t early = 0;
  for (size_t marks = 1; late == 0 || early == 0; ++marks) {
    (hash(make(marks)) > hash(unlike) ? late : early) = marks;
  }
  Offer(unlike);
  Offer(make(late));
  Offer(make(early));
  EXPECT_EQ(selection_->Take().at(0).responses, make(early).item.responses);
  EXPECT_EQ(dropped_.counts(), (std::map<DropReason, size_t>{{DropReason::kOverCap, 2}}));
}

TEST_F(RowSelectionTest, AnAliasBecomesTheTablesName) {
  Preference row = MakePair(1);
  row.item.scenario = "default";
  row.item.meta = R"({"source": "web"})";
  options_.source = "file";
  Offer(std::move(row));
  Offer(MakePair(2));
  std::vector<Item> items = selection_->Take();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].scenario, "others");
  EXPECT_EQ(items[0].language, "en");
  EXPECT_EQ(items[0].meta, R"({"source": "web"})");
  EXPECT_EQ(items[1].meta, R"({"source_dataset":"file"})");
}

TEST_F(RowSelectionTest, ASureClassifierNamesTheScenario) {
  classifier_ = FixedClassifier(0.9);
  EXPECT_EQ(WhyDropped([](Preference& row) { row.item.scenario.reset(); }), "");
  EXPECT_EQ(selection_->Take().at(0).scenario, "planning");
}

TEST_F(RowSelectionTest, TheCapTakesTheSameRowsWhateverTheirOrder) {
  options_.per_scenario = 3;
  for (int i = 0; i < 10; ++i) {
    Offer(MakePair(i));
  }
  std::vector<Item> items = selection_->Take();
  EXPECT_EQ(dropped_.counts().at(DropReason::kOverCap), 7U);
  DroppedRows others("");
  RowSelection backwards(options_, Scenarios(), classifier_, tests_, others);
  for (int i = 9; i >= 0; --i) {
    backwards.Offer(MakePair(i));
  }
  std::vector<Item> again = backwards.Take();
  ASSERT_EQ(items.size(), 3U);
  ASSERT_EQ(again.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(items[i].id, again[2 - i].id);
  }
}

TEST_F(RowSelectionTest, ASingleRowIsOneOfThePairsResponses) {
  options_.pairwise = false;
  size_t first = 0;
  for (int i = 0; i < 40; ++i) {
    Preference row = MakePair(i);
    row.item.label.reset();
    Offer(std::move(row));
  }
  for (const Item& item : selection_->Take()) {
    ASSERT_EQ(item.responses.size(), 1U);
    first += item.responses[0].rfind("one", 0) == 0 ? 1 : 0;
  }
  EXPECT_GT(first, 8U);
  EXPECT_LT(first, 32U);
}

}  // namespace
}  // namespace autoj
