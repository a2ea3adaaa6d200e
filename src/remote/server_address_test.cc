#include "remote/server_address.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string ErrorOf(const std::string& urls) {
  try {
    ParseServerAddresses(urls);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    return e.what();
  }
  return "no error";
}

bool Holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ServerAddress, OfAnOpenAiServer) {
  ServerAddress address = ParseServerAddress("http://GPU-7.lan:8000/v1");
  EXPECT_EQ(address.base, "http://gpu-7.lan:8000/v1");
  EXPECT_EQ(address.host, "gpu-7.lan:8000");
  EXPECT_EQ(address.query, "");
  EXPECT_FALSE(address.is_encrypted);
  EXPECT_FALSE(address.is_azure);
  EXPECT_EQ(address.Url("chat/completions"), "http://gpu-7.lan:8000/v1/chat/completions");
  EXPECT_EQ(address.Url("/models"), "http://gpu-7.lan:8000/v1/models");
  EXPECT_EQ(address.RootUrl("health"), "http://gpu-7.lan:8000/health");
}

TEST(ServerAddress, OfAzure) {
  ServerAddress address = ParseServerAddress(
      "https://me.openai.azure.com/openai/deployments/GPT-4/?api-version=2024-06-01");
  EXPECT_TRUE(address.is_azure);
  EXPECT_TRUE(address.is_encrypted);
  EXPECT_EQ(address.query, "api-version=2024-06-01");
  EXPECT_EQ(address.Url("chat/completions"),
            "https://me.openai.azure.com/openai/deployments/GPT-4/chat/completions?"
            "api-version=2024-06-01");
}

TEST(ServerAddress, ThePortIsAlwaysInTheHost) {
  EXPECT_EQ(ParseServerAddress("https://h").host, "h:443");
  EXPECT_EQ(ParseServerAddress("https://h:443/").host, "h:443");
  EXPECT_EQ(ParseServerAddress("http://h").host, "h:80");
  EXPECT_EQ(ParseServerAddress("https://h:443/").base, "https://h");
  EXPECT_EQ(ParseServerAddress("http://h:443").base, "http://h:443");
}

TEST(ServerAddress, OfIpv6) {
  ServerAddress address = ParseServerAddress("http://[0:0::1]:8080/v1/");
  EXPECT_EQ(address.host, "[::1]:8080");
  EXPECT_EQ(address.Url("models"), "http://[::1]:8080/v1/models");
  EXPECT_EQ(ParseServerAddress("http://[FE80::1%25eth0]/").base, "http://[fe80::1%25eth0]");
}

TEST(ServerAddress, TheSlashAtTheEndIsLeftOut) {
  EXPECT_EQ(ParseServerAddress(" HTTP://h/a/v1// ").base, "http://h/a/v1");
  EXPECT_EQ(ParseServerAddress("http://h//").base, "http://h");
  EXPECT_EQ(ParseServerAddress("http://h/a/../v1").base, "http://h/v1");
  EXPECT_EQ(ParseServerAddress("http://h?x=1").Url("models"), "http://h/models?x=1");
  EXPECT_EQ(ParseServerAddress("http://h/\xC3\xA9").base, "http://h/%c3%a9");
}

TEST(ServerAddress, OnlyThePathLosesV1) {
  EXPECT_EQ(ParseServerAddress("http://v1").RootUrl("health"), "http://v1/health");
  EXPECT_EQ(ParseServerAddress("http://v1/v1").RootUrl("health"), "http://v1/health");
  EXPECT_EQ(ParseServerAddress("http://h/api/v1?x=1").RootUrl("health"), "http://h/api/health?x=1");
  EXPECT_EQ(ParseServerAddress("http://h/av1").RootUrl("health"), "http://h/av1/health");
}

TEST(ServerAddress, IsTold) {
  EXPECT_TRUE(IsServerAddress("http://a,http://b"));
  EXPECT_TRUE(IsServerAddress(" HTTPS://a"));
  EXPECT_TRUE(IsServerAddress("ftp://a"));  // and is refused
  EXPECT_FALSE(IsServerAddress("http:/a.gguf"));
  EXPECT_FALSE(IsServerAddress("models/a.gguf"));
  EXPECT_FALSE(IsServerAddress("models/http://a"));
  EXPECT_FALSE(IsServerAddress("://"));
  EXPECT_FALSE(IsServerAddress(""));
}

TEST(ServerAddress, WhatIsNone) {
  EXPECT_EQ(ErrorOf("ftp://h"), "server address \"ftp://h\": is neither http:// nor https://");
  EXPECT_TRUE(Holds(ErrorOf("http://"), "has no host"));
  EXPECT_TRUE(Holds(ErrorOf("http:///v1"), "has no host"));
  EXPECT_TRUE(Holds(ErrorOf("http://:8000"), "has no host"));
  EXPECT_TRUE(Holds(ErrorOf("http://?x=1"), "has no host"));
  EXPECT_TRUE(Holds(ErrorOf("http://h:99999/v1"), "server address \"http://h:99999/v1\": is no "));
  EXPECT_TRUE(Holds(ErrorOf("http://h:x"), "is no URL"));
  EXPECT_TRUE(Holds(ErrorOf("http://h:0"), "has the port 0"));
  EXPECT_TRUE(Holds(ErrorOf("http://a b/"), "is no URL"));
  EXPECT_TRUE(Holds(ErrorOf("http://[::1"), "is no URL"));
  EXPECT_TRUE(Holds(ErrorOf("http://h/\x1b[31m"), "\\x1b[31m"));
  EXPECT_TRUE(Holds(ErrorOf("http://h/?x=%0A"), "control character"));
}

TEST(ServerAddress, ARouteIsNoAddress) {
  EXPECT_EQ(ErrorOf("http://h:8000/v1/chat/completions"),
            "server address \"http://h:8000/v1/chat/completions\": ends in a route of the API; "
            "leave out \"/chat/completions\"");
  EXPECT_TRUE(Holds(ErrorOf("http://h/v1/completions/"), "leave out \"/completions\""));
  EXPECT_TRUE(Holds(ErrorOf("http://h/v1/models"), "leave out \"/models\""));
  EXPECT_TRUE(Holds(ErrorOf("https://n.openai.azure.com/openai/deployments/d/chat/completions?a=1"),
                    "leave out \"/chat/completions\""));
  EXPECT_EQ(ErrorOf("http://completions/v1"), "no error");
}

TEST(CheckScheme, NamesWhatIsMissing) {
  for (const char* model : {"localhost:8000/v1", "127.0.0.1:8000", "[::1]:8000/v1",
                            "judge.example.com/v1", "h:1/v1,http://i:2/v1"}) {
    try {
      CheckScheme(model);
      ADD_FAILURE() << model;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kUsage);
      EXPECT_TRUE(Holds(e.what(), "does not begin with http://")) << e.what();
    }
  }
  for (const char* model : {"http://h:8000/v1", "", "default", "model.gguf", "GAIR/autoj-13b",
                            "models/a:b.gguf", "C:/models/a.gguf", "/v1", "models:/a.gguf"}) {
    EXPECT_NO_THROW(CheckScheme(model)) << model;
  }
}

TEST(ServerAddress, NoSecretIsTakenOrRepeated) {
  for (const char* url : {"http://ann:HUSH@h/v1",
                          "http://HUSH@h",
                          "http://@h/HUSH",
                          "http://ann:HU/HUSH@h",
                          "http://ann:HUSH?@h",
                          "http://ann:1#HUSH@h",
                          "http://ann:HU,SH@h",
                          "http://ann:HUSH,x@h",
                          "http://h:x/?key=HUSH",
                          "http://h/#HUSH",
                          "ftp://ann:HUSH@h",
                          "http://a\\ann:HUSH@h",
                          "http://h/v1?a=1&key=HUSH",
                          "http://h?API-KEY=HUSH",
                          "http://h?api_key=HUSH",
                          "http://h?token=HUSH",
                          "http://h?Access_Token=HUSH",
                          "http://h?sig=HUSH",
                          "http://h?subscription-key=HUSH",
                          "http://h?%6bey=HUSH",
                          "http://h?a;key=HUSH",
                          "http://h?apiKey=HUSH",
                          "http://h?mail=a@b&key=HUSH",
                          "http://h,http://i?key=HUSH"}) {
    std::string error = ErrorOf(url);
    EXPECT_NE(error, "no error") << url;
    EXPECT_FALSE(Holds(error, "HU")) << error;
    EXPECT_FALSE(Holds(error, "ann")) << error;
  }
  EXPECT_EQ(ErrorOf("http://h?api-version=1&keys=2&monkey=3"), "no error");
}

TEST(ServerAddresses, KeepTheirOrder) {
  std::vector<ServerAddress> addresses =
      ParseServerAddresses("http://b/v1, https://a ,http://b/v2");
  ASSERT_EQ(addresses.size(), 3u);
  EXPECT_EQ(addresses[0].base, "http://b/v1");
  EXPECT_EQ(addresses[1].base, "https://a");
  EXPECT_EQ(addresses[2].base, "http://b/v2");
}

TEST(ServerAddresses, AreAllThereAndNoneTwice) {
  EXPECT_EQ(ErrorOf("http://a,b:8000"),
            "server address 2 of 2 does not begin with http:// or https:// (a comma within an "
            "address is written %2C)");
  EXPECT_TRUE(Holds(ErrorOf("http://a,"), "server address 2 of 2"));
  EXPECT_TRUE(Holds(ErrorOf(""), "server address 1 of 1"));
  EXPECT_EQ(ErrorOf("https://a/v1,https://A:443/v1/"),
            "server address \"https://a/v1\": stands there twice");
  EXPECT_EQ(ErrorOf("http://a?x=1,http://a?x=2"), "no error");
}

}  // namespace
}  // namespace autoj
