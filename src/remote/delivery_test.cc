#include "remote/delivery.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "remote/openai_dialect.h"
#include "remote/scripted_server.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;

std::string Respond(const std::string& status, const std::string& body,
                    const std::string& headers = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), headers,
                     body);
}

std::string Good() {
  return Respond("200 OK",
                 "data: {\"choices\":[{\"index\":0,\"text\":\"ok\",\"finish_reason\":\"stop\"}]}"
                 "\n\ndata: [DONE]\n\n",
                 "Content-Type: text/event-stream\r\n");
}

// A server that answers each request by a rule, and remembers which prompts it was asked.
class Judge {
 public:
  using Rule = std::function<std::string(const std::string& request)>;
  explicit Judge(Rule rule)
      : rule_(std::move(rule)), server_([this](ServerConnection& connection) {
          for (std::string request; !(request = connection.Read()).empty();) {
            connection.Send(Answer(request));
          }
        }) {}

  ServerAddress Address() const { return ParseServerAddress(server_.Url("/v1")); }
  int Asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::string Answer(const std::string& request) {
    std::lock_guard lock(mutex_);
    asked_ += request.rfind("POST", 0) == 0 ? 1 : 0;
    return rule_(request);
  }

  std::mutex mutex_;
  Rule rule_;
  int asked_ = 0;
  ScriptedServer server_;
};

// "item 7" for request 7, each a group of its own.
class Items : public Requests {
 public:
  explicit Items(size_t count) : count_(count) {}
  size_t Count() const override { return count_; }
  Request Make(size_t index) override {
    Request request;
    request.prompt.pieces = {{fmt::format("item {}.", index), false}};
    request.max_tokens = 8;
    request.group = index;
    return request;
  }
  void Done(size_t index, Completion completion) override {
    completions[index] = std::move(completion);
    if (on_done) {
      on_done();
    }
  }
  size_t CountOf(Finish finish) const {
    size_t count = 0;
    for (const auto& [index, completion] : completions) {
      count += completion.finish == finish ? 1 : 0;
    }
    return count;
  }

  std::function<void()> on_done;
  std::map<size_t, Completion> completions;

 private:
  size_t count_;
};

class DeliveryTest : public testing::Test {
 protected:
  void SetUp() override { ForgetProxies(); }

  void Run(std::vector<Judge*> judges, Items& items, int start = 8) {
    std::vector<ServerAddress> addresses;
    for (Judge* judge : judges) {
      addresses.push_back(judge->Address());
    }
    Fleet fleet({.endpoints = addresses.size(),
                 .start = start,
                 .most = start,
                 .first_check = milliseconds(1),
                 .most_check = milliseconds(5)});
    for (size_t endpoint : absent) {
      fleet.Leave(endpoint, std::chrono::steady_clock::now());
    }
    HttpClient client;
    Credentials credentials = Credentials::Load("", "");
    OpenAiDialect dialect("toy", Api::kCompletions);
    const std::string model = "toy";
    DeliveryNeeds needs{.client = client,
                        .addresses = addresses,
                        .credentials = credentials,
                        .dialect = dialect,
                        .limits = {},
                        .patience = std::chrono::seconds(5),
                        .model = model,
                        .admit = admit,
                        .on_warning = [&](const std::string& what) { warnings += what + "\n"; }};
    Delivery(needs, fleet, items).Run(stop);
  }
  bool IsTold(const std::string& what) const { return warnings.find(what) != std::string::npos; }

  std::set<size_t> absent;
  std::function<std::optional<std::string>(size_t, const ServerCard&)> admit =
      [](size_t, const ServerCard&) { return std::nullopt; };
  StopSignal stop;
  std::string warnings;
};

TEST_F(DeliveryTest, AServerWithoutTheRouteOrTheKeyIsLeftOutAndItsItemsGoElsewhere) {
  for (const char* status : {"404 Not Found", "401 Unauthorized", "403 Forbidden"}) {
    Judge bad([&](const std::string&) { return Respond(status, R"({"detail":"by order"})"); });
    Judge good([](const std::string&) { return Good(); });
    Items items(60);
    warnings.clear();
    Run({&bad, &good}, items);
    EXPECT_EQ(items.CountOf(Finish::kStop), 60u) << status;
    EXPECT_TRUE(IsTold("left out of this run")) << status << ": " << warnings;
    EXPECT_TRUE(IsTold("by order")) << status << ": " << warnings;
    EXPECT_LE(bad.Asked(), 8 + 5) << status;
  }
}

TEST_F(DeliveryTest, WhereNoServerIsLeftTheRunEndsWithEachReason) {
  Judge one(
      [](const std::string&) { return Respond("404 Not Found", R"({"detail":"no route"})"); });
  Judge two([](const std::string&) { return Respond("401 Denied", R"({"error":"no key"})"); });
  Items items(60);
  try {
    Run({&one, &two}, items);
    FAIL() << "it ended";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kRemote);
    EXPECT_NE(std::string(e.what()).find("no route"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("no key"), std::string::npos) << e.what();
  }
}

std::string ForbidsItem(const std::string& item, const std::string& request) {
  return request.find(item) != std::string::npos
             ? Respond("403 Forbidden", "<html>blocked</html>", "Content-Type: text/html\r\n")
             : Good();
}

TEST_F(DeliveryTest, WhatAServerForbidsThatAnswersOthersIsRefused) {
  for (const char* item : {"item 0.", "item 17."}) {
    Judge judge([&](const std::string& request) { return ForbidsItem(item, request); });
    Items items(20);
    Run({&judge}, items, /*start=*/2);
    EXPECT_EQ(items.CountOf(Finish::kStop), 19u) << item;
    EXPECT_EQ(items.CountOf(Finish::kRefused), 1u) << item;
  }
  // Of a single one it cannot be known: the next call asks again.
  Judge judge([&](const std::string& request) { return ForbidsItem("item 0.", request); });
  Items items(1);
  Run({&judge}, items);
  EXPECT_EQ(items.completions[0].finish, Finish::kError);
  EXPECT_NE(items.completions[0].error.find("status 403"), std::string::npos);
}

TEST_F(DeliveryTest, ALongRetryAfterHoldsTheServerAndNotTheRequest) {
  int asked = 0;
  Judge busy([&](const std::string&) {
    return ++asked == 1 ? Respond("429 Slow", "{}", "Retry-After: 3600\r\n") : Good();
  });
  Judge good([](const std::string&) { return Good(); });
  Items items(40);
  Run({&busy, &good}, items);
  EXPECT_EQ(items.CountOf(Finish::kStop), 40u);
  EXPECT_TRUE(IsTold("asks to wait 3600 s")) << warnings;
}

TEST_F(DeliveryTest, AStopDropsWhatOnlyWaits) {
  Judge busy([&](const std::string& request) {
    return request.find("item 1.") != std::string::npos
               ? Good()
               : Respond("429 Slow", "{}", "Retry-After: 3600\r\n");
  });
  Items items(2);
  items.on_done = [this] { stop.level = StopSignal::kFinish; };
  Run({&busy}, items, /*start=*/2);
  EXPECT_EQ(items.completions.size(), 1u);
}

TEST_F(DeliveryTest, AServerThatComesLaterIsAskedWhatItIs) {
  Judge good([](const std::string&) { return Good(); });
  Judge late([](const std::string& request) {
    return request.rfind("GET", 0) == 0 ? Respond("200 OK", R"({"data":[]})") : Good();
  });
  absent = {1};
  std::vector<std::string> models;
  admit = [&](size_t server, const ServerCard& card) {
    EXPECT_EQ(server, 1u);
    models.push_back(card.model);
    return models.size() < 3 ? std::optional<std::string>("it is another kind") : std::nullopt;
  };
  Items items(1'000'000);
  items.on_done = [&] { stop.level = late.Asked() > 0 ? 1 : 0; };
  Run({&good, &late}, items, /*start=*/1);
  EXPECT_EQ(models, std::vector<std::string>(3, "toy"));
  EXPECT_EQ(warnings.find("it is another kind"), warnings.rfind("it is another kind"));
  EXPECT_TRUE(IsTold("it is another kind")) << warnings;
  EXPECT_TRUE(IsTold("is back")) << warnings;
}

}  // namespace
}  // namespace autoj
