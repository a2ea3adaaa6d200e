#include "remote/token_scorer.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using nlohmann::json;

// A server whose tokens are bytes, and whose questions are their own descriptions.
class ByteServer : public TokenServer {
 public:
  Ask AskTokens(const std::string& text) const override {
    return {.route = "tokens", .body = text};
  }
  Tokens ReadTokens(const std::string& body) const override { return {body.begin(), body.end()}; }
  Ask AskNext(const json& prompt, const Tokens& path) const override {
    return {.route = "next",
            .body = prompt.get<std::string>() + std::string(path.begin(), path.end())};
  }
  Ask AskOne(const json&, const Tokens& path, int token) const override {
    return {.route = "one",
            .body = std::string(path.begin(), path.end()) + static_cast<char>(token)};
  }
  std::optional<double> ReadOne(const std::string& body, int) const override {
    return std::stod(body);
  }
};

std::string Likeliest(const std::map<char, double>& tokens, char written = 'x') {
  json top = json::object();
  for (auto [token, logprob] : tokens) {
    top["token_id:" + std::to_string(token)] = logprob;
  }
  json logprobs = {{"tokens", {"token_id:" + std::to_string(written)}},
                   {"token_logprobs", {-1}},
                   {"top_logprobs", {top}}};
  return json{{"choices", {{{"text", "x"}, {"finish_reason", "length"}, {"logprobs", logprobs}}}}}
      .dump();
}

TEST(TokenScorer, AsksOnceForAlternativesOfOneToken) {
  ByteServer server;
  TokenBook book;
  TokenScorer scorer(server, "P:", {"R", {"1", "2"}}, book);
  EXPECT_EQ(scorer.Next()->body, "R1");
  scorer.Take("R1");
  EXPECT_EQ(scorer.Next()->body, "R2");
  scorer.Take("R2");
  EXPECT_EQ(scorer.Next()->body, "P:R");
  scorer.Take(Likeliest({{'1', -0.25}, {'2', -2}}));
  EXPECT_FALSE(scorer.Next());
  EXPECT_EQ(scorer.Scores(), (std::vector<double>{-0.25, -2}));
}

TEST(TokenScorer, SumsOverThePathWhereAlternativesPartLater) {
  ByteServer server;
  TokenBook book = {{"1]", {'1', ']'}}, {"10]", {'1', '0', ']'}}, {"2]", {'2', ']'}}};
  TokenScorer scorer(server, "", {"", {"1]", "10]", "2]"}}, book);
  std::map<std::string, std::string> answers = {{"", Likeliest({{'1', -1}, {'2', -2}})},
                                                {"1", Likeliest({{']', -0.5}, {'0', -3}})},
                                                {"10", Likeliest({{']', -0.125}})},
                                                {"2", Likeliest({{']', -0.0625}})}};
  int asked = 0;
  while (std::optional<Ask> ask = scorer.Next()) {
    scorer.Take(answers.at(ask->body));
    ++asked;
  }
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(scorer.Scores(), (std::vector<double>{-1.5, -4.125, -2.0625}));
}

TEST(TokenScorer, AsksForATokenThatIsNotAmongTheLikeliest) {
  ByteServer server;
  TokenBook book = {{"1", {'1'}}, {"2", {'2'}}};
  TokenScorer scorer(server, "", {"", {"1", "2"}}, book);
  EXPECT_EQ(scorer.Next()->route, "next");
  scorer.Take(Likeliest({{'1', -0.1}, {'9', -0.2}}));
  EXPECT_EQ(scorer.Next()->route, "one");
  EXPECT_EQ(scorer.Next()->body, "2");
  scorer.Take("-14.5");
  EXPECT_EQ(scorer.Scores(), (std::vector<double>{-0.1, -14.5}));
}

TEST(TokenScorer, FollowsWhatWasWrittenToItsAlternative) {
  ByteServer server;
  TokenBook book = {{"1]", {'1', ']'}}, {"10]", {'1', '0', ']'}}, {"2]", {'2', ']'}}};
  auto choice = [&](char first, char behind_one) {
    TokenScorer scorer(server, "", {"", {"1]", "10]", "2]"}}, book);
    while (std::optional<Ask> ask = scorer.Next()) {
      scorer.Take(ask->body.empty()  ? Likeliest({{'1', -1}, {'2', -1}}, first)
                  : ask->body == "1" ? Likeliest({{']', -1}, {'0', -1}}, behind_one)
                                     : Likeliest({{']', -1}}, ']'));
    }
    return scorer.Choice();
  };
  EXPECT_EQ(choice('1', ']'), 0u);
  EXPECT_EQ(choice('1', '0'), 1u);
  EXPECT_EQ(choice('2', '0'), 2u);
  EXPECT_EQ(choice('1', '5'), std::nullopt);
  EXPECT_EQ(choice('T', ']'), std::nullopt);
}

// Two requests under way ask for the same tokens: the second answer meets a full book.
TEST(TokenScorer, TakesTokensThatAnotherHasFoundMeanwhile) {
  ByteServer server;
  TokenBook book;
  TokenScorer first(server, "P", {"", {"1", "2"}}, book);
  TokenScorer second(server, "P", {"", {"1", "2"}}, book);
  for (const char* text : {"1", "2"}) {
    EXPECT_EQ(first.Next()->body, text);
    EXPECT_EQ(second.Next()->body, text);
    first.Take(text);
    second.Take(text);
  }
  EXPECT_EQ(second.Next()->body, "P");
}

TEST(TokenScorer, RefusesAnAnswerWithoutLogProbabilities) {
  ByteServer server;
  TokenBook book = {{"1", {'1'}}, {"2", {'2'}}};
  TokenScorer scorer(server, "", {"", {"1", "2"}}, book);
  scorer.Next();
  EXPECT_THROW(scorer.Take(R"({"choices":[{"text":"1","finish_reason":"length"}]})"), Error);
  EXPECT_EQ(scorer.Next()->route, "next");  // still to be asked
}

TEST(ReadTokenList, RefusesWhatIsNone) {
  EXPECT_EQ(ReadTokenList(R"({"tokens":[1,2]})"), (TokenServer::Tokens{1, 2}));
  EXPECT_THROW(ReadTokenList(R"({"tokens":["a"]})"), Error);
  EXPECT_THROW(ReadTokenList(R"({"count":2})"), Error);
}

}  // namespace
}  // namespace autoj
