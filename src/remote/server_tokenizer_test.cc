#include "remote/server_tokenizer.h"

#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "remote/scripted_server.h"

namespace autoj {
namespace {

using nlohmann::json;

std::string Reply(const json& body) {
  std::string text = body.dump();
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      text.size(), text);
}

// Its tokens are the bytes of a text. `name`: how it calls a text.
std::function<void(ServerConnection&)> BytesAreTokens(const std::string& name) {
  return [name](ServerConnection& connection) {
    for (std::string request; !(request = connection.Read()).empty();) {
      json body = json::parse(request.substr(request.find("\r\n\r\n")));
      json answer;
      if (request.rfind("POST /tokenize", 0) == 0) {
        for (char c : body.at(name).get<std::string>()) {
          answer["tokens"].push_back(static_cast<int>(c));
        }
      } else {
        std::string text;
        for (int token : body.at("tokens")) {
          text += static_cast<char>(token);
        }
        answer[name] = text;
      }
      connection.Send(Reply(answer));
    }
  };
}

std::optional<std::string> Shorten(ServerKind kind, const std::string& text,
                                   std::function<void(ServerConnection&)> script) {
  ScriptedServer server(std::move(script));
  HttpClient client;
  std::vector<ServerAddress> addresses = ParseServerAddresses(server.Url("/v1"));
  Credentials credentials = Credentials::Load("", "");
  ServerCard card;
  card.kind = kind;
  card.model = "m";
  return ShortenOnServer({client, addresses[0], credentials, card, {}}, text,
                         {.most = 6, .head = 2, .tail = 3, .between = "..."});
}

TEST(ShortenOnServer, CutsByTheTokensOfBothKinds) {
  EXPECT_EQ(Shorten(ServerKind::kVllm, "abcdefgh", BytesAreTokens("prompt")), "ab...fgh");
  EXPECT_EQ(Shorten(ServerKind::kLlamaServer, "abcdefgh", BytesAreTokens("content")), "ab...fgh");
  EXPECT_EQ(Shorten(ServerKind::kVllm, "abcdef", BytesAreTokens("prompt")), "abcdef");
}

TEST(ShortenOnServer, GivesNothingWhereThereIsNoTokenizer) {
  EXPECT_EQ(Shorten(ServerKind::kOther, "abcdefgh", BytesAreTokens("prompt")), std::nullopt);
  EXPECT_EQ(Shorten(ServerKind::kVllm, "abcdefgh",
                    ScriptedServer::Always("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")),
            std::nullopt);
  EXPECT_EQ(Shorten(ServerKind::kVllm, "abcdefgh", ScriptedServer::Always(Reply({{"count", 8}}))),
            std::nullopt);
}

}  // namespace
}  // namespace autoj
