#include "remote/roster.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "remote/scripted_server.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;
using Server = ScriptedServer;

std::string Whole(const std::string& body, const std::string& status = "200 OK") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

std::string Models(const std::string& names, const std::string& owner = "system") {
  std::string list;
  for (size_t at = 0; at < names.size(); at = names.find(',', at) + 1) {
    std::string name = names.substr(at, names.find(',', at) - at);
    list += fmt::format(R"({}{{"id":"{}","owned_by":"{}","max_model_len":4096}})",
                        list.empty() ? "" : ",", name, owner);
    if (names.find(',', at) == std::string::npos) {
      break;
    }
  }
  return Whole(R"({"data":[)" + list + "]}");
}

std::function<void(ServerConnection&)> LlamaServer(int slots, const std::string& chat) {
  return [=](ServerConnection& connection) {
    for (std::string request; !(request = connection.Read()).empty();) {
      bool props = request.rfind("GET /props", 0) == 0;
      connection.Send(props
                          ? Whole(fmt::format(R"({{"default_generation_settings":{{"n_ctx":512}},)"
                                              R"("total_slots":{},"chat_template":"{}"}})",
                                              slots, chat))
                          : Models("toy", "llamacpp"));
    }
  };
}

ServerCard CardOf(std::vector<std::string> models) {
  ServerCard card;
  card.models = std::move(models);
  card.model = "toy";
  return card;
}

class RosterTest : public testing::Test {
 protected:
  void SetUp() override { ForgetProxies(); }

  Roster& Make(const std::vector<const Server*>& servers, const std::string& model = "") {
    for (const Server* server : servers) {
      addresses_.push_back(ParseServerAddress(server->Url("/v1")));
    }
    roster_.emplace(RosterNeeds{.client = client_,
                                .addresses = addresses_,
                                .credentials = credentials_,
                                .limits = limits_,
                                .model_name = model,
                                .patience = patience_,
                                .on_warning = [this](const std::string& what) { Warn(what); },
                                .stop = &stop_,
                                .grace = milliseconds(150)});
    return *roster_;
  }
  std::string HostOf(size_t server) const { return addresses_[server].host; }
  std::string FailureOf(Roster& roster, ErrorKind kind = ErrorKind::kRemote) {
    try {
      roster.Call();
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind);
      return e.what();
    }
    ADD_FAILURE() << "it is no error";
    return "";
  }
  void Warn(const std::string& what) {
    warnings_ += what + "\n";
    if (on_warning_) {
      on_warning_();
    }
  }
  bool IsTold(const std::string& what) const { return warnings_.find(what) != std::string::npos; }

  std::vector<ServerAddress> addresses_;
  Credentials credentials_ = Credentials::Load("", "");
  HttpClient client_;
  HttpLimits limits_{.first_byte = milliseconds(50)};
  std::chrono::duration<double> patience_{0};
  std::function<void()> on_warning_;
  StopSignal stop_;
  std::string warnings_;
  std::optional<Roster> roster_;
};

TEST_F(RosterTest, EachThatIsNotThereIsToldAndTheOthersBegin) {
  Server hangs([](ServerConnection& connection) { connection.ReadSome(), connection.ReadSome(); });
  Server good(Server::Always(Models("toy")));
  Server broken(Server::Always(Whole("no", "500 Broken")));
  Roster& roster = Make({&hangs, &good, &broken});
  roster.Call();
  EXPECT_EQ(roster.LeadIndex(), 1u);
  EXPECT_EQ(roster.Lead().model, "toy");
  EXPECT_FALSE(roster.CardOf(0));
  EXPECT_TRUE(IsTold(HostOf(0))) << warnings_;
  EXPECT_TRUE(IsTold("no answer within 50 ms")) << warnings_;
  EXPECT_TRUE(IsTold("status 500")) << warnings_;
  EXPECT_FALSE(IsTold(HostOf(1))) << warnings_;
}

TEST_F(RosterTest, OneThatIsMuchSlowerThanAnotherIsNotWaitedFor) {
  Server hangs([](ServerConnection& connection) { connection.ReadSome(), connection.ReadSome(); });
  Server good(Server::Always(Models("toy")));
  limits_.first_byte = std::chrono::hours(1);
  Roster& roster = Make({&hangs, &good});
  roster.Call();
  EXPECT_TRUE(roster.CardOf(1));
  EXPECT_TRUE(IsTold("no answer yet")) << warnings_;
}

TEST_F(RosterTest, WhereNoneIsThereEachReasonIsGiven) {
  Server one(Server::Always(Whole("", "401 Unauthorized")));
  Server two(Server::Always(Models("other")));
  patience_ = std::chrono::hours(1);  // nothing that waiting would mend
  Roster& roster = Make({&one, &two}, "toy");
  std::string failure = FailureOf(roster);
  EXPECT_NE(failure.find("status 401"), std::string::npos) << failure;
  EXPECT_NE(failure.find("it has no model \"toy\""), std::string::npos) << failure;
}

TEST_F(RosterTest, AServerThatLoadsItsModelIsWaitedFor) {
  std::atomic<bool> is_loaded = false;
  Server server([&](ServerConnection& connection) {
    while (!connection.Read().empty()) {
      connection.Send(is_loaded ? Models("toy")
                                : Whole(R"({"error":{"message":"Loading model","code":503}})",
                                        "503 Unavailable"));
    }
  });
  patience_ = std::chrono::hours(1);
  on_warning_ = [&] { is_loaded = true; };
  Make({&server}).Call();
  EXPECT_TRUE(IsTold("Loading model")) << warnings_;
  EXPECT_TRUE(IsTold("3600 s (--patience)")) << warnings_;
  EXPECT_EQ(warnings_.find("Loading model"), warnings_.rfind("Loading model")) << "told once";
}

TEST_F(RosterTest, WithoutPatienceNothingIsWaitedFor) {
  Server server(Server::Always(Whole("", "503 Unavailable")));
  EXPECT_NE(FailureOf(Make({&server})).find("status 503"), std::string::npos);
  EXPECT_EQ(warnings_, "");
}

TEST_F(RosterTest, TheStopSignalEndsTheWaiting) {
  Server server(Server::Always(Whole("", "503 Unavailable")));
  patience_ = std::chrono::hours(1);
  on_warning_ = [this] { stop_.level = StopSignal::kFinish; };
  FailureOf(Make({&server}), ErrorKind::kInterrupted);
  // Also one that hangs.
  Server hangs([](ServerConnection& connection) { connection.ReadSome(), connection.ReadSome(); });
  FailureOf(Make({&hangs}), ErrorKind::kInterrupted);
}

TEST_F(RosterTest, TheFirstServersModelIsThatOfAll) {
  Server one(Server::Always(Models("toy")));
  Server several(Server::Always(Models("other,toy")));
  Server another(Server::Always(Models("other")));
  Roster& roster = Make({&one, &several, &another});
  roster.Call();
  ASSERT_TRUE(roster.CardOf(1));
  EXPECT_EQ(roster.CardOf(1)->model, "toy");
  EXPECT_FALSE(roster.CardOf(2));
  EXPECT_TRUE(IsTold("it has no model \"toy\"")) << warnings_;
}

TEST_F(RosterTest, AListThatNobodyMaySeeNeedsAName) {
  for (const char* status : {"404 Not Found", "403 Forbidden"}) {
    Server server(Server::Always(Whole("", status)));
    addresses_.clear();
    FailureOf(Make({&server}));
    addresses_.clear();
    Roster& roster = Make({&server}, "toy");
    roster.Call();
    EXPECT_EQ(roster.Lead().model, "toy") << status;
  }
}

TEST_F(RosterTest, ServersOfUnlikeKindsAreAnErrorAtTheStartAndStayOutLater) {
  Server other(Server::Always(Models("toy")));
  Server llama(LlamaServer(4, "A"));
  EXPECT_NE(FailureOf(Make({&other, &llama})).find("must be of one kind"), std::string::npos);
  addresses_.clear();
  Roster& roster = Make({&llama});
  roster.Call();
  std::optional<std::string> unfit = roster.Admit(0, CardOf({"toy"}));
  ASSERT_TRUE(unfit);
  EXPECT_NE(unfit->find("llama-server"), std::string::npos) << *unfit;
}

TEST_F(RosterTest, OneThatTellsItsModelsNoMoreIsNotBack) {
  Server server(Server::Always(Models("toy")));
  Roster& roster = Make({&server});
  roster.Call();
  EXPECT_TRUE(roster.Admit(0, CardOf({})));
  EXPECT_FALSE(roster.Admit(0, CardOf({"toy"})));
  // One that never told them is.
  Server untold(Server::Always(Whole(R"({"data":[]})")));
  addresses_.clear();
  Roster& second = Make({&untold}, "toy");
  second.Call();
  EXPECT_FALSE(second.Admit(0, CardOf({})));
}

TEST_F(RosterTest, EachHasItsOwnSlotsAndAnotherChatTemplateIsTold) {
  Server one(LlamaServer(4, "A"));
  Server two(LlamaServer(16, "B"));
  Roster& roster = Make({&one, &two});
  roster.Call();
  EXPECT_EQ(roster.CardOf(0)->slots, 4);
  EXPECT_EQ(roster.CardOf(1)->slots, 16);
  EXPECT_EQ(warnings_, "") << "whose prompts are no chats";
  roster.CompareTemplates();
  EXPECT_TRUE(IsTold(HostOf(0)) && IsTold(HostOf(1)) && IsTold("chat template")) << warnings_;
}

}  // namespace
}  // namespace autoj
