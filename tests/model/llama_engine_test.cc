#include "engine/llama_engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "autoj/error.h"
#include "model/default_model.h"

namespace autoj {
namespace {

class Collected : public Requests {
 public:
  explicit Collected(std::vector<Request> requests)
      : requests_(std::move(requests)), done(requests_.size()) {}
  size_t Count() const override { return requests_.size(); }
  Request Make(size_t index) override { return requests_[index]; }
  void Done(size_t index, Completion completion) override { done[index] = std::move(completion); }

 private:
  std::vector<Request> requests_;

 public:
  std::vector<Completion> done;
};

Request Ask(const std::string& text, int max_tokens) {
  Request request;
  request.prompt.pieces = {
      {"<|im_start|>user\n", true}, {text, false}, {"<|im_end|>\n<|im_start|>assistant\n", true}};
  request.max_tokens = max_tokens;
  request.ignore_eos = true;
  return request;
}

Request Score(const std::string& text) {
  Request request = Ask(text, 0);
  request.decide = [](std::string_view) {
    return Decision{"The better response is Response ", {"1", "2"}};
  };
  return request;
}

std::vector<std::string> Questions() {
  return {"Name three colours of the rainbow and say which one is in the middle.",
          "Name three colours of the rainbow and say which one is outermost.",
          "\xE5\xA4\xA9\xE7\xA9\xBA\xE4\xB8\xBA\xE4\xBB\x80\xE4\xB9\x88\xE6\x98\xAF\xE8\x93\x9D?",
          "Write a function that adds two numbers.", "Why is the sea salty?"};
}

class LlamaEngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!FindDefaultModel()) {
      GTEST_SKIP() << "the default model is not here; scripts/fetch model brings it";
    }
  }

  static std::vector<Completion> Run(const std::vector<Request>& requests, LocalOptions options) {
    LlamaEngine engine(*FindDefaultModel(), options, [](const std::string&) {});
    Collected collected(requests);
    StopSignal never;
    engine.Run(collected, never);
    return collected.done;
  }
};

TEST_F(LlamaEngineTest, ManyAtOnceWriteWhatEachWritesAlone) {
  std::vector<Request> requests;
  for (const std::string& question : Questions()) {
    requests.push_back(Ask(question, 8));
  }
  std::vector<Completion> together = Run(requests, {.parallel = 5});
  std::vector<Completion> alone = Run(requests, {.parallel = 1});
  int same = 0;
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(together[i].completion_tokens, 8);
    EXPECT_EQ(together[i].finish, Finish::kLength);
    EXPECT_EQ(together[i].prompt_tokens, alone[i].prompt_tokens);
    same += together[i].text == alone[i].text ? 1 : 0;
  }
  EXPECT_GE(same, 4);  // rounding may tip one near-tie, not more
}

// The second prompt shares most of its tokens with the first: its scores must not change by it.
TEST_F(LlamaEngineTest, ASharedPrefixChangesNoScore) {
  std::string shared =
      "Here is a long question that two prompts share, word for word, so that the "
      "second one finds it decoded already when it comes. ";
  std::vector<Request> both = {Score(shared + "First: red. Second: green."),
                               Score(shared + "First: green. Second: red.")};
  std::vector<Completion> together = Run(both, {.parallel = 2});
  for (size_t i = 0; i < both.size(); ++i) {
    std::vector<Completion> alone = Run({both[i]}, {.parallel = 1});
    ASSERT_EQ(together[i].scores.size(), 2u);
    EXPECT_NEAR(together[i].scores[0], alone[0].scores[0], 0.02);
    EXPECT_NEAR(together[i].scores[1], alone[0].scores[1], 0.02);
    EXPECT_LT(together[i].scores[0], 0);
  }
  EXPECT_NE(together[0].scores[0], together[1].scores[0]);
}

// Each goes on once, with a prompt that shows what was written.
class GoingOn : public Requests {
 public:
  GoingOn(std::vector<std::string> questions, std::string more)
      : questions_(std::move(questions)),
        more_(std::move(more)),
        first(questions_.size()),
        second(questions_.size()) {}
  size_t Count() const override { return questions_.size(); }
  Request Make(size_t index) override {
    return first[index] ? Ask(questions_[index] + " " + first[index]->text + more_, 8)
                        : Ask(questions_[index], 8);
  }
  std::vector<Request> Outlook(size_t index) override {
    return {Ask(questions_[index], 8), Ask(questions_[index], 8 + 8)};
  }
  void Done(size_t index, Completion completion) override {
    goes_on_ = !first[index];
    (goes_on_ ? first : second)[index] = std::move(completion);
  }
  bool GoesOn(size_t /*index*/) override { return goes_on_; }

 private:
  std::vector<std::string> questions_;
  std::string more_;
  bool goes_on_ = false;

 public:
  std::vector<std::optional<Completion>> first;
  std::vector<std::optional<Completion>> second;
};

TEST_F(LlamaEngineTest, WhatGoesOnIsAnsweredAsIfAskedAlone) {
  GoingOn chains(Questions(), "");
  StopSignal never;
  LlamaEngine(*FindDefaultModel(), {.parallel = 2}, [](const std::string&) {}).Run(chains, never);
  int same = 0;
  for (size_t i = 0; i < chains.Count(); ++i) {
    ASSERT_TRUE(chains.second[i]);
    Completion alone = Run({chains.Make(i)}, {.parallel = 1})[0];
    EXPECT_EQ(chains.second[i]->prompt_tokens, alone.prompt_tokens);
    same += chains.second[i]->text == alone.text ? 1 : 0;
  }
  EXPECT_GE(same, 4);  // rounding may tip one near-tie, not more
}

TEST_F(LlamaEngineTest, WhatGoesOnBeyondItsOutlookIsTooLong) {
  std::string unforeseen;
  for (int i = 0; i < 400; ++i) {
    unforeseen += " one more word";
  }
  GoingOn chains({"Short.", "Brief."}, unforeseen);
  StopSignal never;
  LlamaEngine(*FindDefaultModel(), {.parallel = 1}, [](const std::string&) {}).Run(chains, never);
  for (size_t i = 0; i < chains.Count(); ++i) {
    EXPECT_EQ(chains.first[i]->finish, Finish::kLength);
    ASSERT_TRUE(chains.second[i]);
    EXPECT_EQ(chains.second[i]->finish, Finish::kTooLong);
  }
}

TEST_F(LlamaEngineTest, ATooLongPromptIsSaidAndTheOthersGoOn) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += "one more word ";
  }
  std::vector<Completion> done = Run({Ask(text, 4), Ask("Short.", 4)}, {.context = 256});
  EXPECT_EQ(done[0].finish, Finish::kTooLong);
  EXPECT_NE(done[0].error.find("--context"), std::string::npos);
  EXPECT_EQ(done[1].finish, Finish::kLength);
}

TEST_F(LlamaEngineTest, AStopBeginsNothingNew) {
  LlamaEngine engine(*FindDefaultModel(), {}, [](const std::string&) {});
  Collected collected({Ask("Short.", 4)});
  StopSignal stop;
  stop.level = StopSignal::kFinish;
  engine.Run(collected, stop);
  EXPECT_FALSE(collected.done[0].completion_tokens);
}

TEST_F(LlamaEngineTest, TooLittleMemoryIsAnErrorBeforeLoading) {
  LlamaEngine engine(*FindDefaultModel(), {.parallel = 256, .context = 4194304},
                     [](const std::string&) {});
  Collected collected({Ask("Short.", 4)});
  StopSignal never;
  EXPECT_THROW(engine.Run(collected, never), Error);
}

TEST_F(LlamaEngineTest, HiddenStatesAreOneRowAToken) {
  LlamaEngine engine(*FindDefaultModel(), {}, [](const std::string&) {});
  Prompt prompt{{{"The sky is blue.", false}}};
  std::vector<TokenStates> both = engine.HiddenStates(prompt, {29, 15});
  const TokenStates& middle = both[1];
  const TokenStates& last = both[0];
  ASSERT_GE(middle.size(), 5u);
  EXPECT_EQ(last.size(), middle.size());
  EXPECT_EQ(middle[0].size(), 576u);
  double length = 0;
  for (float value : middle.back()) {
    length += static_cast<double>(value) * value;
  }
  EXPECT_TRUE(std::isfinite(length));
  EXPECT_GT(length, 0);
  EXPECT_NE(middle.back(), last.back());
  EXPECT_EQ(engine.HiddenStates(prompt, {15})[0], middle);
  EXPECT_THROW(engine.HiddenStates(prompt, {15, 30}), Error);
}

TEST_F(LlamaEngineTest, TextsAreCutByTokens) {
  LlamaEngine engine(*FindDefaultModel(), {}, [](const std::string&) {});
  std::string text = "one two three four five six seven";
  EXPECT_EQ(engine.Shorten(text, {.most = 7, .head = 2, .tail = 3, .between = "..."}), text);
  EXPECT_EQ(engine.Shorten(text, {.most = 6, .head = 2, .tail = 3, .between = "..."}),
            "one two... five six seven");
}

}  // namespace
}  // namespace autoj
