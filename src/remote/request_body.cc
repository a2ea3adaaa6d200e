#include "remote/request_body.h"

#include <algorithm>
#include <utility>

#include "remote/chat_roles.h"

namespace autoj {
namespace {

using nlohmann::json;

class Ready : public Preparation {
 public:
  explicit Ready(json prompt) : prompt_(std::move(prompt)) {}
  std::optional<Ask> Next() override { return std::nullopt; }
  void Take(const std::string& /*body*/) override {}
  json Prepared() const override { return prompt_; }

 private:
  json prompt_;
};

}  // namespace

int MostTokensOf(const std::vector<std::string>& alternatives) {
  size_t longest = 0;
  for (const std::string& alternative : alternatives) {
    longest = std::max(longest, alternative.size());
  }
  return static_cast<int>(longest) + 1;  // a token has a byte at least
}

json MessagesToJson(const Prompt& prompt) {
  json messages = json::array();
  for (const ChatMessage& message : MessagesOf(prompt)) {
    messages.push_back({{"role", message.role}, {"content", message.content}});
  }
  return messages;
}

std::unique_ptr<Preparation> AsItIs(const Request& request, Api api) {
  return std::make_unique<Ready>(api == Api::kChat ? MessagesToJson(request.prompt)
                                                   : json(request.prompt.Text()));
}

int64_t SeedOf(const Request& request) { return static_cast<int64_t>(request.seed & 0x7fffffff); }

json CommonBody(const std::string& model, const Request& request) {
  json body = {{"model", model}, {"temperature", request.temperature}};
  if (request.temperature > 0) {
    body["top_p"] = request.top_p;
    body["seed"] = SeedOf(request);
  }
  return body;
}

json TextBody(const std::string& model, const Request& request, Api api, const json& prompt,
              int max_tokens) {
  json body = CommonBody(model, request);
  body[api == Api::kChat ? "messages" : "prompt"] = prompt;
  body["max_tokens"] = max_tokens;
  body["stream"] = true;
  body["stream_options"] = {{"include_usage", true}};
  if (request.wants_logprob && api == Api::kChat) {
    body["logprobs"] = true;
  } else if (request.wants_logprob) {
    body["logprobs"] = 1;
  }
  return body;
}

int ToldTokens(const Request& request, int max_tokens) {
  return max_tokens * (request.wants_logprob ? 3 : 1);  // each once more, and its likeliest
}

const char* RouteOf(Api api) { return api == Api::kChat ? "chat/completions" : "completions"; }

std::string Dump(const json& body) {
  constexpr int kOneLine = -1;
  return body.dump(kOneLine, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

}  // namespace autoj
