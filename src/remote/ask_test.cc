#include "remote/ask.h"

#include <gtest/gtest.h>

#include "remote/llama_server_dialect.h"
#include "remote/openai_dialect.h"
#include "remote/vllm_dialect.h"

namespace autoj {
namespace {

Request Judging(int max_tokens) {
  Request request;
  request.prompt.pieces = {{std::string(8000, 'x'), false}};
  request.max_tokens = max_tokens;
  return request;
}

TEST(MostBytesOf, AnAnswerHasFewMegabytes) {
  Request request = Judging(1024);
  OpenAiDialect openai("m", Api::kChat);
  VllmDialect vllm("m", Api::kCompletions);
  LlamaServerDialect llama({}, {});
  for (const Dialect* dialect :
       {static_cast<const Dialect*>(&openai), static_cast<const Dialect*>(&vllm),
        static_cast<const Dialect*>(&llama)}) {
    size_t most = MostBytesOf(dialect->Write(request, "prompt", 1024));
    EXPECT_GE(most, 1024u * 600u);  // an event for each token, as servers write them
    EXPECT_LE(most, size_t{4} << 20);
  }
  Decision decision{"", {"1", "2"}};
  std::unique_ptr<Scorer> scorer = openai.Score(request, nlohmann::json::array(), "", decision);
  EXPECT_LE(MostBytesOf(*scorer->Next()), size_t{2} << 20);
  EXPECT_LE(MostBytesOf(llama.AskTokens(std::string(8000, 'x'))), size_t{1} << 20);
}

TEST(ToHttp, BoundsTheAnswerByWhatWasAsked) {
  HttpLimits limits;
  Ask ask{.route = "completions", .body = "{}", .told_tokens = 1};
  ServerAddress address = ParseServerAddress("http://h/v1");
  EXPECT_EQ(ToHttp(ask, address, {}, limits).limits.body_bytes, MostBytesOf(ask));
  ask.told_tokens = 1 << 20;  // a whole vocabulary
  EXPECT_EQ(ToHttp(ask, address, {}, limits).limits.body_bytes, limits.body_bytes);
}

}  // namespace
}  // namespace autoj
