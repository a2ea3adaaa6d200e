#include "judge/pending_questions.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace autoj {
namespace {

void ExpectSame(const PendingQuestions& pending, const std::vector<PendingQuestion>& added) {
  ASSERT_EQ(pending.size(), added.size());
  for (size_t i = 0; i < added.size(); ++i) {
    PendingQuestion question = pending[i];
    ASSERT_EQ(question, added[i]) << i << ": " << question.item << " " << question.place << " "
                                  << question.attempt;
  }
}

TEST(PendingQuestions, GivesBackWhatWasAddedWhateverItsOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    PendingQuestions pending;
    std::vector<PendingQuestion> added;
    int64_t item = 1;
    for (int i = 0; i < 60; ++i) {
      item += random() % 8 == 0 ? 3 : 1;  // one that needs nothing stands between
      int32_t places = random() % 6 == 0 ? 1 + static_cast<int32_t>(random() % 4) : 2;
      for (int32_t place = 0; place < places; ++place) {
        if (random() % 10 != 0) {
          added.push_back({item, place, random() % 12 == 0 ? 2 : 1});
          pending.Add(added.back());
        }
      }
      if (random() % 20 == 0) {
        item = 1;  // an input whose order has changed
      }
    }
    ExpectSame(pending, added);
  }
}

TEST(PendingQuestions, TheSameItemTwiceIsTwoQuestions) {
  PendingQuestions pending;
  std::vector<PendingQuestion> added = {{1, 0, 1}, {1, 0, 1}, {2, 0, 1}, {2, 1, 1}, {3, 0, 1}};
  for (const PendingQuestion& question : added) {
    pending.Add(question);
  }
  ExpectSame(pending, added);
}

}  // namespace
}  // namespace autoj
