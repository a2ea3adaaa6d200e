#include "remote/conversation.h"

#include <cstdlib>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "remote/conversation_case.h"
#include "remote/openai_dialect.h"
#include "remote/vllm_dialect.h"

namespace autoj {
namespace {

using nlohmann::json;

TEST(Conversation, WritesAText) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Asking(50), dialect, kNoKey);
  std::optional<Ask> ask = talk.Begin();
  json body = json::parse(ask->body);
  EXPECT_EQ(ask->route, "completions");
  EXPECT_EQ(body["prompt"], "Which?");
  EXPECT_EQ(body["max_tokens"], 50);
  EXPECT_EQ(body["model"], "m");
  EXPECT_FALSE(Answer200(talk, Stream("The first.", "stop")));
  EXPECT_EQ(talk.UsedTokens(), 7);
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.text, "The first.");
  EXPECT_EQ(completion.finish, Finish::kStop);
  EXPECT_EQ(completion.prompt_tokens, 4);
}

TEST(Conversation, ForgetsHalfAnAnswerWhenItAsksAgain) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Asking(50), dialect, kNoKey);
  talk.Begin();
  talk.Data(200, "data: {\"choices\":[{\"text\":\"half\"}]}\n\n");
  HttpOutcome broken = Status(200);
  broken.end = HttpEnd::kBroken;
  std::optional<Failure> failure = talk.End(broken);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kAgain);
  ASSERT_TRUE(talk.Begin());
  EXPECT_FALSE(Answer200(talk, Stream("whole", "length")));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.text, "whole");
  EXPECT_EQ(completion.finish, Finish::kLength);
}

TEST(Conversation, TakesLessRoomWhereTheTextDoesNotFit) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Asking(1000), dialect, kNoKey);
  talk.Begin();
  talk.Data(
      400,
      R"({"error":{"message":"This model's maximum context length is 500 tokens. However, you requested 1300 tokens (300 in the messages, 1000 in the completion)."}})");
  EXPECT_FALSE(talk.End(Status(400)));
  EXPECT_EQ(json::parse(talk.Begin()->body)["max_tokens"], 200);
}

TEST(Conversation, IsTooLongWhereHardlyAnyRoomIsLeft) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Asking(1000), dialect, kNoKey);
  talk.Begin();
  talk.Data(
      400,
      R"({"error":{"message":"This model's maximum context length is 500 tokens. However, you requested 1480 tokens (480 in the messages, 1000 in the completion)."}})");
  EXPECT_FALSE(talk.End(Status(400)));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.finish, Finish::kTooLong);
  EXPECT_EQ(completion.prompt_tokens, 480);
  EXPECT_NE(completion.error.find("480"), std::string::npos);
}

// vLLM 0.16 stops counting one token behind what fits.
TEST(Conversation, AsksVllmForTheTrueSize) {
  VllmDialect dialect("m", Api::kCompletions);
  Conversation talk(Asking(1000), dialect, kNoKey);
  talk.Begin();
  talk.Data(
      400,
      R"json({"error":{"message":"You passed 3097 input tokens and requested 1000 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3096 tokens. (parameter=input_tokens, value=3097)","type":"BadRequestError","param":"input_tokens","code":400}})json");
  EXPECT_FALSE(talk.End(Status(400)));
  EXPECT_EQ(talk.Begin()->route, "tokenize");
  EXPECT_FALSE(Answer200(talk, R"({"count":3900,"max_model_len":4096,"tokens":[]})"));
  EXPECT_EQ(json::parse(talk.Begin()->body)["max_tokens"], 196);
  talk.Data(400, R"({"error":{"message":"the model's context length is only 4096 tokens"}})");
  EXPECT_FALSE(talk.End(Status(400)));
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, R"({"count":3900,"max_model_len":4096,"tokens":[]})"));
  EXPECT_FALSE(talk.Begin());  // shortened once, and not again
  EXPECT_EQ(talk.Finished().error, "the prompt has 3900 tokens, the server's context holds 4096");
}

TEST(Conversation, TellsARefusalFromAText) {
  OpenAiDialect dialect("m", Api::kChat);
  Conversation filtered(Asking(50), dialect, kNoKey);
  filtered.Begin();
  EXPECT_FALSE(Answer200(filtered, Stream("", "content_filter")));
  EXPECT_FALSE(filtered.Begin());
  EXPECT_EQ(filtered.Finished().finish, Finish::kRefused);
  Conversation refused(Asking(50), dialect, kNoKey);
  refused.Begin();
  EXPECT_FALSE(Answer200(
      refused,
      "data: {\"choices\":[{\"delta\":{\"refusal\":\"I cannot.\"},\"finish_reason\":\"stop\"}]}\n\n"
      "data: [DONE]\n\n"));
  EXPECT_FALSE(refused.Begin());
  Completion completion = refused.Finished();
  EXPECT_EQ(completion.finish, Finish::kRefused);
  EXPECT_EQ(completion.error, "the model refused: I cannot.");
}

TEST(Conversation, LearnsAnotherNameOfTheLimit) {
  OpenAiDialect dialect("m", Api::kChat);
  Conversation talk(Asking(50), dialect, kNoKey);
  talk.Begin();
  talk.Data(
      400,
      R"({"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}})");
  EXPECT_FALSE(talk.End(Status(400)));
  json body = json::parse(talk.Begin()->body);
  EXPECT_EQ(body["max_completion_tokens"], 50);
  EXPECT_FALSE(body.contains("max_tokens"));
}

TEST(Conversation, ScoresADecisionInsideJsonOfAChat) {
  OpenAiDialect dialect("m", Api::kChat);
  Request request = Asking(0);
  request.decide = [](std::string_view) {
    return Decision{"Better is ", {" Response 1", " Response 2", " Tie"}};
  };
  Conversation talk(std::move(request), dialect, kNoKey);
  json asked = json::parse(talk.Begin()->body);
  EXPECT_EQ(asked["response_format"]["json_schema"]["schema"]["properties"]["decision"]["enum"],
            json::parse(R"(["Response 1","Response 2","Tie"])"));
  std::string answer =
      ChatAnswer({ChatToken("{\"", {}), ChatToken("decision", {}), ChatToken("\":\"", {}),
                  ChatToken("Response", {{"Response", -0.5}, {"Tie", -1.5}}),
                  ChatToken(" 1", {{" 1", -0.25}, {" 2", -1.25}}), ChatToken("\"}", {})});
  EXPECT_FALSE(Answer200(talk, answer));
  json again = json::parse(talk.Begin()->body);  // which of the two, alone
  EXPECT_EQ(
      again["response_format"]["json_schema"]["schema"]["properties"]["decision"]["enum"].size(),
      2u);
  EXPECT_FALSE(Answer200(talk, answer));
  EXPECT_FALSE(talk.Begin());
  EXPECT_EQ(talk.Finished().scores, (std::vector<double>{-0.75, -1.75, -1.5}));
}

TEST(Conversation, TakesWhiteSpaceWithinTheJsonOfADecision) {
  OpenAiDialect dialect("m", Api::kChat);
  Conversation talk(Deciding(0), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Answer200(
      talk, ChatAnswer({ChatToken("\n{\n ", {}), ChatToken(" \"decision\"", {}),
                        ChatToken(" : ", {}), ChatToken("\"", {}),
                        ChatToken("1", {{"1", -0.5}, {"2", -1.5}}), ChatToken("\" }", {})})));
  EXPECT_FALSE(talk.Begin());
  EXPECT_EQ(talk.Finished().scores, (std::vector<double>{-0.5, -1.5}));
}

TEST(Conversation, TakesNoDecisionFromAnotherForm) {
  OpenAiDialect dialect("m", Api::kChat);
  const json one = ChatToken("1", {{"1", -0.1}, {"2", -3}});
  const json end = ChatToken("\"}", {});
  for (const std::vector<json>& tokens :
       std::vector<std::vector<json>>{{ChatToken("Worse: \"", {}), one, end},
                                      {ChatToken("{\"worse\": \"", {}), one, end},
                                      {ChatToken("{\"decision\": {\"worse\": \"", {}), one, end},
                                      {ChatToken("So: {\"decision\": \"", {}), one, end},
                                      {ChatToken("[{\"decision\": \"", {}), one, end},
                                      {ChatToken("{\"decision\":", {}), one, end},
                                      {one}}) {
    Conversation talk(Deciding(0), dialect, kNoKey);
    talk.Begin();
    EXPECT_FALSE(Answer200(talk, ChatAnswer(tokens))) << tokens.front();
    EXPECT_FALSE(talk.Begin());
    Completion completion = talk.Finished();
    EXPECT_EQ(completion.finish, Finish::kError) << tokens.front();
    EXPECT_TRUE(completion.scores.empty());
    EXPECT_NE(completion.error.find("it is: " + tokens.front()["token"].get<std::string>()),
              std::string::npos)
        << completion.error;
  }
}

TEST(Conversation, ScoresInCompletionsWithTheSpaceLeftToTheToken) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Request request = Asking(0);
  request.decide = [](std::string_view) { return Decision{"Better is ", {"1", "2"}}; };
  Conversation talk(std::move(request), dialect, kNoKey);
  EXPECT_EQ(json::parse(talk.Begin()->body)["prompt"], "Which?Better is");
  EXPECT_FALSE(Answer200(
      talk, R"({"choices":[{"text":" 1","finish_reason":"length","logprobs":{"tokens":[" 1"],
    "token_logprobs":[-0.5],"top_logprobs":[{" 1":-0.5," 2":-1.5,"1":-4}]}}]})"));
  EXPECT_FALSE(talk.Begin());
  EXPECT_EQ(talk.Finished().scores, (std::vector<double>{-0.5, -1.5}));
}

TEST(Conversation, TellsARefusedDecisionFromAServerThatCannotDecide) {
  OpenAiDialect dialect("m", Api::kChat);
  for (const char* answer :
       {R"({"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]})",
        R"({"choices":[{"message":{"refusal":"I cannot."},"finish_reason":"stop"}]})",
        R"({"error":{"message":"filtered","code":"content_filter"}})"}) {
    Request request = Asking(0);
    request.decide = [](std::string_view) { return Decision{"R", {"1", "2"}}; };
    Conversation talk(std::move(request), dialect, kNoKey);
    talk.Begin();
    EXPECT_FALSE(Answer200(talk, answer)) << answer;
    EXPECT_FALSE(talk.Begin());
    EXPECT_EQ(talk.Finished().finish, Finish::kRefused) << answer;
  }
}

TEST(Conversation, TriesADecisionAgainWhereTheServerFailed) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Request request = Asking(0);
  request.decide = [](std::string_view) { return Decision{"R", {"1", "2"}}; };
  Conversation talk(std::move(request), dialect, kNoKey);
  talk.Begin();
  std::optional<Failure> failure = Answer200(talk, R"({"error":{"message":"cuda","code":500}})");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kAgain);
  EXPECT_TRUE(talk.Begin());  // the same again
}

TEST(Conversation, EndsTheRunWhereNoProbabilitiesCanBeHad) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Request request = Asking(0);
  request.decide = [](std::string_view) { return Decision{"R", {"1", "2"}}; };
  Conversation talk(std::move(request), dialect, kNoKey);
  talk.Begin();
  std::optional<Failure> failure =
      Answer200(talk, R"({"choices":[{"text":"1","finish_reason":"length"}]})");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kUnable);
}

constexpr const char* kDecided = R"({"choices":[{"text":" 1","finish_reason":"length","logprobs":{
    "tokens":[" 1"],"token_logprobs":[-0.5],"top_logprobs":[{" 1":-0.5," 2":-1.5}]}}],
    "usage":{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":8}}})";

TEST(Conversation, CountsTheTokensOfAllItsExchanges) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Deciding(50), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, Stream("Hard to say.", "stop")));
  talk.Begin();
  EXPECT_TRUE(Answer200(  // a fault, and paid for
      talk, R"({"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":0}})"));
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, kDecided));
  EXPECT_EQ(talk.UsedTokens(), 11);
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.prompt_tokens, 4 + 10 + 10);
  EXPECT_EQ(completion.cached_tokens, 8);
  EXPECT_EQ(completion.completion_tokens, 3 + 0 + 1);
}

TEST(Conversation, KnowsNoSumWhereOneAnswerTellsNoTokens) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Deciding(50), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(
      Answer200(talk, "data: {\"choices\":[{\"text\":\"Hm.\",\"finish_reason\":\"stop\"}]}\n\n"));
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, kDecided));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.prompt_tokens, std::nullopt);
  EXPECT_EQ(completion.completion_tokens, std::nullopt);
}

TEST(Conversation, CountsATextWhoseDecisionDoesNotFit) {
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation talk(Deciding(50), dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Answer200(talk, Stream("Hard to say.", "stop")));
  talk.Begin();
  EXPECT_FALSE(Refuse(talk, 400, "This model's maximum context length is 9 tokens."));
  EXPECT_FALSE(talk.Begin());
  Completion completion = talk.Finished();
  EXPECT_EQ(completion.finish, Finish::kTooLong);
  EXPECT_EQ(completion.prompt_tokens, 4);
  EXPECT_EQ(completion.completion_tokens, 3);
}

TEST(Conversation, NamesTheModesThatCanBeHad) {
  struct Case {
    int status;
    const char* message;
    const char* advice;
  };
  const char* guided =
      "to judge, --mode guided, where the server can be held to a choice, or --mode written;";
  const char* written = "use another server, or, to judge, --mode written;";
  for (auto [status, message, advice] :
       {Case{400, "logprobs is not supported by this model", guided},
        Case{403, "You are not allowed to request logprobs from this model", guided},
        Case{400, "'response_format' of type 'json_schema' is not supported", written}}) {
    OpenAiDialect dialect("m", Api::kChat);
    Request request = Deciding(0);
    request.needs_scores = true;
    Conversation talk(std::move(request), dialect, kNoKey);
    talk.Begin();
    Refuse(talk, status, message);
    ASSERT_TRUE(talk.Begin());
    std::optional<Failure> failure = Refuse(talk, status, message);
    ASSERT_TRUE(failure) << message;
    EXPECT_EQ(failure->kind, Failure::Kind::kUnable);
    EXPECT_NE(failure->reason.find(advice), std::string::npos) << failure->reason;
    EXPECT_NE(failure->reason.find(message), std::string::npos) << failure->reason;
  }
}

TEST(Conversation, NamesTheModeWhereARouteForDecisionsIsNotThere) {
  VllmDialect dialect("m", Api::kCompletions);
  Request request = Deciding(0);
  request.needs_scores = true;
  Conversation talk(std::move(request), dialect, kNoKey);
  EXPECT_EQ(talk.Begin()->route, "tokenize");
  std::optional<Failure> failure = Refuse(talk, 404, "Not Found");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kUnable);
  EXPECT_NE(failure->reason.find("--mode written"), std::string::npos) << failure->reason;
}

TEST(Conversation, ChangesNoTemperatureInSilence) {
  constexpr const char* kRefusal = "Unsupported value: 'temperature' does not support 0";
  OpenAiDialect dialect("m", Api::kChat);
  Conversation talk(Asking(50), dialect, kNoKey);
  EXPECT_EQ(json::parse(talk.Begin()->body)["temperature"], 0);
  Refuse(talk, 400, kRefusal);
  EXPECT_EQ(json::parse(talk.Begin()->body)["temperature"], 0);
  std::optional<Failure> failure = Refuse(talk, 400, kRefusal);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, Failure::Kind::kUnable);
  EXPECT_NE(failure->reason.find("--temperature"), std::string::npos) << failure->reason;
}

TEST(Conversation, LeavesOutWhatAServerDoesNotTakeAndWouldDoAnyway) {
  OpenAiDialect dialect("m", Api::kChat);
  Request request = Asking(50);
  request.temperature = 1;
  request.wants_logprob = true;
  Conversation talk(request, dialect, kNoKey);
  talk.Begin();
  EXPECT_FALSE(Refuse(talk, 400, "'temperature' is not supported"));
  talk.Begin();
  EXPECT_FALSE(Refuse(talk, 400, "'top_p' is not supported"));
  talk.Begin();
  EXPECT_FALSE(Refuse(talk, 400, "'logprobs' is not supported"));
  json body = json::parse(talk.Begin()->body);
  for (const char* part : {"temperature", "top_p", "logprobs"}) {
    EXPECT_FALSE(body.contains(part)) << part;
  }
}

// Several are under way when the first of them is refused.
TEST(Conversation, ALessonIsForAllThatWereAskedBeforeIt) {
  OpenAiDialect dialect("m", Api::kChat);
  Conversation first(Asking(50), dialect, kNoKey);
  Conversation second(Asking(50), dialect, kNoKey);
  first.Begin();
  second.Begin();
  constexpr const char* kRefusal = "Use 'max_completion_tokens' instead.";
  for (Conversation* talk : {&first, &second}) {
    EXPECT_FALSE(Refuse(*talk, 400, kRefusal));
    std::optional<Ask> again = talk->Begin();
    ASSERT_TRUE(again);
    EXPECT_EQ(json::parse(again->body)["max_completion_tokens"], 50);
  }
  EXPECT_FALSE(Refuse(second, 400, kRefusal));
  EXPECT_FALSE(second.Begin());  // nothing more to learn from it
  EXPECT_EQ(second.Finished().finish, Finish::kError);
}

TEST(Conversation, AsksVllmForAsManyLogProbabilitiesAsItAllows) {
  VllmDialect dialect("m", Api::kCompletions);
  Conversation talk(Deciding(0), dialect, kNoKey);
  for (const char* tokens :
       {R"({"tokens":[7]})", R"({"tokens":[1,2]})", R"({"tokens":[7,5]})", R"({"tokens":[7,6]})"}) {
    EXPECT_EQ(talk.Begin()->route, "tokenize");
    EXPECT_FALSE(Answer200(talk, tokens));
  }
  EXPECT_EQ(json::parse(talk.Begin()->body)["logprobs"], 20);
  EXPECT_FALSE(
      Refuse(talk, 400, "Requested sample logprobs of 20, which is greater than max allowed: 5"));
  EXPECT_EQ(json::parse(talk.Begin()->body)["logprobs"], 5);
}

TEST(Conversation, GivesNoSecretAway) {
  setenv("AUTOJ_API_KEY", "sk-SECRET-0123456789", 1);
  Credentials credentials = Credentials::Load("", "");
  unsetenv("AUTOJ_API_KEY");
  OpenAiDialect dialect("m", Api::kCompletions);
  Conversation said(Asking(50), dialect, credentials);
  said.Begin();
  EXPECT_FALSE(Answer200(said, Stream("You sent Bearer sk-SECRET-0123456789.", "stop")));
  EXPECT_FALSE(said.Begin());
  EXPECT_EQ(said.Finished().text, "You sent Bearer [secret].");
  // Wherever a quote is cut, no beginning of the key is left.
  for (size_t before = 400; before < 520; ++before) {
    for (int status : {400, 500}) {
      Conversation refused(Asking(50), dialect, credentials);
      refused.Begin();
      std::optional<Failure> failure =
          Refuse(refused, status, std::string(before, 'x') + " sk-SECRET-0123456789");
      if (failure) {
        refused.Fail(failure->reason);
      }
      refused.Begin();
      std::string error = refused.Finished().error;
      EXPECT_EQ(error.find("sk-"), std::string::npos) << error;
      EXPECT_LT(error.size(), 520u);
    }
  }
}

}  // namespace
}  // namespace autoj
