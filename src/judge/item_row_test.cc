#include "judge/item_row.h"

#include <gtest/gtest.h>

#include "judge/run_store.h"

namespace autoj {
namespace {

// What is kept of an item, read again.
KeptItem KeptAgain(const KeptItem& kept, Item* item) {
  RunStore store("");
  store.BeginIntake();
  int64_t number = store.KeepItem(kept, 0);
  store.EndIntake();
  return store.LoadItem(number, item);
}

TEST(ItemRow, KeepsStepsAndCriteria) {
  Item item;
  item.id = "a";
  item.query = "q";
  item.responses = {"x"};
  CriteriaShown shown;
  shown.source = CriteriaSource::kUnsure;
  shown.scenario = "planning";
  shown.probability = 0.25;
  shown.names = {"kind", "\"short\""};
  shown.hash = "ab12";
  shown.reason = "because";
  Item read;
  KeptItem kept = KeptAgain({&item, false, "p", "zh", 1, {"look", "think"}, shown}, &read);
  EXPECT_EQ(kept.steps, std::vector<std::string>({"look", "think"}));
  ASSERT_TRUE(kept.criteria);
  EXPECT_EQ(kept.criteria->source, CriteriaSource::kUnsure);
  EXPECT_EQ(kept.criteria->scenario, "planning");
  EXPECT_EQ(kept.criteria->group, std::nullopt);
  EXPECT_EQ(kept.criteria->probability, 0.25);
  EXPECT_EQ(kept.criteria->names, shown.names);
  EXPECT_EQ(kept.criteria->hash + kept.criteria->reason, "ab12because");
}

TEST(ItemRow, OfOneWithoutThemThereAreNone) {
  Item item;
  item.id = "a";
  item.query = "q";
  item.responses = {"x"};
  Item read;
  KeptItem kept = KeptAgain({&item, false, "p", "en", 1}, &read);
  EXPECT_TRUE(kept.steps.empty());
  EXPECT_FALSE(kept.criteria);
}

}  // namespace
}  // namespace autoj
