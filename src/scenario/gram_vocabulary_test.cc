#include "scenario/gram_vocabulary.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autoj {
namespace {

using Query = std::vector<FieldGrams>;

TEST(GramVocabulary, LearnsWhatStandsInTwoQueries) {
  Query a = {{{7, 1}, {8, 2}}};
  Query b = {{{8, 1}, {9, 1}}};
  GramVocabulary learnt = GramVocabulary::Learn({&a, &b});
  EXPECT_EQ(learnt.grams(), std::vector<uint32_t>{8});
  EXPECT_EQ(learnt.frequencies(), std::vector<uint16_t>{2});
  EXPECT_EQ(learnt.queries(), 2u);
}

TEST(GramVocabulary, KeepsTheWorthiestInTheirOrder) {
  GramVocabulary kept = GramVocabulary({5, 6, 7}, {1, 2, 3}, 10).Keep({0.2F, 0.1F, 0.3F}, 2);
  EXPECT_EQ(kept.grams(), (std::vector<uint32_t>{5, 7}));
  EXPECT_EQ(kept.frequencies(), (std::vector<uint16_t>{1, 3}));
}

TEST(GramVocabulary, WeighsByFrequencyAndMakesAFieldsLengthOne) {
  // Both are known, twice as rare the second: 1 + ln(11 / 6) and 1 + ln(11 / 3).
  GramVocabulary vocabulary({5, 6}, {5, 2}, 10);
  std::vector<Feature> features = vocabulary.Weigh({{{5, 1}, {6, 1}}});
  ASSERT_EQ(features.size(), 2u);
  double common = 1 + std::log(11.0 / 6);
  double rare = 1 + std::log(11.0 / 3);
  double length = std::hypot(common, rare);
  EXPECT_NEAR(features[0].value, FieldWeights()[0] * common / length, 1e-6);
  EXPECT_NEAR(features[1].value, FieldWeights()[0] * rare / length, 1e-6);
}

TEST(GramVocabulary, WhatIsUnknownTakesItsShareOfTheLength) {
  GramVocabulary vocabulary({5}, {5}, 10);
  float alone = vocabulary.Weigh({{{5, 1}}})[0].value;
  std::vector<Feature> beside = vocabulary.Weigh({{{5, 1}, {99, 1}}});
  ASSERT_EQ(beside.size(), 1u);
  EXPECT_LT(beside[0].value, alone);
}

TEST(GramVocabulary, FindsEachOfManyGrams) {
  std::vector<uint32_t> grams;
  for (uint32_t i = 0; i < 1000; ++i) {
    grams.push_back(i << 20);  // all in few slots
  }
  GramVocabulary vocabulary(grams, std::vector<uint16_t>(1000, 2), 10);
  for (uint32_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(vocabulary.Weigh({{{grams[i], 1}}}).at(0).index, i);
  }
}

}  // namespace
}  // namespace autoj
