#include "scenario/query_states.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/fake_engine.h"

namespace autoj {
namespace {

// A first token that outweighs all, then two at right angles.
class ThreeTokens : public FakeEngine {
 public:
  std::vector<TokenStates> HiddenStates(const Prompt& asked,
                                        const std::vector<int>& layers) override {
    prompt = asked.Text();
    return std::vector<TokenStates>(layers.size(), {{1000, 0, 0}, {0, 3, 0}, {0, 0, 5}});
  }
  std::string prompt;
};

TEST(ReadQueryStates, TakeTheMeanDirectionAndTheLastToken) {
  ThreeTokens engine;
  Eigen::VectorXf states = ReadQueryStates(engine, "Hello", {4});
  Eigen::VectorXf expected{{0, std::sqrt(0.5F), std::sqrt(0.5F), 0, 0, 1}};
  EXPECT_TRUE(states.isApprox(expected, 1e-6F)) << states.transpose();
  EXPECT_EQ(ReadQueryStates(engine, "Hello", {4, 5}).size(), 12);
}

TEST(ReadQueryStates, ShowBothEndsOfALongQuery) {
  ThreeTokens engine;
  std::string query;
  for (int i = 0; i < 300; ++i) {
    query += std::to_string(i) + " ";
  }
  ReadQueryStates(engine, query, {4});
  EXPECT_NE(engine.prompt.find("Request from a user:\n0 1 "), std::string::npos);
  EXPECT_NE(engine.prompt.find(" 149  ... 250 251 "), std::string::npos);
}

}  // namespace
}  // namespace autoj
