#include "remote/curl_outcome.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "remote/scripted_server.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Connection = ServerConnection;
using Server = ScriptedServer;

// What the client makes of the ways in which an exchange ends.
class OutcomeTest : public testing::Test {
 protected:
  void SetUp() override { ForgetProxies(); }

  HttpClient::Answer Get(const Server& server, const HttpLimits& limits = {}) {
    return client.Ask({.url = server.Url(), .limits = limits});
  }
  HttpOutcome OutcomeOf(std::string_view answer) {
    Server server([&](Connection& connection) {
      connection.Read();
      connection.Send(answer);
    });
    return Get(server).outcome;
  }

  HttpClient client;
};

TEST_F(OutcomeTest, AnAnswerWithoutLengthEndsWithItsConnection) {
  HttpOutcome outcome = OutcomeOf("HTTP/1.1 200 OK\r\n\r\nall");
  EXPECT_EQ(outcome.end, HttpEnd::kComplete);
}

TEST_F(OutcomeTest, ABrokenAnswer) {
  for (const char* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\nab"}) {
    HttpOutcome outcome = OutcomeOf(answer);
    EXPECT_EQ(outcome.end, HttpEnd::kBroken) << answer;
    EXPECT_EQ(outcome.status, 200) << answer;
    EXPECT_NE(outcome.error, "") << answer;
  }
  for (const char* answer : {"", "SSH-2.0-OpenSSH_9.2\r\n", "\x1b[31m\r\n\r\n", "HTTP/9.9 x y\r\n",
                             "HTTP/1.1 2", "<html>\r\n</html>"}) {
    HttpOutcome outcome = OutcomeOf(answer);
    EXPECT_EQ(outcome.end, HttpEnd::kBroken) << answer;
    EXPECT_NE(outcome.error, "") << answer;
    EXPECT_EQ(outcome.error.find('\x1b'), std::string::npos);
  }
}

TEST_F(OutcomeTest, AResetConnection) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.WillReset();
  });
  HttpClient::Answer answer = client.Ask({.url = server.Url(), .body = "{}"});
  EXPECT_EQ(answer.outcome.end, HttpEnd::kBroken);
  EXPECT_EQ(answer.outcome.status, 0);
}

TEST_F(OutcomeTest, NoConnection) {
  int port = Server(Server::Always("")).Port();  // gone again
  HttpOutcome refused = client.Ask({.url = fmt::format("http://127.0.0.1:{}/", port)}).outcome;
  EXPECT_EQ(refused.end, HttpEnd::kConnect);
  EXPECT_EQ(refused.status, 0);
  EXPECT_NE(refused.error, "");
  EXPECT_EQ(client.Ask({.url = "http://"}).outcome.end, HttpEnd::kConnect);
}

TEST_F(OutcomeTest, AConnectionThatTakesTooLong) {
  // A queue of one that is full: the system lets further ones wait.
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Server::Loopback();
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener, any, size), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  ASSERT_EQ(getsockname(listener, any, &size), 0);
  std::vector<int> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    EXPECT_TRUE(connect(waiting.back(), any, size) == 0 || errno == EINPROGRESS);
  }
  HttpOutcome outcome =
      client
          .Ask({.url = fmt::format("http://127.0.0.1:{}/", ntohs(address.sin_port)),
                .limits = {.connect = milliseconds(30)}})
          .outcome;
  EXPECT_EQ(outcome.end, HttpEnd::kConnect);
  EXPECT_NE(outcome.error, "");
  for (int one : waiting) {
    close(one);
  }
  close(listener);
}

TEST_F(OutcomeTest, TlsThatIsNone) {
  Server plain([](Connection& connection) { connection.Send("HTTP/1.1 400 No\r\n\r\n"); });
  HttpOutcome outcome = client.Ask({.url = plain.Url("/", "https")}).outcome;
  EXPECT_EQ(outcome.end, HttpEnd::kTls);
  EXPECT_NE(outcome.error, "");
}

TEST_F(OutcomeTest, AConnectionThatBreaksBeforeTlsIsUp) {
  for (bool reset : {false, true}) {
    Server server([&](Connection& connection) {
      connection.ReadSome();
      if (reset) {
        connection.WillReset();
      }
    });
    HttpOutcome outcome = client.Ask({.url = server.Url("/", "https")}).outcome;
    EXPECT_EQ(outcome.end, HttpEnd::kConnect) << outcome.error;
  }
}

TEST_F(OutcomeTest, OnlyHttpIsSpoken) {
  EXPECT_EQ(client.Ask({.url = "file:///etc/passwd"}).outcome.end, HttpEnd::kBroken);
}

TEST_F(OutcomeTest, TheFirstByteTakesTooLong) {
  Server silent([](Connection& connection) {
    while (!connection.Read().empty()) {
    }
  });
  Clock::time_point begin = Clock::now();
  HttpClient::Answer answer = Get(silent, {.first_byte = milliseconds(30)});
  EXPECT_EQ(answer.outcome.end, HttpEnd::kTimeout);
  EXPECT_EQ(answer.outcome.status, 0);
  EXPECT_EQ(answer.outcome.error, "no answer within 30 ms");
  EXPECT_GE(Clock::now() - begin, milliseconds(30));
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(OutcomeTest, WhatFollowsTheFirstByteMayTakeLonger) {
  HttpClient::Answer answer;
  for (milliseconds limit(20); limit < std::chrono::seconds(2); limit *= 2) {
    Server server([&](Connection& connection) {
      connection.Read();
      connection.Send("HTTP/1.1 200 OK\r\n");
      std::this_thread::sleep_for(limit);
      connection.Send("Content-Length: 2\r\n\r\nok");
    });
    answer = Get(server, {.first_byte = limit});
    if (answer.outcome.end != HttpEnd::kTimeout) {
      break;
    }
  }
  EXPECT_EQ(answer.outcome.end, HttpEnd::kComplete) << answer.outcome.error;
  EXPECT_EQ(answer.body, "ok");
}

TEST_F(OutcomeTest, TheWholeTakesTooLong) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    connection.Read();
  });
  HttpClient::Answer answer;
  for (milliseconds limit(20); limit < std::chrono::seconds(2) && answer.body.empty(); limit *= 2) {
    answer = Get(server, {.whole = limit});
  }
  EXPECT_EQ(answer.outcome.end, HttpEnd::kTimeout);
  EXPECT_EQ(answer.outcome.status, 200);
  EXPECT_EQ(answer.body, "half");
  EXPECT_NE(answer.outcome.error, "");
}

TEST_F(OutcomeTest, RetryAfter) {
  auto retry_after = [&](const std::string& headers) {
    return OutcomeOf("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n" + headers + "\r\n").retry_after;
  };
  EXPECT_EQ(retry_after(""), -1);
  EXPECT_EQ(retry_after("Retry-After: 7\r\n"), 7);
  EXPECT_EQ(retry_after("retry-after:0\r\n"), 0);
  EXPECT_EQ(retry_after("Retry-After: 0.5\r\n"), 0.5);
  EXPECT_EQ(retry_after("Retry-After: 9\r\nRetry-After-Ms: 250\r\n"), 0.25);
  EXPECT_EQ(retry_after("Retry-After: 9\r\nRetry-After-Ms: soon\r\n"), 9);
  EXPECT_EQ(retry_after("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), 0);
  EXPECT_EQ(retry_after("Retry-After: Fri, 06 Nov 2222 08:49:37 GMT\r\n"), 86400);
  EXPECT_EQ(retry_after("Retry-After: 1" + std::string(400, '0') + "\r\n"), 86400);
  for (const char* none : {"", "soon", "-5", "nan", "1e3", "7 s", "1.2.3", "."}) {
    EXPECT_EQ(retry_after(fmt::format("Retry-After: {}\r\n", none)), -1) << none;
  }
  std::array<char, 64> date;
  time_t then = std::time(nullptr) + 30;
  tm parts = {};
  ASSERT_GT(
      std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&then, &parts)),
      0u);
  double seconds = retry_after(fmt::format("Retry-After: {}\r\n", date.data()));
  EXPECT_GE(seconds, 20);
  EXPECT_LE(seconds, 30);
}

TEST_F(OutcomeTest, HeadersThatAreTooLarge) {
  HttpOutcome outcome = OutcomeOf("HTTP/1.1 200 OK\r\nX-A: " + std::string(400'000, 'x') + "\r\n");
  EXPECT_EQ(outcome.end, HttpEnd::kBroken);
}

}  // namespace
}  // namespace autoj
