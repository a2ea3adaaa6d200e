#include "remote/failure.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

using Kind = Failure::Kind;

HttpOutcome Status(int status) {
  HttpOutcome outcome;
  outcome.end = HttpEnd::kComplete;
  outcome.status = status;
  outcome.content_type = "application/json";
  return outcome;
}

TEST(FindFailure, OfACompleteAnswerIsNone) { EXPECT_FALSE(FindFailure(Status(200), "{}")); }

struct StatusCase {
  int status;
  const char* body;
  Kind kind;
  const char* reason;  // a part of it
};

class FailureOfStatus : public testing::TestWithParam<StatusCase> {};

TEST_P(FailureOfStatus, SaysWhatToDo) {
  std::optional<Failure> failure = FindFailure(Status(GetParam().status), GetParam().body);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, GetParam().kind);
  EXPECT_NE(failure->reason.find(GetParam().reason), std::string::npos) << failure->reason;
}

INSTANTIATE_TEST_SUITE_P(
    All, FailureOfStatus,
    testing::Values(
        StatusCase{401, R"({"error":{"message":"Incorrect API key"}})", Kind::kForbidden,
                   "--api-key-file"},
        StatusCase{403, R"({"error":{"message":"You are not allowed to request logprobs."}})",
                   Kind::kUnable, "does not take \"logprobs\" (status 403): You are not allowed"},
        StatusCase{400, R"({"error":{"message":"This response_format type is unavailable now"}})",
                   Kind::kUnable, "\"response_format\""},
        StatusCase{422,
                   R"({"detail":[{"type":"extra_forbidden","loc":["body","top_logprobs"],
                       "msg":"Extra inputs are not permitted","input":20}]})",
                   Kind::kUnable, "\"logprobs\""},
        StatusCase{501, R"({"error":{"message":"logprobs: not implemented"}})", Kind::kUnable,
                   "\"logprobs\""},
        StatusCase{400,
                   R"({"error":{"message":"Unsupported value: 'temperature' does not support 0"}})",
                   Kind::kUnable, "\"temperature\""},
        StatusCase{400, R"({"error":{"message":"An odd prompt about the temperature outside"}})",
                   Kind::kRejected, "status 400"},
        StatusCase{422, R"({"detail":[{"loc":["body","prompt"],"input":"What are logprobs?"}]})",
                   Kind::kRejected, "status 422"},
        StatusCase{401, R"({"error":{"message":"logprobs need a key"}})", Kind::kForbidden,
                   "refuses the key (status 401)"},
        StatusCase{403, "", Kind::kDenied, "status 403"},
        StatusCase{403, R"({"error":{"message":"filtered","code":"content_filter"}})",
                   Kind::kRefused, "content filter"},
        StatusCase{405, "", Kind::kMissing, "status 405"},
        StatusCase{429, R"({"error":{"message":"slow down","code":"rate_limit"}})", Kind::kBusy,
                   "slow down"},
        StatusCase{429, R"({"error":{"message":"You exceeded","code":"insufficient_quota"}})",
                   Kind::kForbidden, "You exceeded"},
        StatusCase{503, R"({"error":{"message":"Loading model","type":"unavailable_error"}})",
                   Kind::kBusy, "Loading model"},
        StatusCase{500, "<html>", Kind::kAgain, "status 500"},
        StatusCase{502, "", Kind::kAgain, "status 502"},
        StatusCase{301, "", Kind::kRejected, "redirects"},
        StatusCase{404, R"({"error":{"message":"The model `x` does not exist"}})", Kind::kMissing,
                   "The model `x` does not exist"},
        StatusCase{404, R"({"detail":"Not Found"})", Kind::kMissing, "Not Found"},
        StatusCase{400, R"({"error":{"message":"bad field","type":"BadRequestError"}})",
                   Kind::kRejected, "status 400: bad field"},
        StatusCase{400, R"({"object":"error","message":"bad field","code":400})", Kind::kRejected,
                   "bad field"},
        StatusCase{400, R"({"error":{"message":"filtered","code":"content_filter"}})",
                   Kind::kRefused, "content filter"},
        StatusCase{400, R"({"error":{"message":"x","code":"context_length_exceeded"}})",
                   Kind::kTooLong, "does not fit"}));

TEST(FindFailure, ReadsTheSizesOfAPromptThatIsTooLong) {
  auto old_words = FindFailure(
      Status(400),
      R"({"message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion)."})");
  EXPECT_EQ(old_words->context, 4096);
  EXPECT_EQ(old_words->prompt_tokens, 4000);
  auto newer_words = FindFailure(
      Status(400),
      R"({"error":{"message":"'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum context length is 2048 tokens and your request has 1500 input tokens (1024 > 2048 - 1500)."}})");
  EXPECT_EQ(newer_words->context, 2048);
  EXPECT_EQ(newer_words->prompt_tokens, 1500);
  auto llama = FindFailure(
      Status(400),
      R"({"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":900,"n_ctx":512}})");
  EXPECT_EQ(llama->kind, Kind::kTooLong);
  EXPECT_EQ(llama->context, 512);
  EXPECT_EQ(llama->prompt_tokens, 900);
}

TEST(FindFailure, OfALostConnection) {
  HttpOutcome outcome;
  outcome.end = HttpEnd::kConnect;
  outcome.error = "connection refused";
  EXPECT_EQ(FindFailure(outcome, "")->kind, Kind::kGone);
  outcome.end = HttpEnd::kTimeout;
  EXPECT_EQ(FindFailure(outcome, "")->kind, Kind::kBusy);
  outcome.end = HttpEnd::kBroken;
  outcome.status = 200;
  EXPECT_EQ(FindFailure(outcome, "half")->kind, Kind::kAgain);
  outcome.status = 401;  // told, then cut off
  EXPECT_EQ(FindFailure(outcome, "")->kind, Kind::kForbidden);
}

TEST(FindFailure, KeepsRetryAfter) {
  HttpOutcome outcome = Status(429);
  outcome.retry_after = 2.5;
  EXPECT_EQ(FindFailure(outcome, "")->retry_after.count(), 2.5);
}

TEST(FindFailure, TellsHowManyLogProbabilitiesThereAre) {
  auto failure = FindFailure(
      Status(400),
      R"({"error":{"message":"Requested sample logprobs of 20, which is greater than max allowed: 5"}})");
  EXPECT_EQ(failure->kind, Kind::kUnable);
  EXPECT_EQ(failure->most_logprobs, 5);
}

TEST(FailureOf, AnErrorInsideIsTriedAgainUnlessItsCodeSaysNo) {
  EXPECT_EQ(FailureOf({"", {{"message", "cuda"}, {"code", 500}}, false}, Status(200)).kind,
            Kind::kAgain);
  EXPECT_EQ(FailureOf({"", {{"message", "cuda"}}, false}, Status(200)).kind, Kind::kAgain);
  EXPECT_EQ(FailureOf({"", {{"message", "bad"}, {"code", 400}}, false}, Status(200)).kind,
            Kind::kRejected);
  EXPECT_EQ(
      FailureOf({"", {{"message", "no"}, {"code", "content_filter"}}, false}, Status(200)).kind,
      Kind::kRefused);
}

TEST(FailureOf, APageIsCalledOne) {
  HttpOutcome outcome = Status(200);
  outcome.content_type = "text/html";
  EXPECT_NE(FailureOf({"the answer is no JSON", nullptr, false}, outcome).reason.find("HTML"),
            std::string::npos);
}

TEST(SignOf, TellsServersThatLiveFromThoseThatDoNot) {
  Failure failure;
  failure.kind = Kind::kBusy;
  EXPECT_EQ(SignOf(failure), EndpointSign::kOverloaded);
  failure.kind = Kind::kGone;
  EXPECT_EQ(SignOf(failure), EndpointSign::kGone);
  failure.kind = Kind::kRejected;
  EXPECT_EQ(SignOf(failure), EndpointSign::kGood);
  for (Kind kind : {Kind::kForbidden, Kind::kUnable, Kind::kDenied, Kind::kMissing}) {
    failure.kind = kind;
    EXPECT_EQ(SignOf(failure), EndpointSign::kDenied);
  }
}

}  // namespace
}  // namespace autoj
