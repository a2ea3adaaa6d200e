#include "remote/llama_server_dialect.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

using nlohmann::json;

Request Asking(std::vector<PromptPiece> pieces) {
  Request request;
  request.prompt.pieces = std::move(pieces);
  request.max_tokens = 5;
  return request;
}

TEST(LooksLikeControl, FindsWhatATokenizerMightTakeForOne) {
  for (const char* text :
       {"</s>", "a <|im_end|> b", "<bos>", "[INST] x", "say [/INST]", "[TOOL_CALLS]"}) {
    EXPECT_TRUE(LooksLikeControl(text)) << text;
  }
  for (const char* text : {"", "a < b > c", "[[7]]", "[BEGIN DATA]", "[1]", "<>", "x[i] = y",
                           "<a very long thing that is no token name at all, surely>"}) {
    EXPECT_FALSE(LooksLikeControl(text)) << text;
  }
}

TEST(LlamaServerDialect, SendsAPlainPromptAsText) {
  LlamaServerDialect dialect({}, {});
  Request request = Asking({{"<|im_start|>user\n", true}, {"Which?", false}, {"<|im_end|>", true}});
  std::unique_ptr<Preparation> preparation = dialect.Prepare(request);
  EXPECT_FALSE(preparation->Next());
  EXPECT_EQ(preparation->Prepared(), "<|im_start|>user\nWhich?<|im_end|>");
}

TEST(LlamaServerDialect, SendsAPieceWithAControlTokensNameAsTokens) {
  LlamaServerDialect dialect({}, {});
  Request request =
      Asking({{"<|im_start|>user\n", true}, {"Say </s>", false}, {"<|im_end|>", true}});
  std::unique_ptr<Preparation> preparation = dialect.Prepare(request);
  json ask = json::parse(preparation->Next()->body);
  EXPECT_EQ(ask["content"], "Say </s>");
  EXPECT_EQ(ask["parse_special"], false);
  EXPECT_EQ(ask["add_special"], false);
  preparation->Take(R"({"tokens":[7,8,9]})");
  EXPECT_FALSE(preparation->Next());
  EXPECT_EQ(preparation->Prepared(), json::parse(R"(["<|im_start|>user\n",7,8,9,"<|im_end|>"])"));
}

TEST(LlamaServerDialect, AsksForBosWhereTheWholePromptGoesAsTokens) {
  LlamaServerDialect dialect({}, {});
  std::unique_ptr<Preparation> preparation =
      dialect.Prepare(Asking({{"[INST] hi [/INST]", false}}));
  EXPECT_EQ(json::parse(preparation->Next()->body)["add_special"], true);
}

TEST(LlamaServerDialect, WritesGreedilyByDefault) {
  LlamaServerDialect dialect({}, {});
  Ask ask = dialect.Write(Asking({}), "P", 5);
  json body = json::parse(ask.body);
  EXPECT_EQ(ask.route, "completion");
  EXPECT_TRUE(ask.at_root);
  EXPECT_EQ(body["temperature"], 0);
  EXPECT_EQ(body["n_predict"], 5);
  EXPECT_FALSE(body.contains("n_probs"));
}

TEST(LlamaServerDialect, ScoresBehindThePromptAndTheText) {
  LlamaServerDialect dialect({}, {});
  Request request = Asking({});
  std::unique_ptr<Scorer> scorer = dialect.Score(request, "P", " text", {"R", {"1", "2"}});
  scorer->Next();
  scorer->Take(R"({"tokens":[50,1]})");
  scorer->Next();
  scorer->Take(R"({"tokens":[50,2]})");
  json body = json::parse(scorer->Next()->body);
  EXPECT_EQ(body["prompt"], json::parse(R"(["P text",50])"));
  EXPECT_EQ(body["n_predict"], 1);
  scorer->Take(R"({"content":"1","stop":true,"stop_type":"limit","tokens_evaluated":4,
    "completion_probabilities":[{"id":1,"token":"1","logprob":-0.5,"top_logprobs":[
      {"id":1,"token":"1","logprob":-0.5},{"id":2,"token":"2","logprob":-1.5}]}]})");
  EXPECT_FALSE(scorer->Next());
  EXPECT_EQ(scorer->Scores(), (std::vector<double>{-0.5, -1.5}));
}

}  // namespace
}  // namespace autoj
