#include "pipeline/teacher_run.h"

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/test_folder.h"
#include "pipeline/made_rows.h"

namespace autoj {
namespace {

// Answers as it is told, and remembers what it was asked.
class ScriptedTeacher : public Engine {
 public:
  using Script = std::function<Completion(const std::string& prompt)>;
  explicit ScriptedTeacher(Script script) : script_(std::move(script)) {}

  EngineInfo Info() const override { return {"teacher", "teacher:1", "none"}; }
  ChatFrame Chat(bool with_system) const override {
    return with_system ? ChatFrame{"<S>", "<U>", "<A>"} : ChatFrame{"<U>", "", "<A>"};
  }
  void Run(Requests& requests, const StopSignal& /*stop*/) override {
    for (size_t i = 0; i < requests.Count(); ++i) {
      for (bool goes_on = true; goes_on && requests.MayBegin(); goes_on = requests.GoesOn(i)) {
        for (const Request& request : requests.Outlook(i)) {
          outlook.push_back(request.max_tokens);
        }
        Request request = requests.Make(i);
        prompts.push_back(request.prompt.Text());
        seeds.push_back(request.seed);
        has_counted = has_counted || request.wants_counts;
        requests.Done(i, script_(prompts.back()));
      }
    }
  }

  std::vector<std::string> prompts;
  std::vector<uint64_t> seeds;
  bool has_counted = false;  // some request waited for its token counts
  std::vector<int> outlook;  // tokens that are planned for, before each prompt

 private:
  Script script_;
};

Completion Text(const std::string& text) {
  Completion completion;
  completion.finish = Finish::kStop;
  completion.text = text;
  completion.prompt_tokens = 100;
  completion.completion_tokens = 10;
  return completion;
}

Completion Ended(Finish finish, const std::string& text = "") {
  Completion completion = Text(text);
  completion.finish = finish;
  completion.error = "as told";
  return completion;
}

Item MakePair(const std::string& id, const std::string& scenario, const std::string& label) {
  Item item;
  item.id = id;
  item.line = "in:" + id;
  item.query = "query " + id;
  item.responses = {"response one", "response two"};
  item.scenario = scenario;
  item.language = "en";
  item.label = label;
  item.meta = R"({"source_dataset": "test"})";
  return item;
}

const ScenarioSet& Scenarios() {
  static const ScenarioSet set = ScenarioSet::Load("");
  return set;
}

// What a teacher makes of items, in a run in memory.
class TeacherRunTest : public testing::Test {
 protected:
  MadeRows Make(const Construction& construction, ScriptedTeacher& teacher,
                const std::vector<Item>& items) {
    TeacherRun run(options_, construction, teacher, retry_);
    JudgeObserver silent;
    StopSignal never;
    run.Run(items, silent, never);
    FileWriter output(path_);
    MadeRows made = WriteMadeRows(items, run, construction, output, dropped_);
    output.Commit();
    return made;
  }

  std::string Rows() { return ReadFile(path_, ""); }

  JudgeOptions options_;
  std::set<DropReason> retry_;
  DroppedRows dropped_{""};
  TestFolder folder_;
  std::string path_ = folder_ / "rows.jsonl";
};

constexpr const char* kFirst = "Response 1 is right.\n\nSo, the final decision is Response 1.";

TEST_F(TeacherRunTest, APairIsJudgedWithTheCriteriaOfItsScenario) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Text(kFirst); });
  MadeRows made = Make(*construction, teacher, {MakePair("a", "open_question", "0")});
  EXPECT_EQ(made.made, 1U);
  ASSERT_EQ(teacher.prompts.size(), 1U);
  EXPECT_EQ(teacher.prompts[0].rfind("<S>You are given the criteria to craft good responses", 0),
            0U);
  EXPECT_NE(teacher.prompts[0].find("[Response 2]: response two"), std::string::npos);
  EXPECT_NE(Rows().find(R"("target_output":"Response 1 is right.\n\nSo, the final decision is )"
                        R"(Response 1.","gt_label":0,"pred_label":0,"scenario":"open_question",)"
                        R"("source_dataset":"test"})"),
            std::string::npos);
}

TEST_F(TeacherRunTest, AnExamIsAnsweredFirst) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string& prompt) {
    return Text(prompt.find("Solve the following question") != std::string::npos ? "It is 42."
                                                                                 : kFirst);
  });
  MadeRows made = Make(*construction, teacher, {MakePair("a", "math_reasoning", "0")});
  EXPECT_EQ(made.made, 1U);
  ASSERT_EQ(teacher.prompts.size(), 2U);
  EXPECT_EQ(teacher.prompts[0].rfind("<U>Solve the following question", 0), 0U);
  EXPECT_NE(teacher.prompts[1].find("[BEGIN ANSWER]\nIt is 42.\n[END ANSWER]"), std::string::npos);
}

TEST_F(TeacherRunTest, ASingleResponseIsCriticisedTwiceAndRated) {
  auto construction = MakeSingleConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string& prompt) {
    bool merges = prompt.find("[BEGIN CRITIQUE A]") != std::string::npos;
    bool informed = prompt.rfind("<S>", 0) == 0;
    return Text(merges     ? "It is short and dull.\n\nRating: [[4]]"
                : informed ? "It is dull."
                           : "It is short.");
  });
  Item item = MakePair("a", "open_question", "0");
  item.responses.pop_back();
  MadeRows made = Make(*construction, teacher, {item});
  EXPECT_EQ(made.scenarios.at("open_question").score_sum, 4);
  ASSERT_EQ(teacher.prompts.size(), 3U);
  EXPECT_NE(teacher.prompts[2].find("[BEGIN CRITIQUE A]\nIt is short.\n[END CRITIQUE A]\n\n[BEGIN "
                                    "CRITIQUE B]\nIt is dull.\n[END CRITIQUE B]"),
            std::string::npos);
}

TEST_F(TeacherRunTest, WhatGivesNoRowIsDroppedForItsReason) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string& prompt) {
    auto is = [&](const char* id) { return prompt.find(id) != std::string::npos; };
    return is("query other")      ? Text("x\n\nSo, the final decision is Response 2.")
           : is("query nonsense") ? Text("Colourless green ideas sleep furiously.")
           : is("query nothing")  ? Text(" \n")
           : is("query cut")      ? Ended(Finish::kLength, "Response 1 is")
           : is("query long")     ? Ended(Finish::kTooLong)
           : is("query declined") ? Ended(Finish::kRefused)
           : is("query failing")  ? Ended(Finish::kError)
                                  : Text(kFirst);
  });
  std::vector<Item> items;
  for (const char* id : {"other", "nonsense", "nothing", "cut", "long", "declined", "failing"}) {
    items.push_back(MakePair(id, "open_question", "0"));
  }
  MadeRows made = Make(*construction, teacher, items);
  EXPECT_EQ(made.made, 0U);
  EXPECT_EQ(made.failed, 1U);
  EXPECT_EQ(made.without_text, 5U);
  std::map<DropReason, size_t> expected = {
      {DropReason::kOtherDecision, 1}, {DropReason::kForm, 1},    {DropReason::kEmptyAnswer, 1},
      {DropReason::kTruncated, 1},     {DropReason::kTooLong, 1}, {DropReason::kRefused, 1},
      {DropReason::kFailed, 1}};
  EXPECT_EQ(dropped_.counts(), expected);
}

TEST_F(TeacherRunTest, AnExamWithoutAnAnswerIsNotJudged) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Ended(Finish::kRefused); });
  Make(*construction, teacher, {MakePair("a", "math_reasoning", "0")});
  EXPECT_EQ(teacher.prompts.size(), 1U);
  EXPECT_EQ(dropped_.counts().at(DropReason::kRefused), 1U);
}

TEST_F(TeacherRunTest, APlanHasRoomForTheTextsThatAreShown) {
  options_.decoding.max_tokens = 100;
  auto construction = MakeSingleConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Text("Rating: [[4]]"); });
  Item item = MakePair("a", "open_question", "0");
  item.responses.pop_back();
  Make(*construction, teacher, {item});
  EXPECT_EQ(teacher.outlook, (std::vector<int>{100, 100, 300, 100, 200, 100}));
}

class KeptTeacherRunTest : public TeacherRunTest {
 protected:
  KeptTeacherRunTest() { options_.run = folder_ / "run"; }
};

TEST_F(KeptTeacherRunTest, OnlyWhatFailedIsAskedAgain) {
  auto construction = MakePairwiseConstruction(Scenarios());
  std::vector<Item> items = {MakePair("a", "open_question", "0"),
                             MakePair("b", "math_reasoning", "0")};
  ScriptedTeacher half([](const std::string& prompt) {
    return prompt.find("query a\n") != std::string::npos ? Ended(Finish::kError) : Text(kFirst);
  });
  EXPECT_EQ(Make(*construction, half, items).made, 1U);
  ScriptedTeacher whole([](const std::string&) { return Text(kFirst); });
  EXPECT_EQ(Make(*construction, whole, items).made, 2U);
  EXPECT_EQ(whole.prompts.size(), 1U);
  ScriptedTeacher idle([](const std::string&) { return Text(kFirst); });
  EXPECT_EQ(Make(*construction, idle, items).made, 2U);
  EXPECT_TRUE(idle.prompts.empty());
}

TEST_F(KeptTeacherRunTest, WhatIsSpentGivesWholeRows) {
  options_.prices = options_.run + ".yaml";
  WriteFileAtomically(options_.prices, "teacher: {prompt: 10000, completion: 0}\n");  // $1 each
  options_.max_cost = 4;
  auto construction = MakeSingleConstruction(Scenarios());
  std::vector<Item> items;
  for (const char* id : {"a", "b", "c"}) {
    items.push_back(MakePair(id, "open_question", "0"));
    items.back().responses.pop_back();
  }
  auto rate = [](const std::string&) { return Text("It is dull.\n\nRating: [[4]]"); };
  ScriptedTeacher poor(rate);
  MadeRows made = Make(*construction, poor, items);
  EXPECT_EQ(poor.prompts.size(), 4U);
  EXPECT_TRUE(poor.has_counted);
  EXPECT_EQ(made.made, 1U);
  EXPECT_EQ(made.unfinished, 2U);
  options_.max_cost = 100;
  ScriptedTeacher rich(rate);
  EXPECT_EQ(Make(*construction, rich, items).made, 3U);
  EXPECT_EQ(rich.prompts.size(), 5U);
}

TEST_F(KeptTeacherRunTest, ReasonsThatAreNamedAreTriedAgain) {
  auto construction = MakePairwiseConstruction(Scenarios());
  std::vector<Item> items = {
      MakePair("nothing", "open_question", "0"), MakePair("exam", "math_reasoning", "0"),
      MakePair("nonsense", "open_question", "0"), MakePair("other", "open_question", "0")};
  ScriptedTeacher weak([](const std::string& prompt) {
    auto is = [&](const char* word) { return prompt.find(word) != std::string::npos; };
    return is("query nothing")      ? Text("")
           : is("Solve the follow") ? Ended(Finish::kLength, "It")
           : is("query nonsense")   ? Text("Colourless green ideas.")
                                    : Text("x\n\nSo, the final decision is Response 2.");
  });
  EXPECT_EQ(Make(*construction, weak, items).made, 0U);
  auto good = [](const std::string&) { return Text(kFirst); };
  ScriptedTeacher idle(good);
  EXPECT_EQ(Make(*construction, idle, items).made, 0U);
  EXPECT_TRUE(idle.prompts.empty());
  retry_ = {DropReason::kEmptyAnswer, DropReason::kTruncated};
  ScriptedTeacher better(good);
  EXPECT_EQ(Make(*construction, better, items).made, 2U);
  EXPECT_EQ(better.prompts.size(), 3U);  // the exam's answer, too
  EXPECT_NE(better.seeds.at(0), weak.seeds.at(0));
  retry_ = {DropReason::kForm, DropReason::kOtherDecision};
  ScriptedTeacher best(good);
  EXPECT_EQ(Make(*construction, best, items).made, 4U);
  EXPECT_EQ(best.prompts.size(), 2U);
}

TEST_F(KeptTeacherRunTest, AnItemWithAnotherPromptIsRefused) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Text(kFirst); });
  Make(*construction, teacher, {MakePair("a", "open_question", "0")});
  Item changed = MakePair("a", "open_question", "0");
  changed.query = "another one";
  EXPECT_THROW(Make(*construction, teacher, {changed}), Error);
  auto single = MakeSingleConstruction(Scenarios());
  EXPECT_THROW(Make(*single, teacher, {MakePair("a", "open_question", "0")}), Error);
}

TEST_F(KeptTeacherRunTest, ARunIsOneOfItsScenariosAndItsClassifier) {
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Text(kFirst); });
  options_.weights = folder_ / "mine.bin";
  WriteFileAtomically(options_.weights, "x");
  options_.scenarios = "+" + (folder_ / "mine");
  std::filesystem::create_directory(folder_ / "mine");
  WriteFileAtomically(folder_ / "mine/planning.yaml",
                      "extended:\n  short:\n    content: Be brief.\n    type: style\n");
  Make(*construction, teacher, {MakePair("a", "open_question", "0")});
  std::map<std::string, std::string> settings = RunReader(options_.run).manifest().settings;
  EXPECT_EQ(settings.at("classifier"), "lexical sha256:" + Sha256("x"));
  EXPECT_EQ(settings.at("scenarios").rfind("sha256:", 0), 0U);
  options_.scenarios = "";
  EXPECT_THROW(Make(*construction, teacher, {MakePair("a", "open_question", "0")}), Error);
}

TEST_F(KeptTeacherRunTest, FailuresInARowEndTheRun) {
  options_.max_failures = 2;
  auto construction = MakePairwiseConstruction(Scenarios());
  ScriptedTeacher teacher([](const std::string&) { return Ended(Finish::kError); });
  std::vector<Item> items;
  for (const char* id : {"a", "b", "c"}) {
    items.push_back(MakePair(id, "open_question", "0"));
  }
  EXPECT_THROW(Make(*construction, teacher, items), Error);
  EXPECT_EQ(teacher.prompts.size(), 2U);
}

}  // namespace
}  // namespace autoj
