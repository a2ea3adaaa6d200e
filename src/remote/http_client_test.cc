#include "remote/http_client.h"

#include <atomic>
#include <cstdlib>
#include <functional>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "autoj/error.h"
#include "remote/scripted_server.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Connection = ServerConnection;
using Server = ScriptedServer;

// Keeps what it is told, and does what a test wants at its calls.
struct Receiver : HttpReceiver {
  bool Data(int status, std::string_view bytes) override {
    EXPECT_EQ(ends, 0);
    statuses = status;
    body.append(bytes);
    return !on_data || on_data();
  }
  void Ended(const HttpOutcome& how) override {
    ++ends;
    outcome = how;
    if (on_end) {
      on_end();
    }
  }

  std::function<bool()> on_data;
  std::function<void()> on_end;
  std::string body;
  int statuses = 0;
  int ends = 0;
  HttpOutcome outcome;
};

class HttpClientTest : public testing::Test {
 protected:
  void SetUp() override { ForgetProxies(); }

  HttpClient::Answer Get(const Server& server, const HttpLimits& limits = {}) {
    return client.Ask({.url = server.Url(), .limits = limits});
  }
  // Until all have ended.
  void PollAll() {
    while (client.InFlight() > 0) {
      client.Poll(milliseconds(1000));
    }
  }
  static HttpRequest To(const Server& server, const std::string& body = "") {
    return {.url = server.Url(), .body = body};
  }

  HttpClient client;
};

TEST_F(HttpClientTest, AWholeAnswer) {
  std::string request;
  Server server([&](Connection& connection) {
    request = connection.Read();
    connection.Answer("hello", "Content-Type: Text/Plain; charset=utf-8\r\n");
  });
  HttpClient::Answer answer = client.Ask(
      {.url = server.Url("/v1/models?x=1"), .headers = {"Authorization: Bearer k", "X-A: b"}});
  EXPECT_EQ(answer.outcome.end, HttpEnd::kComplete);
  EXPECT_EQ(answer.outcome.status, 200);
  EXPECT_EQ(answer.outcome.retry_after, -1);
  EXPECT_EQ(answer.outcome.content_type, "text/plain");
  EXPECT_EQ(answer.outcome.error, "");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(request, fmt::format("GET /v1/models?x=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
                                 "User-Agent: autoj/" AUTOJ_VERSION
                                 "\r\nAccept: */*\r\nAuthorization: Bearer k\r\nX-A: b\r\n\r\n",
                                 server.Port()));
}

TEST_F(HttpClientTest, APostOfJson) {
  std::string request;
  Server server([&](Connection& connection) {
    request = connection.Read();
    connection.Answer("");
  });
  std::string body = "{\"a\": \"" + std::string(2 << 20, 'x') + "\"}";
  body[100] = '\0';
  HttpClient::Answer answer = client.Ask(To(server, body));
  EXPECT_EQ(answer.outcome.end, HttpEnd::kComplete) << answer.outcome.error;
  EXPECT_TRUE(request.starts_with("POST / HTTP/1.1\r\n"));
  std::string head = request.substr(0, request.find("\r\n\r\n"));
  EXPECT_NE(head.find("Content-Type: application/json"), std::string::npos);
  EXPECT_EQ(head.find("Expect"), std::string::npos);
  EXPECT_TRUE(request.ends_with(body));  // not printed: it is long
}

TEST_F(HttpClientTest, AnAnswerInChunks) {
  Server server(Server::Always(
      "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n"
      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n"));
  Receiver receiver;
  client.Start(To(server), receiver);
  EXPECT_EQ(client.InFlight(), 1u);
  PollAll();
  EXPECT_EQ(receiver.ends, 1);
  EXPECT_EQ(receiver.body, "abcde");
  EXPECT_EQ(receiver.statuses, 500);
  EXPECT_EQ(receiver.outcome.end, HttpEnd::kComplete);
  EXPECT_EQ(receiver.outcome.status, 500);
}

// Where a limit may end an exchange before the server has begun, on a machine that is busy, a
// longer one is tried.
TEST_F(HttpClientTest, ARedirectIsAnAnswer) {
  Server other(Server::Always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  Server server(Server::Always(fmt::format(
      "HTTP/1.1 307 Go\r\nLocation: {}\r\nContent-Length: 4\r\n\r\nthere", other.Url())));
  HttpClient::Answer answer = client.Ask(To(server, "{}"));
  EXPECT_EQ(answer.outcome.end, HttpEnd::kComplete);
  EXPECT_EQ(answer.outcome.status, 307);
  EXPECT_EQ(other.Accepted(), 0);
}

TEST_F(HttpClientTest, AConnectionIsKept) {
  Server server([](Connection& connection) {
    for (std::string request; !(request = connection.Read()).empty();) {
      connection.Answer(request.substr(0, request.find(' ')));
    }
  });
  EXPECT_EQ(client.Ask(To(server)).body, "GET");
  EXPECT_EQ(client.Ask(To(server, "{}")).body, "POST");
  EXPECT_EQ(client.Ask(To(server)).body, "GET");
  EXPECT_EQ(server.Accepted(), 1);
}

TEST_F(HttpClientTest, AKeptConnectionThatWasClosedIsReplaced) {
  std::atomic<int> number = 0;
  std::atomic<bool> reset = false;
  Server server([&](Connection& connection) {
    int mine = ++number;
    connection.Read();
    connection.Answer(std::to_string(mine));
    if (mine == 1) {
      connection.Read();  // takes a second request, and gives no answer
      if (reset) {
        connection.WillReset();
      }
    }
  });
  for (bool hard : {false, true}) {
    number = 0;
    reset = hard;
    EXPECT_EQ(client.Ask(To(server, "{}")).body, "1");
    HttpClient::Answer second = client.Ask(To(server, "{}"));
    EXPECT_EQ(second.outcome.end, HttpEnd::kComplete) << second.outcome.error;
    EXPECT_EQ(second.body, "2");
    EXPECT_EQ(client.Ask(To(server, "{}")).body, "3");  // closed at once
  }
}

TEST_F(HttpClientTest, AnAnswerThatIsTooLarge) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\n\r\n");
    connection.Send(std::string(200'000, 'x'));
  });
  HttpClient::Answer all = Get(server, {.body_bytes = 200'000});
  EXPECT_EQ(all.outcome.end, HttpEnd::kComplete);
  EXPECT_EQ(all.body.size(), 200'000u);
  HttpClient::Answer answer = Get(server, {.body_bytes = 199'999});
  EXPECT_EQ(answer.outcome.end, HttpEnd::kTooLarge);
  EXPECT_EQ(answer.outcome.status, 200);
  EXPECT_EQ(answer.outcome.error, "the answer is larger than 199999 bytes");
  EXPECT_LE(answer.body.size(), 199'999u);
}

TEST_F(HttpClientTest, AReceiverThatWantsNoMore) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf");
    connection.Read();
  });
  Receiver receiver;
  receiver.on_data = [] { return false; };
  client.Start(To(server), receiver);
  PollAll();
  EXPECT_EQ(receiver.ends, 1);
  EXPECT_EQ(receiver.body, "half");
  EXPECT_EQ(receiver.outcome.end, HttpEnd::kStopped);
  EXPECT_EQ(receiver.outcome.status, 200);
  EXPECT_EQ(receiver.outcome.error, "");
}

TEST_F(HttpClientTest, NothingIsToldBeforePoll) {
  Receiver receiver;
  HttpClient::Id id = client.Start({.url = "http://"}, receiver);
  EXPECT_EQ(receiver.ends, 0);
  EXPECT_EQ(client.InFlight(), 1u);
  client.Cancel(id);
  EXPECT_EQ(client.InFlight(), 0u);
  client.Cancel(id);
  client.Cancel(99);
  client.Poll(milliseconds(0));
  EXPECT_EQ(receiver.ends, 0);
}

TEST_F(HttpClientTest, ACancelledExchangeIsNotToldOf) {
  Server server([&](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    EXPECT_EQ(connection.Read(), "");  // the client closes it
  });
  Receiver receiver;
  HttpClient::Id id = client.Start(To(server), receiver);
  while (receiver.body.empty()) {
    client.Poll(milliseconds(1000));
  }
  client.Cancel(id);
  client.Poll(milliseconds(1));
  EXPECT_EQ(receiver.ends, 0);
  EXPECT_EQ(client.InFlight(), 0u);
}

TEST_F(HttpClientTest, CancelsFromWithinData) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    connection.Read();
  });
  // Whichever comes first cancels both.
  Receiver a;
  Receiver b;
  HttpClient::Id id_a = client.Start(To(server), a);
  HttpClient::Id id_b = client.Start(To(server), b);
  a.on_data = b.on_data = [&] {
    client.Cancel(id_a);
    client.Cancel(id_b);
    client.Cancel(id_a);
    EXPECT_EQ(client.InFlight(), 0u);
    return true;
  };
  PollAll();
  EXPECT_EQ(a.body.size() + b.body.size(), 4u);
  EXPECT_EQ(a.ends + b.ends, 0);
}

TEST_F(HttpClientTest, StartsFromWithinDataAndEnded) {
  Server server([](Connection& connection) {
    while (!connection.Read().empty()) {
      connection.Answer("x");
    }
  });
  Receiver first;
  Receiver of_data;
  Receiver of_end;
  first.on_data = [&] {
    client.Start(To(server), of_data);
    return true;
  };
  first.on_end = [&] {
    client.Start(To(server), of_end);
    EXPECT_EQ(of_end.ends, 0);
  };
  client.Start(To(server), first);
  PollAll();
  for (const Receiver* one : {&first, &of_data, &of_end}) {
    EXPECT_EQ(one->ends, 1);
    EXPECT_EQ(one->outcome.end, HttpEnd::kComplete);
    EXPECT_EQ(one->body, "x");
  }
}

TEST_F(HttpClientTest, CancelsOthersFromWithinEnded) {
  Server server(Server::Always("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
  std::vector<Receiver> receivers(20);
  std::vector<HttpClient::Id> ids;
  for (Receiver& receiver : receivers) {
    ids.push_back(client.Start(To(server), receiver));
    receiver.on_end = [&] {
      for (HttpClient::Id id : ids) {
        client.Cancel(id);
      }
    };
  }
  PollAll();
  int ends = 0;
  for (const Receiver& receiver : receivers) {
    ends += receiver.ends;
  }
  EXPECT_EQ(ends, 1);
}

TEST_F(HttpClientTest, WhatAReceiverThrowsComesOutOfPoll) {
  Server server(Server::Always("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
  Receiver of_data;
  of_data.on_data = []() -> bool { throw std::runtime_error("of data"); };
  client.Start(To(server), of_data);
  EXPECT_THROW(PollAll(), std::runtime_error);
  EXPECT_EQ(client.InFlight(), 0u);
  EXPECT_EQ(of_data.ends, 0);

  Receiver of_end;
  of_end.on_end = [] { throw std::runtime_error("of end"); };
  client.Start(To(server), of_end);
  EXPECT_THROW(PollAll(), std::runtime_error);
  EXPECT_EQ(client.InFlight(), 0u);
  EXPECT_EQ(client.Ask(To(server)).body, "x");
}

TEST_F(HttpClientTest, PollIsNotForDataToCall) {
  Server server(Server::Always("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
  Receiver receiver;
  receiver.on_data = [&] {
    client.Poll(milliseconds(0));
    return true;
  };
  client.Start(To(server), receiver);
  EXPECT_THROW(PollAll(), Error);
}

TEST_F(HttpClientTest, ManyAtOnce) {
  Server server([](Connection& connection) {
    for (std::string request; !(request = connection.Read()).empty();) {
      connection.Answer(request.substr(request.find("\r\n\r\n") + 4));
    }
  });
  constexpr int kRequests = 500;
  constexpr int kAtOnce = 50;
  std::vector<Receiver> receivers(kRequests);
  int next = 0;
  auto start = [&] {
    if (next < kRequests) {
      client.Start(To(server, fmt::format("body {}", next)), receivers[static_cast<size_t>(next)]);
      ++next;
    }
  };
  for (Receiver& receiver : receivers) {
    receiver.on_end = start;
  }
  for (int i = 0; i < kAtOnce; ++i) {
    start();
  }
  PollAll();
  for (int i = 0; i < kRequests; ++i) {
    const Receiver& receiver = receivers[static_cast<size_t>(i)];
    ASSERT_EQ(receiver.outcome.end, HttpEnd::kComplete) << receiver.outcome.error;
    ASSERT_EQ(receiver.body, fmt::format("body {}", i));
  }
  EXPECT_LE(server.Accepted(), kAtOnce);
}

TEST_F(HttpClientTest, OverAProxy) {
  std::string request;
  Server proxy([&](Connection& connection) {
    request = connection.Read();
    connection.Answer("by proxy");
  });
  Server refuses(Server::Always("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"));
  setenv("http_proxy", proxy.Url().c_str(), 1);
  setenv("https_proxy", refuses.Url().c_str(), 1);
  EXPECT_EQ(client.Ask({.url = "http://nowhere.invalid/a"}).body, "by proxy");
  EXPECT_TRUE(request.starts_with("GET http://nowhere.invalid/a HTTP/1.1\r\n")) << request;
  HttpOutcome outcome = client.Ask({.url = "https://nowhere.invalid/"}).outcome;
  EXPECT_EQ(outcome.end, HttpEnd::kConnect) << outcome.error;
  EXPECT_EQ(outcome.status, 0);
  unsetenv("http_proxy");
  unsetenv("https_proxy");
}

TEST_F(HttpClientTest, AProxyGetsNoKey) {
  std::string request;
  Server proxy([&](Connection& connection) { request = connection.Read(); });
  setenv("https_proxy", proxy.Url().c_str(), 1);
  client.Ask({.url = "https://nowhere.invalid/", .headers = {"Authorization: Bearer k"}});
  EXPECT_TRUE(request.starts_with("CONNECT nowhere.invalid:443 ")) << request;
  EXPECT_EQ(request.find("Bearer"), std::string::npos);
  unsetenv("https_proxy");
}

TEST_F(HttpClientTest, PollWaitsAlsoForNothing) {
  Clock::time_point begin = Clock::now();
  client.Poll(milliseconds(20));
  EXPECT_GE(Clock::now() - begin, milliseconds(20));
  client.Poll(milliseconds(0));
}

TEST_F(HttpClientTest, GoesWithExchangesInFlight) {
  Server server([](Connection& connection) {
    connection.Read();
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    connection.Read();
  });
  Receiver receiver;
  Receiver not_begun;
  HttpClient gone;
  gone.Start(To(server), receiver);
  while (receiver.body.empty()) {
    gone.Poll(milliseconds(1000));
  }
  gone.Start(To(server), not_begun);
}

TEST(HttpClientCertificates, MustBeThere) {
  for (const char* path : {"/no/such/\x1b.pem", "/dev/null", "/tmp", "/proc/self/status"}) {
    try {
      HttpClient client(path);
      ADD_FAILURE() << path;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_TRUE(std::string(e.what()).starts_with("/")) << e.what();
      EXPECT_NE(std::string(e.what()).find("--ca-file"), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace autoj
