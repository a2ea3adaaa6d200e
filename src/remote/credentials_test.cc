#include "remote/credentials.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

// A folder of its own and an environment without keys for each test.
class CredentialsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/credentials_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    unsetenv("AUTOJ_API_KEY");
    unsetenv("OPENAI_API_KEY");
  }
  void TearDown() override {
    fs::remove_all(folder);
    unsetenv("AUTOJ_API_KEY");
    unsetenv("OPENAI_API_KEY");
  }

  std::string File(const std::string& name, std::string_view content) const {
    std::string path = folder + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  std::string KeyOf(std::string_view content) const {
    return HeadersOf(Credentials::Load(File("key", content), ""));
  }
  static std::string HeadersOf(const Credentials& credentials, bool is_azure = false) {
    ServerAddress address;
    address.is_azure = is_azure;
    std::string joined;
    for (const std::string& line : credentials.HeadersFor(address)) {
      joined += (joined.empty() ? "" : "\n") + line;
    }
    return joined;
  }
  // What is said, without the folder's name.
  std::string ErrorOf(const std::string& key_file, const std::string& headers_file) const {
    try {
      Credentials::Load(key_file, headers_file);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      std::string what = e.what();
      EXPECT_EQ(what.find("HUSH"), std::string::npos) << what;
      return what.starts_with(folder) ? what.substr(folder.size() + 1) : what;
    }
    return "no error";
  }
  std::string HeaderErrorOf(std::string_view content) const {
    return ErrorOf("", File("headers", content));
  }

  std::string folder;
};

TEST_F(CredentialsTest, TheKeyIsTheFirstLineOfItsFile) {
  EXPECT_EQ(KeyOf("sk-123"), "Authorization: Bearer sk-123");
  EXPECT_EQ(KeyOf(" sk-123 \r\nanother\n"), "Authorization: Bearer sk-123");
  EXPECT_EQ(KeyOf("\xEF\xBB\xBFsk-123\n"), "Authorization: Bearer sk-123");
}

TEST_F(CredentialsTest, TheFileGoesBeforeTheEnvironment) {
  EXPECT_FALSE(Credentials::Load("", "").HasKey());
  EXPECT_EQ(HeadersOf(Credentials::Load("", "")), "");
  setenv("OPENAI_API_KEY", "of-openai", 1);
  setenv("AUTOJ_API_KEY", " ", 1);
  EXPECT_EQ(HeadersOf(Credentials::Load("", "")), "Authorization: Bearer of-openai");
  setenv("AUTOJ_API_KEY", "of-autoj", 1);
  EXPECT_EQ(HeadersOf(Credentials::Load("", "")), "Authorization: Bearer of-autoj");
  EXPECT_TRUE(Credentials::Load("", "").HasKey());
  EXPECT_EQ(KeyOf("of-file"), "Authorization: Bearer of-file");
}

TEST_F(CredentialsTest, AzureHasAHeaderOfItsOwn) {
  EXPECT_EQ(HeadersOf(Credentials::Load(File("key", "the-key"), ""), true), "api-key: the-key");
}

TEST_F(CredentialsTest, TheUsersHeadersFollow) {
  std::string headers = File("headers", "# mine\r\n\r\n X-Team:  a: b \r\nX-Other:c");
  Credentials credentials = Credentials::Load(File("key", "the-key"), headers);
  EXPECT_EQ(HeadersOf(credentials), "Authorization: Bearer the-key\nX-Team: a: b\nX-Other: c");
}

TEST_F(CredentialsTest, TheUsersHeaderStandsInPlaceOfTheKeys) {
  setenv("OPENAI_API_KEY", "the-key", 1);
  std::string headers = File("headers", "AUTHORIZATION: Basic abc");
  Credentials credentials = Credentials::Load("", headers);
  EXPECT_EQ(HeadersOf(credentials), "AUTHORIZATION: Basic abc");
  EXPECT_EQ(HeadersOf(credentials, true), "api-key: the-key\nAUTHORIZATION: Basic abc");
}

TEST_F(CredentialsTest, SaysWhatIsWrongWithAKey) {
  EXPECT_EQ(ErrorOf(folder + "/none", ""), "none: cannot be read: No such file or directory");
  EXPECT_EQ(ErrorOf(File("a", ""), ""), "a: its first line is empty; the key belongs there");
  EXPECT_EQ(ErrorOf(File("a", "\nHUSH"), ""), "a: its first line is empty; the key belongs there");
  EXPECT_EQ(ErrorOf(File("a", "HUSH\x01HUSH"), ""), "a: the key holds a control character");
  EXPECT_EQ(ErrorOf(File("a", "HUSH\rHUSH"), ""), "a: the key holds a control character");
  EXPECT_EQ(ErrorOf(File("a", std::string(1 << 17, 'x')), ""),
            "a: is too large to be a key or a list of headers");
  fs::create_directory(folder + "/sub");
  EXPECT_EQ(ErrorOf(folder + "/sub", ""), "sub: is a folder");
  setenv("OPENAI_API_KEY", "HUSH\nHUSH", 1);
  EXPECT_EQ(ErrorOf("", ""), "OPENAI_API_KEY: the key holds a control character");
}

TEST_F(CredentialsTest, SaysWhatIsNoHeader) {
  EXPECT_EQ(HeaderErrorOf("X-A: b\nHUSH\n"), "headers:2: is no header; a line is \"Name: value\"");
  EXPECT_EQ(HeaderErrorOf(": HUSH"), "headers:1: is no header; a line is \"Name: value\"");
  EXPECT_EQ(HeaderErrorOf("HU SH: HUSH"), "headers:1: is no header; a line is \"Name: value\"");
  EXPECT_EQ(HeaderErrorOf("X-A : HUSH"), "headers:1: is no header; a line is \"Name: value\"");
  EXPECT_EQ(HeaderErrorOf("X-A:"), "headers:1: the header has no value");
  EXPECT_EQ(HeaderErrorOf("X-A: HUSH\rX-B: c"), "headers:1: the header holds a control character");
  EXPECT_EQ(HeaderErrorOf("X-A: HUSH\x1b"), "headers:1: the header holds a control character");
  EXPECT_EQ(HeaderErrorOf("content-LENGTH: 5"),
            "headers:1: content-LENGTH cannot be set; leave it out");
  EXPECT_EQ(ErrorOf("", folder + "/no"), "no: cannot be read: No such file or directory");
}

TEST_F(CredentialsTest, RedactsWhatIsSecret) {
  std::string headers = File("headers",
                             "Proxy-Authorization: Basic bG9uZzpsb25n\nX-Team: a long team\n"
                             "X-Word: short\nX-More: sk-123456-more\nX-Secret: secret");
  Credentials credentials = Credentials::Load(File("key", "sk-123456"), headers);
  EXPECT_EQ(credentials.Redact("bad key sk-123456."), "bad key [secret].");
  EXPECT_EQ(credentials.Redact("sk-123456sk-123456-more"), "[secret][secret]");
  EXPECT_EQ(credentials.Redact("of a long team: short"), "of [secret]: short");
  EXPECT_EQ(credentials.Redact("Basic bG9uZzpsb25n"), "[secret]");
  EXPECT_EQ(credentials.Redact("got bG9uZzpsb25n"), "got [secret]");
  EXPECT_EQ(credentials.Redact("a secret"), "a [secret]");
  EXPECT_EQ(credentials.Redact("nothing"), "nothing");
  EXPECT_EQ(credentials.Redact(""), "");
}

TEST_F(CredentialsTest, AShortKeyCouldNotBeKeptSecret) {
  constexpr const char* kWhy = "a key of fewer than 6 characters";
  EXPECT_NE(ErrorOf(File("a", "NONE"), "").find(kWhy), std::string::npos);
  EXPECT_EQ(ErrorOf(File("a", "EMPTY"), ""),
            "no error");  // what vLLM's users give where none is needed
  setenv("OPENAI_API_KEY", "x", 1);
  EXPECT_EQ(ErrorOf("", "").find(std::string("OPENAI_API_KEY: ") + kWhy), 0u);
  EXPECT_EQ(Credentials().Redact("any"), "any");
}

TEST_F(CredentialsTest, HeadersThatAreNoSecretsAreLeft) {
  Credentials credentials = Credentials::Load(
      "", File("headers", "Accept: application/json\nuser-agent: my-judge/1\nX-Org: my-org-1"));
  EXPECT_EQ(credentials.Redact("application/json by my-judge/1 of my-org-1"),
            "application/json by my-judge/1 of [secret]");
}

TEST_F(CredentialsTest, WhatIsShownIsCutBehindItsSecrets) {
  Credentials credentials = Credentials::Load(File("key", "sk-123456"), "");
  for (size_t before : {490u, 491u, 495u, 499u}) {
    std::string shown = credentials.Shown(std::string(before, 'x') + " sk-123456 and more");
    EXPECT_EQ(shown.find("sk-"), std::string::npos) << shown;
    EXPECT_TRUE(shown.ends_with(" ...")) << shown;
  }
  EXPECT_EQ(credentials.Shown("\x1b[31mred, key sk-123456"), "\\x1b[31mred, key [secret]");
}

}  // namespace
}  // namespace autoj
