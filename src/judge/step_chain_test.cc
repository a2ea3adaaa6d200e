#include "judge/step_chain.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "autoj/run.h"

namespace autoj {
namespace {

// Two steps, of which the second shows the first, and a rating that shows both.
constexpr const char* kProtocol =
    "name: two-steps\nkind: single\nlanguage: en\nwrapper: none\n"
    "steps:\n  look: {template: \"LOOK at {response} of {prompt}\"}\n"
    "  think: {template: \"THINK of {look}\", system: \"Be brief.\"}\n"
    "template: \"RATE {response}: {look} {think}\"\n"
    "verdict: {type: rating, after: [\"Rating:\"], scale: [1, 9], open: \"<\", close: \">\"}\n"
    "stop: verdict\ndecision: {lead: \" Rating: <\"}\n";

// An engine that carries out what goes on, and stops after so many answers.
class Chained : public Engine {
 public:
  std::function<Completion(const Request&)> answer;
  std::vector<std::string> prompts;  // of all answers, in their order
  size_t limit = 1000;

  EngineInfo Info() const override { return {"chained", "chained:1", "none", false, false}; }
  ChatFrame Chat(bool) const override { return {"<s>", "<u>", "<a>"}; }
  void Run(Requests& requests, const StopSignal&) override {
    for (size_t i = 0; i < requests.Count(); ++i) {
      do {
        if (prompts.size() == limit) {
          throw Error(ErrorKind::kModel, "killed");
        }
        Request request = requests.Make(i);
        prompts.push_back(request.prompt.Text());
        requests.Done(i, answer(request));
      } while (requests.GoesOn(i));
    }
  }
};

Completion Text(const std::string& text, Finish finish = Finish::kStop) {
  Completion completion;
  completion.finish = finish;
  completion.text = text;
  completion.prompt_tokens = 10;
  completion.completion_tokens = 5;
  return completion;
}

// What the engine says unless a test wants something else.
Completion Usual(const Request& request) {
  std::string prompt = request.prompt.Text();
  std::string first = prompt.substr(0, 4);
  return Text(first == "LOOK" ? "seen" : first == "RATE" ? "Rating: <7>" : "thought");
}

class StepChainTest : public ::testing::Test {
 protected:
  StepChainTest() {
    folder_ = ::testing::TempDir() + "autoj_steps_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ + "/p.yaml") << kProtocol;
    options_.protocol = folder_ + "/p.yaml";
    options_.mode = Mode::kWritten;
    options_.wrapper = "none";
    options_.run = folder_ + "/run";
    engine_.answer = Usual;
    item_.id = "a";
    item_.query = "Why?";
    item_.responses = {"Because."};
    item_.line = "test:1";
  }
  ~StepChainTest() override { std::filesystem::remove_all(folder_); }

  ItemJudgment Judge() { return JudgeItems(options_, engine_, {item_}).at(0); }

  std::string folder_;
  JudgeOptions options_;
  Chained engine_;
  Item item_;
};

TEST_F(StepChainTest, EachStepShowsWhatIsThere) {
  ItemJudgment judged = Judge();
  std::vector<std::string> prompts = {"LOOK at Because. of Why?", "Be brief.\n\nTHINK of seen",
                                      "RATE Because.: seen thought"};
  EXPECT_EQ(engine_.prompts, prompts);
  EXPECT_EQ(judged.verdict.rating, 7.0);
  ASSERT_EQ(judged.judgments.size(), 1u);
  const std::vector<StepText>& steps = judged.judgments[0].steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].name, "think");
  EXPECT_EQ(steps[1].text, "thought");
  EXPECT_EQ(steps[1].completion_tokens, 5);
}

TEST_F(StepChainTest, AStepIsWrittenInEveryModeAndNeverDecides) {
  for (Mode mode : {Mode::kWritten, Mode::kGuided, Mode::kScored}) {
    options_.mode = mode;
    options_.run.clear();
    bool decided_at_the_end = false;
    engine_.answer = [&](const Request& request) {
      bool last = request.prompt.Text().rfind("RATE", 0) == 0;
      EXPECT_EQ(request.max_tokens > 0, !last || mode != Mode::kScored);
      EXPECT_EQ(!!request.decide, last && mode != Mode::kWritten);
      EXPECT_EQ(!!request.is_complete, last && mode != Mode::kScored);
      if (!last) {
        return Text("Rating: <1>");  // a step's rating is a text like any other
      }
      Completion completion = Text(mode == Mode::kScored ? "" : "vague");
      if (request.decide) {
        decided_at_the_end = true;
        completion.decision = request.decide(completion.text);
        completion.scores.assign(9, -5.0);
        completion.scores[3] = -1.0;
      }
      return completion;
    };
    ItemJudgment judged = Judge();
    EXPECT_EQ(decided_at_the_end, mode != Mode::kWritten);
    if (mode == Mode::kWritten) {
      EXPECT_EQ(judged.verdict.outcome, Outcome::kUnreadable);
    } else {
      EXPECT_EQ(judged.verdict.rating, 4.0);
    }
  }
}

TEST_F(StepChainTest, KilledAnywhereItGoesOnWithWhatIsThere) {
  ItemJudgment whole = [&] {
    options_.run.clear();
    return Judge();
  }();
  options_.run = folder_ + "/run";
  engine_.prompts.clear();
  for (size_t done = 0; done <= 2; ++done) {  // one more answer with each call
    engine_.limit = done;
    EXPECT_THROW(Judge(), Error);
  }
  engine_.limit = 1000;
  ItemJudgment judged = Judge();
  EXPECT_EQ(engine_.prompts.size(), 3u);  // nothing was asked twice
  EXPECT_EQ(judged.judgments[0].prompt_hash, whole.judgments[0].prompt_hash);
  EXPECT_EQ(judged.judgments[0].steps[0].text, "seen");
  Judge();
  EXPECT_EQ(engine_.prompts.size(), 3u);
  RunReader(options_.run).ForEach([](const Item&, const ItemJudgment& stored) {
    EXPECT_EQ(stored.judgments.at(0).steps.size(), 2u);
  });
}

TEST_F(StepChainTest, AStepThatFailsEndsTheChainAndIsTriedAgain) {
  engine_.answer = [](const Request& request) {
    return request.prompt.Text().rfind("Be brief", 0) == 0 ? Text("", Finish::kError)
                                                           : Usual(request);
  };
  ItemJudgment judged = Judge();
  EXPECT_EQ(judged.verdict.outcome, Outcome::kFailed);
  EXPECT_EQ(judged.verdict.reason, "step think: ");
  EXPECT_EQ(judged.judgments[0].steps.size(), 2u);
  EXPECT_EQ(judged.judgments[0].steps[1].finish, Finish::kError);
  engine_.answer = Usual;
  engine_.prompts.clear();
  EXPECT_EQ(Judge().verdict.rating, 7.0);
  EXPECT_EQ(engine_.prompts.size(), 2u);  // "look" stays
}

TEST_F(StepChainTest, AStepThatDoesNotFitMakesTheItemTooLong) {
  engine_.answer = [](const Request& request) {
    return request.prompt.Text().rfind("LOOK", 0) == 0 ? Text("", Finish::kTooLong)
                                                       : Usual(request);
  };
  EXPECT_EQ(Judge().verdict.outcome, Outcome::kTooLong);
  engine_.prompts.clear();
  EXPECT_EQ(Judge().verdict.outcome, Outcome::kTooLong);
  EXPECT_TRUE(engine_.prompts.empty());
  options_.retry = {Outcome::kTooLong};
  engine_.answer = Usual;
  EXPECT_EQ(Judge().verdict.rating, 7.0);
}

TEST_F(StepChainTest, AnotherTryKeepsTheSteps) {
  engine_.answer = [](const Request& request) {
    return request.prompt.Text().rfind("RATE", 0) == 0 ? Text("vague") : Usual(request);
  };
  EXPECT_EQ(Judge().verdict.outcome, Outcome::kUnreadable);
  engine_.prompts.clear();
  engine_.answer = Usual;
  options_.retry = {Outcome::kUnreadable};
  EXPECT_EQ(Judge().verdict.rating, 7.0);
  EXPECT_EQ(engine_.prompts, std::vector<std::string>({"RATE Because.: seen thought"}));
}

TEST_F(StepChainTest, AnotherPromptUnderAnOldIdIsRefused) {
  engine_.limit = 1;
  EXPECT_THROW(Judge(), Error);
  engine_.limit = 1000;
  item_.query = "Where?";
  try {
    Judge();
    ADD_FAILURE() << "judged";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("another prompt"), std::string::npos);
  }
}

TEST_F(StepChainTest, EveryResponseHasAChainOfItsOwn) {
  item_.responses = {"One.", "Two."};
  ItemJudgment judged = Judge();
  EXPECT_EQ(engine_.prompts.size(), 6u);
  EXPECT_EQ(engine_.prompts[3], "LOOK at Two. of Why?");
  EXPECT_EQ(judged.judgments.at(1).steps.size(), 2u);
}

TEST_F(StepChainTest, TheOutlookHasRoomForWhatIsNotWrittenYet) {
  options_.run.clear();
  class Looking : public Chained {
   public:
    std::vector<int> most;
    void Run(Requests& requests, const StopSignal& stop) override {
      for (const Request& request : requests.Outlook(0)) {
        most.push_back(request.max_tokens);
      }
      Chained::Run(requests, stop);
    }
  } looking;
  looking.answer = Usual;
  options_.decoding.max_tokens = 100;
  JudgeItems(options_, looking, {item_});
  EXPECT_EQ(looking.most, std::vector<int>({100, 200, 300}));
}

}  // namespace
}  // namespace autoj
