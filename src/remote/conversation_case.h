#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "remote/conversation.h"

// What the tests of conversations share: requests, and what servers say to them.

namespace autoj {

inline const Credentials kNoKey;

inline HttpOutcome Status(int status) {
  HttpOutcome outcome;
  outcome.end = HttpEnd::kComplete;
  outcome.status = status;
  return outcome;
}

inline Request Asking(int max_tokens) {
  Request request;
  request.prompt.pieces = {{"Which?", false}};
  request.max_tokens = max_tokens;
  return request;
}

inline std::string Stream(const std::string& text, const std::string& finish) {
  nlohmann::json piece = {{"choices", {{{"index", 0}, {"text", text}}}}};
  nlohmann::json end = {{"choices", {{{"index", 0}, {"text", ""}, {"finish_reason", finish}}}}};
  nlohmann::json usage = {{"choices", nlohmann::json::array()},
                          {"usage", {{"prompt_tokens", 4}, {"completion_tokens", 3}}}};
  return "data: " + piece.dump() + "\n\ndata: " + end.dump() + "\n\ndata: " + usage.dump() +
         "\n\ndata: [DONE]\n\n";
}

inline std::optional<Failure> Answer200(Conversation& talk, const std::string& body) {
  talk.Data(200, body);
  return talk.End(Status(200));
}

inline Request Deciding(int max_tokens) {
  Request request = Asking(max_tokens);
  request.decide = [](std::string_view) { return Decision{"Better is ", {"1", "2"}}; };
  return request;
}

inline nlohmann::json ChatToken(const std::string& text, const nlohmann::json& top) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [name, logprob] : top.items()) {
    list.push_back({{"token", name}, {"logprob", logprob}});
  }
  return {{"token", text}, {"logprob", -0.1}, {"top_logprobs", list}};
}

inline std::string ChatAnswer(const std::vector<nlohmann::json>& tokens) {
  std::string text;
  for (const nlohmann::json& token : tokens) {
    text += token["token"].get<std::string>();
  }
  return nlohmann::json{{"choices",
                         {{{"message", {{"content", text}}},
                           {"finish_reason", "stop"},
                           {"logprobs", {{"content", tokens}}}}}}}
      .dump();
}

inline std::optional<Failure> Refuse(Conversation& talk, int status, const std::string& message) {
  talk.Data(status, nlohmann::json{{"error", {{"message", message}}}}.dump());
  return talk.End(Status(status));
}

}  // namespace autoj
