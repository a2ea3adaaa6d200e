#include "remote/answer.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

struct Read {
  Answer answer;
  std::string fault;  // "" for none
  nlohmann::json error;
};

Read ReadAll(bool streams, const std::string& body, size_t piece = 7) {
  AnswerReader reader(streams, {});
  for (size_t at = 0; at < body.size(); at += piece) {
    if (!reader.Feed(std::string_view(body).substr(at, piece))) {
      break;
    }
  }
  std::optional<AnswerFault> fault = reader.End();
  return {reader.answer(), fault ? fault->what : "", fault ? fault->error : nullptr};
}

std::string Events(const std::vector<std::string>& events) {
  std::string stream;
  for (const std::string& event : events) {
    stream += "data: " + event + "\n\n";
  }
  return stream;
}

TEST(AnswerReader, ReadsAStreamedCompletion) {
  Read read = ReadAll(
      true,
      Events(
          {R"({"choices":[{"index":0,"text":"So, ","finish_reason":null}]})",
           R"({"choices":[{"index":0,"text":"yes","finish_reason":"stop"}]})",
           R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":8}}})",
           "[DONE]"}));
  EXPECT_EQ(read.fault, "");
  EXPECT_EQ(read.answer.text, "So, yes");
  EXPECT_EQ(read.answer.finish, "stop");
  EXPECT_EQ(read.answer.prompt_tokens, 12);
  EXPECT_EQ(read.answer.cached_tokens, 8);
  EXPECT_EQ(read.answer.completion_tokens, 2);
}

TEST(AnswerReader, ReadsAStreamedChat) {
  Read read = ReadAll(
      true, Events({R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
                    R"({"choices":[{"index":0,"delta":{"content":"你好"}}]})",
                    R"({"choices":[{"index":0,"delta":{},"finish_reason":"length"}]})", "[DONE]"}));
  EXPECT_EQ(read.fault, "");
  EXPECT_EQ(read.answer.text, "你好");
  EXPECT_EQ(read.answer.finish, "length");
  EXPECT_EQ(read.answer.prompt_tokens, std::nullopt);
}

TEST(AnswerReader, ReadsLlamaServersOwnForm) {
  Read read = ReadAll(
      true,
      Events(
          {R"({"index":0,"content":"A","stop":false,"tokens_predicted":1,"tokens_evaluated":5})",
           R"({"index":0,"content":"","stop":true,"stop_type":"limit","tokens_predicted":1,"tokens_evaluated":5,"timings":{"cache_n":3}})"}));
  EXPECT_EQ(read.fault, "");
  EXPECT_EQ(read.answer.text, "A");
  EXPECT_EQ(read.answer.finish, "length");
  EXPECT_EQ(read.answer.prompt_tokens, 5);
  EXPECT_EQ(read.answer.cached_tokens, 3);
}

TEST(AnswerReader, ReadsTokensInAllThreeForms) {
  Read parallel = ReadAll(false, R"({"choices":[{"text":"1","finish_reason":"length","logprobs":{
      "tokens":["token_id:28"],"token_logprobs":[-0.5],
      "top_logprobs":[{"token_id:28":-0.5,"token_id:29":-1.5}]}}]})");
  ASSERT_EQ(parallel.answer.likeliest.size(), 1u);
  EXPECT_EQ(parallel.answer.written[0].id, 28);
  EXPECT_EQ(parallel.answer.likeliest[0][1].id, 29);
  EXPECT_EQ(parallel.answer.likeliest[0][1].logprob, -1.5);

  Read chat = ReadAll(false, R"({"choices":[{"message":{"content":"1"},"finish_reason":"stop",
      "logprobs":{"content":[{"token":"1","logprob":-0.1,"top_logprobs":[
        {"token":"1","logprob":-0.1},{"token":"2","logprob":-2.4}]}]}}]})");
  EXPECT_EQ(chat.answer.likeliest.at(0).at(1).text, "2");
  EXPECT_EQ(chat.answer.likeliest[0][1].id, std::nullopt);

  Read native = ReadAll(false, R"({"content":"1","stop":true,"stop_type":"limit",
      "completion_probabilities":[{"id":33,"token":"1","logprob":-0.2,
        "top_logprobs":[{"id":33,"token":"1","logprob":-0.2},{"id":34,"token":"2","logprob":-1.9}]}]})");
  EXPECT_EQ(native.answer.likeliest.at(0).at(1).id, 34);
}

TEST(AnswerReader, StopsWhereTheTextIsComplete) {
  AnswerReader reader(true,
                      [](const std::string& text) { return text.find("]]") == std::string::npos; });
  EXPECT_TRUE(reader.Feed(Events({R"({"choices":[{"text":"Rating: [[7"}]})"})));
  EXPECT_FALSE(
      reader.Feed(Events({R"({"choices":[{"text":"]]"}]})", R"({"choices":[{"text":"more"}]})"})));
  EXPECT_TRUE(reader.IsComplete());
  EXPECT_FALSE(reader.End());
  EXPECT_EQ(reader.answer().text, "Rating: [[7]]");
}

struct FaultCase {
  const char* name;
  bool streams;
  std::string body;
  std::string fault;  // its beginning
};

class AnswerFaults : public testing::TestWithParam<FaultCase> {};

TEST_P(AnswerFaults, AreTold) {
  Read read = ReadAll(GetParam().streams, GetParam().body);
  EXPECT_EQ(read.fault.substr(0, GetParam().fault.size()), GetParam().fault) << read.fault;
}

const std::string kText = R"({"choices":[{"text":"a"}]})";
const std::string kEnd = R"({"choices":[{"text":"","finish_reason":"stop"}]})";

INSTANTIATE_TEST_SUITE_P(
    All, AnswerFaults,
    testing::Values(
        FaultCase{"empty", false, "", "the answer is empty"},
        FaultCase{"empty_stream", true, "", "the answer is empty"},
        FaultCase{"page", false, "<html>502</html>", "the answer is no JSON, it begins <html>"},
        FaultCase{"no_choices", false, R"({"choices":[]})", "the answer has no choices"},
        FaultCase{"other_object", false, R"({"a":1})", "the answer has no choices"},
        FaultCase{"early_end", true, Events({kText}), "the stream ended before its answer did"},
        FaultCase{"cut_json", true, Events({kText, R"({"choices":[{"te)"}),
                  "the answer is no JSON"},
        FaultCase{"goes_on", true, Events({kText, kEnd, kText}),
                  "the answer goes on after its end"},
        FaultCase{"twice", true,
                  Events({kText, kText, kEnd,
                          R"({"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}})"}),
                  "the stream holds more pieces than tokens"},
        FaultCase{"sure_in_a_chat", false,
                  R"({"choices":[{"text":"1","logprobs":{"content":[{"token":"1","logprob":-0.5,
                      "top_logprobs":[{"token":"1","logprob":900}]}]}}]})",
                  "the answer holds a log-probability that is none: 900"},
        FaultCase{"sure_in_completions", false,
                  R"({"choices":[{"text":"1","logprobs":{"tokens":["1"],"token_logprobs":[-0.5],
                      "top_logprobs":[{"1":0.01}]}}]})",
                  "the answer holds a log-probability that is none: 0.01"},
        FaultCase{"sure_natively", false,
                  R"({"content":"1","stop":true,"completion_probabilities":[
                      {"id":1,"token":"1","logprob":2}]})",
                  "the answer holds a log-probability that is none: 2"},
        FaultCase{"text_is_a_number", false, R"({"choices":[{"text":5}]})",
                  "the answer's text is no string"},
        FaultCase{"deep", false, std::string(10000, '[') + std::string(10000, ']'),
                  "the answer is JSON nested deeper than 64"},
        FaultCase{"error_inside", false, R"({"error":{"message":"overloaded"}})",
                  "the answer holds an error"},
        FaultCase{"error_for_a_stream", true, R"({"error":{"message":"overloaded"}})",
                  "the answer holds an error"}),
    [](const testing::TestParamInfo<FaultCase>& one) { return one.param.name; });

TEST(AnswerReader, RepairsWhatIsNoUtf8) {
  Read read = ReadAll(true, Events({"{\"choices\":[{\"text\":\"a\xff\"}]}", kEnd}));
  EXPECT_EQ(read.answer.text, "a\uFFFD");
}

TEST(AnswerReader, KeepsTheServersErrorObject) {
  Read read = ReadAll(true, Events({kText, R"({"error":{"message":"cuda died","code":500}})"}));
  EXPECT_EQ(read.error["code"], 500);
}

TEST(AnswerReader, BreaksOffATextWithoutEnd) {
  AnswerReader reader(true, {}, /*most_bytes=*/10);
  EXPECT_TRUE(reader.Feed(Events({R"({"choices":[{"text":"12345678"}]})"})));
  EXPECT_FALSE(reader.Feed(Events({R"({"choices":[{"text":"12345678"}]})"})));
  std::optional<AnswerFault> fault = reader.End();
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->is_lasting);
}

TEST(ParseServerJson, DoesNotCountBracketsInStrings) {
  EXPECT_EQ(
      ParseServerJson("\"" + std::string(100, '[') + "\\\"" + "[\"").get<std::string>().size(),
      102u);
}

TEST(ParseServerJson, TakesNoAnswerThatGoesOnBehindANul) {
  EXPECT_EQ(ParseServerJson("{\"a\": 1}")["a"], 1);
  EXPECT_THROW(ParseServerJson(std::string_view("{\"a\": 1}\0{\"a\": 2}", 17)), Error);
}

TEST(AnswerReader, TakesRoundingAboveZeroForZero) {
  Read read = ReadAll(false, R"({"choices":[{"text":"1","finish_reason":"stop",
      "logprobs":{"tokens":["1"],"token_logprobs":[0.0009],"top_logprobs":[{"1":0.0009}]}}]})");
  EXPECT_EQ(read.fault, "");
  EXPECT_EQ(read.answer.written.at(0).logprob, 0);
}

TEST(AnswerReader, WaitsForTheCountsOfACompleteText) {
  auto until_there = [](const std::string& text) { return text.find("]]") == std::string::npos; };
  AnswerReader reader(true, until_there, AnswerReader::kMostTextBytes, /*wants_counts=*/true);
  EXPECT_TRUE(reader.Feed(Events({R"({"choices":[{"text":"Rating: [[7]]"}]})"})));
  EXPECT_FALSE(reader.IsComplete());
  EXPECT_TRUE(reader.Feed(Events({R"({"choices":[{"text":" and more"}]})",
                                  R"({"choices":[{"text":"","finish_reason":"length"}]})"})));
  EXPECT_FALSE(reader.Feed(
      Events({R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":50}})"})));
  EXPECT_FALSE(reader.End());
  EXPECT_EQ(reader.answer().text, "Rating: [[7]]");
  EXPECT_EQ(reader.answer().finish, "stop");
  EXPECT_EQ(reader.answer().completion_tokens, 50);
}

TEST(AnswerReader, WaitsForNoCountsThatAreThere) {
  AnswerReader reader(
      true, [](const std::string&) { return false; }, AnswerReader::kMostTextBytes,
      /*wants_counts=*/true);
  EXPECT_FALSE(reader.Feed(
      Events({R"({"choices":[{"text":"7"}],"usage":{"prompt_tokens":9,"completion_tokens":1}})"})));
  EXPECT_TRUE(reader.IsComplete());
}

TEST(AnswerReader, BoundsWhatComesBehindACompleteText) {
  AnswerReader reader(
      true, [](const std::string&) { return false; }, /*most_bytes=*/10, /*wants_counts=*/true);
  EXPECT_TRUE(reader.Feed(Events({R"({"choices":[{"text":"12345678"}]})"})));
  EXPECT_FALSE(reader.Feed(Events({R"({"choices":[{"text":"12345678"}]})"})));
  EXPECT_TRUE(reader.End()->is_lasting);
}

TEST(ReadCounts, ReadsThoseOfARefusalToo) {
  Answer answer = ReadCounts(
      R"({"error":{"message":"filtered"},"usage":{"prompt_tokens":9,"completion_tokens":0}})");
  EXPECT_EQ(answer.prompt_tokens, 9);
  EXPECT_EQ(ReadCounts("<html>").prompt_tokens, std::nullopt);
}

}  // namespace
}  // namespace autoj
