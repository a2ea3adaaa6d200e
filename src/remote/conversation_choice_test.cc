#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "remote/conversation.h"
#include "remote/conversation_case.h"
#include "remote/llama_server_dialect.h"
#include "remote/openai_dialect.h"
#include "remote/vllm_dialect.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr const char* kChosen = R"({"choices":[{"text":"2","finish_reason":"stop"}]})";

// Choices of the completions of a vLLM that lacks a route, and behind what was written.
TEST(ConversationChoice, HasTheServerChooseWhereItCannotBeScored) {
  VllmDialect dialect("m", Api::kCompletions);
  Conversation talk(Deciding(50), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, Stream("Hard to say.", "stop")));
  EXPECT_EQ(talk.Begin()->route, "tokenize");
  std::optional<Failure> failure = Refuse(talk, 404, "no such route");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kUnable);
  EXPECT_TRUE(talk.lacks_scores() && talk.may_choose());
  talk.ForgoScores();
  std::optional<Ask> ask = talk.Begin();
  ASSERT_TRUE(ask);
  EXPECT_EQ(ask->route, "completions");
  json body = json::parse(ask->body);
  EXPECT_EQ(body["prompt"], "Which?Hard to say.Better is ");
  EXPECT_EQ(body["structured_outputs"], json::parse(R"({"choice":["1","2"]})"));
  EXPECT_FALSE(Answer200(talk, kChosen));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.choice, 1u);
  EXPECT_TRUE(completion.scores.empty());
  EXPECT_EQ(completion.finish, Finish::kStop);
  EXPECT_NE(completion.unscored.find("no such route"), std::string::npos);
  dialect.ForgoScores();
  Conversation next(Deciding(50), dialect, kNoKey);
  next.Begin();
  EXPECT_FALSE(Answer200(next, Stream("Who knows.", "stop")));
  EXPECT_TRUE(json::parse(next.Begin()->body).contains("structured_outputs"));  // at once
  EXPECT_FALSE(Answer200(next, kChosen));
  EXPECT_FALSE(next.Begin());
  EXPECT_EQ(next.Finished().unscored, "");
}

// The answer tells too little of one alternative; others may be told enough.
TEST(ConversationChoice, HasTheServerChooseOnceWhereItTellsTooLittle) {
  OpenAiDialect dialect("m", Api::kChat);
  Conversation talk(Deciding(0), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, ChatAnswer({ChatToken("{\"decision\":\"", {}),
                                           ChatToken("1", {{"1", -0.5}}), ChatToken("\"}", {})})));
  EXPECT_FALSE(json::parse(talk.Begin()->body).contains("logprobs"));
  EXPECT_FALSE(Answer200(talk, ChatAnswer({ChatToken("{\"decision\":\"1\"}", {})})));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.choice, 0u);
  EXPECT_NE(completion.unscored.find("leave too much untold"), std::string::npos);
  EXPECT_FALSE(dialect.forgoes_scores());
}

TEST(ConversationChoice, FailsWhereADecisionNeedsTheScoresThatItLacks) {
  OpenAiDialect dialect("m", Api::kChat);
  Request request = Deciding(0);
  request.needs_scores = true;
  Conversation talk(std::move(request), dialect, kNoKey);
  talk.Begin();
  ASSERT_TRUE(
      Answer200(talk, R"({"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]})"));
  EXPECT_TRUE(talk.lacks_scores());
  EXPECT_FALSE(talk.may_choose());
  talk.ForgoScores();
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.finish, Finish::kError);
  EXPECT_NE(completion.error.find("tells no log-probabilities"), std::string::npos);
}

// What a choice needs as well is no reason for one.
TEST(ConversationChoice, ChoosesNotWhereAChoiceIsRefusedToo) {
  for (const char* message : {"'response_format' of type 'json_schema' is not supported",
                              "Unsupported value: 'temperature' does not support 0"}) {
    OpenAiDialect dialect("m", Api::kChat);
    Conversation talk(Deciding(0), dialect, kNoKey);
    talk.Begin();
    Refuse(talk, 400, message);
    talk.Begin();
    ASSERT_TRUE(Refuse(talk, 400, message));
    EXPECT_FALSE(talk.may_choose()) << message;
  }
}

TEST(ConversationChoice, ChoosesByWhatEachServerOffers) {
  VllmDialect vllm("m", Api::kChat);
  OpenAiDialect openai("m", Api::kChat);
  LlamaServerDialect llama({}, {});
  auto choosing = [](Dialect& dialect) {
    dialect.ForgoScores();
    Conversation talk(Deciding(0), dialect, kNoKey);
    return json::parse(talk.Begin()->body);
  };
  json body = choosing(vllm);
  EXPECT_EQ(body["messages"].back(), json::parse(R"({"role":"assistant","content":"Better is "})"));
  EXPECT_EQ(body["continue_final_message"], true);
  EXPECT_EQ(body["add_generation_prompt"], false);
  EXPECT_EQ(body["structured_outputs"]["choice"].size(), 2u);
  EXPECT_EQ(body["max_tokens"], 2);  // a byte, and the end: no more room than scores need
  body = choosing(openai);
  EXPECT_EQ(body["response_format"]["json_schema"]["schema"]["properties"]["decision"]["enum"],
            json::parse(R"(["1","2"])"));
  EXPECT_FALSE(body.contains("logprobs"));
  body = choosing(llama);
  EXPECT_EQ(body["prompt"], "Which?Better is ");
  EXPECT_EQ(body["grammar"], R"(root ::= "1" | "2")");
  EXPECT_EQ(body["n_predict"], 2);
}

TEST(ConversationChoice, TakesNoChoiceOfAnotherForm) {
  OpenAiDialect dialect("m", Api::kChat);
  dialect.ForgoScores();
  for (const char* text :
       {"1", "\"1\"", R"({"decision": 1})", R"({"decision": "3"})", R"(["1"])", R"({"worse": "1"})",
        R"({"decision": "1", "worse": "2"})", R"({"decision": "1", "decision": "2"})"}) {
    Conversation talk(Deciding(0), dialect, kNoKey);
    talk.Begin();
    EXPECT_FALSE(Answer200(
        talk,
        json{{"choices", {{{"message", {{"content", text}}}, {"finish_reason", "stop"}}}}}.dump()));
    EXPECT_FALSE(talk.Begin());
    Completion completion = talk.Finished();
    EXPECT_EQ(completion.finish, Finish::kError) << text;
    EXPECT_FALSE(completion.choice) << text;
  }
}

}  // namespace
}  // namespace autoj
