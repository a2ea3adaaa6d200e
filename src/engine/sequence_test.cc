#include "engine/sequence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autoj {
namespace {

// One token a byte; token 0 ends a text. Logits are given by the tests.
class Bytes : public Vocabulary {
 public:
  std::vector<int32_t> Tokenize(const Prompt& prompt) const override {
    return TokenizeContinuation(prompt.Text());
  }
  std::vector<int32_t> TokenizeContinuation(std::string_view text) const override {
    std::vector<int32_t> tokens;
    for (char c : text) {
      tokens.push_back(static_cast<unsigned char>(c));
    }
    return tokens;
  }
  std::string Piece(int32_t token) const override {
    return token == 0 ? "" : std::string(1, static_cast<char>(token));
  }
  bool IsEnd(int32_t token) const override { return token == 0; }
  int Size() const override { return 256; }
};

// A row in which each byte of `likely` has logit 1 and all others 0.
std::vector<float> Row(const std::string& likely) {
  std::vector<float> row(256, 0.0F);
  for (char c : likely) {
    row[static_cast<unsigned char>(c)] = 1.0F;
  }
  return row;
}

double LogSum(double ones) { return std::log(ones * std::exp(1.0) + (256 - ones)); }

Prompt Plain(const std::string& text) { return {{{text, false}}}; }

class SequenceTest : public ::testing::Test {
 protected:
  // Runs a request; the model writes `script` and then gives rows that favour "1".
  Completion Run(Request request, const std::string& script, size_t context = 1000) {
    Sequence sequence(std::move(request), vocabulary_, context);
    std::optional<Feed> feed = sequence.Begin();
    size_t written = 0;
    while (feed) {
      feeds_.push_back(*feed);
      std::vector<std::vector<float>> rows;
      for (size_t i = 0; i < feed->rows; ++i) {
        rows.push_back(written < script.size() ? Row(script.substr(written, 1)) : Row("1"));
      }
      ++written;
      std::vector<const float*> pointers;
      for (const std::vector<float>& row : rows) {
        pointers.push_back(row.data());
      }
      feed = sequence.Take(pointers);
    }
    return sequence.Finished();
  }

  Bytes vocabulary_;
  std::vector<Feed> feeds_;
};

TEST_F(SequenceTest, WritesUntilTheEndOfText) {
  Completion done = Run({.prompt = Plain("ask"), .max_tokens = 10}, std::string("yes\0more", 8));
  EXPECT_EQ(done.text, "yes");
  EXPECT_EQ(done.finish, Finish::kStop);
  EXPECT_EQ(done.prompt_tokens, 3);
  EXPECT_EQ(done.completion_tokens, 4);  // the end is a token as well
  EXPECT_NEAR(*done.logprob, 4 * (1 - LogSum(1)), 1e-5);
  ASSERT_EQ(feeds_.size(), 4u);
  EXPECT_EQ(feeds_[0].tokens, (std::vector<int32_t>{'a', 's', 'k'}));
  EXPECT_EQ(feeds_[3].keep, 5u);
  EXPECT_EQ(feeds_[3].tokens, std::vector<int32_t>{'s'});
}

TEST_F(SequenceTest, StopsAtTheLimit) {
  Completion done = Run({.prompt = Plain("ask"), .max_tokens = 2}, "yes");
  EXPECT_EQ(done.text, "ye");
  EXPECT_EQ(done.finish, Finish::kLength);
}

TEST_F(SequenceTest, IgnoringTheEndWritesExactlyTheLimit) {
  Completion done =
      Run({.prompt = Plain("ask"), .max_tokens = 5, .ignore_eos = true}, std::string("y\0z\0w", 5));
  EXPECT_EQ(done.completion_tokens, 5);
  EXPECT_EQ(done.text, "yzw");
  EXPECT_EQ(done.finish, Finish::kLength);
}

TEST_F(SequenceTest, StopsWhenTheTextIsComplete) {
  Request request{.prompt = Plain("ask"), .max_tokens = 9};
  request.is_complete = [](std::string_view text) { return text == "ye"; };
  Completion done = Run(request, "yes");
  EXPECT_EQ(done.text, "ye");
  EXPECT_EQ(done.finish, Finish::kStop);
}

TEST_F(SequenceTest, ATextCutInsideACharacterIsStillUtf8) {
  Completion done = Run({.prompt = Plain("ask"), .max_tokens = 2}, "\xE4\xBD\xA0");
  EXPECT_EQ(done.text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_F(SequenceTest, ScoresAlternativesBehindThePrompt) {
  Request request{.prompt = Plain("ask ")};
  request.decide = [](std::string_view) { return Decision{"R", {"1", "2"}}; };
  Completion done = Run(request, "");
  EXPECT_EQ(done.finish, Finish::kStop);
  EXPECT_EQ(done.text, "");
  EXPECT_EQ(done.prompt_tokens, 5);  // "ask R": what all alternatives share is decoded once
  ASSERT_EQ(feeds_.size(), 1u);
  ASSERT_EQ(done.scores.size(), 2u);
  EXPECT_NEAR(done.scores[0], 1 - LogSum(1), 1e-5);
  EXPECT_NEAR(done.scores[1], 0 - LogSum(1), 1e-5);
}

// "1]" and "10]": the second's first token is the first's as well, so one path serves both.
TEST_F(SequenceTest, LongerAlternativesAreSumsOverTheirTokens) {
  Request request{.prompt = Plain("ask ")};
  request.decide = [](std::string_view) { return Decision{"[", {"1]", "10]", "2]"}}; };
  Completion done = Run(request, "");
  ASSERT_EQ(feeds_.size(), 3u);
  EXPECT_EQ(feeds_[1].tokens, (std::vector<int32_t>{'1', '0'}));
  EXPECT_EQ(feeds_[1].keep, 5u);
  EXPECT_EQ(feeds_[1].rows, 2u);
  EXPECT_EQ(feeds_[2].tokens, std::vector<int32_t>{'2'});
  EXPECT_EQ(feeds_[2].keep, 5u);
  // Every row favours "1" alone.
  double likely = 1 - LogSum(1);
  double other = 0 - LogSum(1);
  EXPECT_NEAR(done.scores[0], likely + other, 1e-5);
  EXPECT_NEAR(done.scores[1], likely + 2 * other, 1e-5);
  EXPECT_NEAR(done.scores[2], other + other, 1e-5);
}

TEST_F(SequenceTest, GuidesATextThatHoldsNoDecision) {
  Request request{.prompt = Plain("ask"), .max_tokens = 3};
  std::string asked;
  request.decide = [&](std::string_view text) {
    asked = text;
    return Decision{" so ", {"1", "2"}};
  };
  Completion done = Run(request, "abc");
  EXPECT_EQ(asked, "abc");
  EXPECT_EQ(done.finish, Finish::kLength);
  EXPECT_EQ(done.completion_tokens, 3);
  ASSERT_EQ(done.scores.size(), 2u);
  // The last written token had not been seen by the model yet.
  EXPECT_EQ(feeds_.back().tokens, (std::vector<int32_t>{'c', ' ', 's', 'o', ' '}));
  EXPECT_EQ(feeds_.back().keep, 5u);
}

TEST_F(SequenceTest, LeavesADecidedTextAlone) {
  Request request{.prompt = Plain("ask"), .max_tokens = 3};
  request.decide = [](std::string_view) { return std::nullopt; };
  Completion done = Run(request, "abc");
  EXPECT_FALSE(done.decision);
  EXPECT_TRUE(done.scores.empty());
}

TEST_F(SequenceTest, APromptThatDoesNotFitIsSaidWithItsSize) {
  Completion done = Run({.prompt = Plain("a long question"), .max_tokens = 10}, "abc", 20);
  EXPECT_EQ(done.finish, Finish::kTooLong);
  EXPECT_TRUE(feeds_.empty());
  EXPECT_NE(done.error.find("15 tokens"), std::string::npos) << done.error;
  EXPECT_EQ(done.prompt_tokens, 15);
}

TEST(Sampler, TheSameSeedDrawsTheSame) {
  std::vector<float> row = Row("abcdefgh");
  for (uint64_t seed : {1U, 2U, 3U}) {
    Sampler first(1.0, 0.9, seed);
    Sampler second(1.0, 0.9, seed);
    for (int i = 0; i < 20; ++i) {
      ASSERT_EQ(first.Choose(row.data(), 256), second.Choose(row.data(), 256));
    }
  }
}

TEST(Sampler, TopPKeepsTheLikeliest) {
  std::vector<float> row(256, 0.0F);
  row['x'] = 12.0F;  // more than 0.99 of the mass
  Sampler sampler(1.0, 0.5, 7);
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(sampler.Choose(row.data(), 256), 'x');
  }
}

// The end of text is never decoded: the row that gave it stands where the decision begins.
TEST_F(SequenceTest, ADecisionWithoutSharedTokensIsScoredOnTheLastRow) {
  Request request{.prompt = Plain("ask"), .max_tokens = 10};
  request.decide = [](std::string_view) { return Decision{"", {"1", "2"}}; };
  Completion done = Run(std::move(request), std::string("no\0", 3));
  ASSERT_TRUE(done.decision);
  ASSERT_EQ(done.scores.size(), 2u);
  EXPECT_NEAR(done.scores[0], done.scores[1], 1e-9);  // the row favoured the end of text
  EXPECT_EQ(done.text, "no");
}

TEST_F(SequenceTest, ATextGetsTheRoomThatThePromptLeaves) {
  Completion done = Run({.prompt = Plain("ask"), .max_tokens = 1000}, std::string(200, 'x'), 103);
  EXPECT_EQ(done.finish, Finish::kLength);
  EXPECT_EQ(done.completion_tokens, 100);
  done = Run({.prompt = Plain("ask"), .max_tokens = 1000}, "", 60);
  EXPECT_EQ(done.finish, Finish::kTooLong);
  done = Run({.prompt = Plain("ask"), .max_tokens = 101, .ignore_eos = true}, "", 103);
  EXPECT_EQ(done.finish, Finish::kTooLong);  // exactly so many were asked for
}

TEST_F(SequenceTest, RoomIsLeftForTheLongestAlternative) {
  Request request{.prompt = Plain("ask"), .max_tokens = 10};
  request.decide = [](std::string_view) {
    return Decision{"so: ", {std::string(80, 'a'), std::string(90, 'b')}};
  };
  Sequence sequence(request, vocabulary_, 1000);
  EXPECT_EQ(sequence.MostTokens(), 3u + 10 + 4 + 90);
  EXPECT_EQ(sequence.MostRows(), 94u);
}

}  // namespace
}  // namespace autoj
