#include "scenario/query_grams.h"

#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace autoj {
namespace {

size_t Total(const FieldGrams& field) {
  return std::accumulate(field.begin(), field.end(), size_t{0},
                         [](size_t sum, const GramCount& gram) { return sum + gram.count; });
}

TEST(CountGrams, CountsRepetitions) {
  FieldGrams words = CountGrams("no no yes").front();
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(Total(words), 3u);
}

TEST(CountGrams, CountsEveryLength) {
  FieldGrams words_and_pairs = CountGrams("a b c")[1];
  EXPECT_EQ(Total(words_and_pairs), 5u);
}

TEST(CountGrams, TheSameWordIsAnotherGramInAnotherField) {
  std::set<uint32_t> all;
  size_t count = 0;
  for (const FieldGrams& field : CountGrams("word")) {
    count += field.size();
    for (const GramCount& gram : field) {
      all.insert(gram.gram);
    }
  }
  EXPECT_EQ(all.size(), count);
}

TEST(CountGrams, WordsAreNotJoined) {
  EXPECT_NE(CountGrams("ab c")[1].back().gram, CountGrams("a bc")[1].back().gram);
}

TEST(FieldWeights, BelongToFieldsAndMakeALengthOfOne) {
  const std::vector<double>& weights = FieldWeights();
  EXPECT_EQ(weights.size(), CountGrams("a").size());
  EXPECT_NEAR(std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0), 1, 1e-12);
}

}  // namespace
}  // namespace autoj
