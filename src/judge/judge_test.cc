#include "autoj/judge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "autoj/error.h"
#include "autoj/run.h"
#include "judge/example_pairs.h"
#include "judge/shard.h"

namespace autoj {
namespace {

// An engine whose answers the test writes: by the prompt's text.
class Scripted : public Engine {
 public:
  std::function<Completion(const Request&)> answer;
  size_t asked = 0;

  EngineInfo info = {"scripted", "scripted:1", "none", false, false};

  EngineInfo Info() const override { return info; }
  ChatFrame Chat(bool) const override { return {"<u>", "", "<a>"}; }
  void Run(Requests& requests, const StopSignal& stop) override {
    for (size_t i = 0;
         i < requests.Count() && stop.level == StopSignal::kRun && requests.MayBegin(); ++i) {
      ++asked;
      requests.Done(i, answer(requests.Make(i)));
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

class JudgeTest : public ::testing::Test {
 protected:
  JudgeTest() {
    folder_ = ::testing::TempDir() + "autoj_judge_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    options_.mode = Mode::kWritten;
    engine_.answer = [](const Request&) { return Text("So, the final decision is Response 1."); };
  }
  ~JudgeTest() override { std::filesystem::remove_all(folder_); }

  std::vector<ItemJudgment> Judged(const std::vector<Item>& items) {
    return JudgeItems(options_, engine_, items);
  }

  std::string folder_;
  JudgeOptions options_;
  Scripted engine_;
};

TEST_F(JudgeTest, AFixedPositionIsInconsistent) {
  std::vector<ItemJudgment> judged = Judged({ExamplePair("a", "Which one?")});
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_EQ(judged[0].verdict.outcome, Outcome::kInconsistent);
  EXPECT_EQ(judged[0].judgments[0].verdict.outcome, Outcome::kFirst);
  EXPECT_EQ(judged[0].judgments[1].verdict.outcome, Outcome::kSecond);  // mapped back
  EXPECT_EQ(judged[0].protocol, "autoj-pairwise");
}

TEST_F(JudgeTest, AContentJudgeIsConsistent) {
  engine_.answer = [](const Request& request) {
    std::string prompt = request.prompt.Text();
    bool first = prompt.find("the second answer") < prompt.find("the first answer");
    return Text(first ? "final decision is Response 1" : "final decision is Response 2");
  };
  EXPECT_EQ(Judged({ExamplePair("a", "Which one?")})[0].verdict.outcome, Outcome::kSecond);
}

TEST_F(JudgeTest, EachFailureKeepsItsName) {
  std::map<std::string, Completion> answers = {
      {"QA", Text("no decision here")},
      {"QB", Text("cut off befo", Finish::kLength)},
      {"QC", Text("", Finish::kTooLong)},
      {"QD", Text("", Finish::kError)},
      {"QE", Text("final decision is Tie", Finish::kLength)}};
  engine_.answer = [&](const Request& request) {
    std::string prompt = request.prompt.Text();
    for (const auto& [query, completion] : answers) {
      if (prompt.find(query) != std::string::npos) {
        return completion;
      }
    }
    return Text("");
  };
  std::vector<Item> items;
  for (const auto& entry : answers) {
    items.push_back(ExamplePair(entry.first, entry.first));
  }
  std::vector<ItemJudgment> judged = Judged(items);
  EXPECT_EQ(judged[0].verdict.outcome, Outcome::kUnreadable);
  EXPECT_EQ(judged[1].verdict.outcome, Outcome::kTruncated);
  EXPECT_EQ(judged[2].verdict.outcome, Outcome::kTooLong);
  EXPECT_EQ(judged[3].verdict.outcome, Outcome::kFailed);
  EXPECT_EQ(judged[4].verdict.outcome, Outcome::kTie);
}

TEST_F(JudgeTest, GuidedCompletesOnlyWhatHoldsNoDecision) {
  options_.mode = Mode::kGuided;
  engine_.answer = [](const Request& request) {
    bool decided = request.prompt.Text().find("DECIDED") != std::string::npos;
    Completion completion = Text(decided ? "The final decision is Tie." : "Hard to say.");
    completion.decision = request.decide(completion.text);
    if (completion.decision) {
      completion.scores.assign(completion.decision->alternatives.size(), -2.0);
      completion.scores[1] = -1.0;
    }
    return completion;
  };
  std::vector<ItemJudgment> judged =
      Judged({ExamplePair("a", "DECIDED"), ExamplePair("b", "open")});
  EXPECT_EQ(judged[0].judgments[0].text, "The final decision is Tie.");
  EXPECT_TRUE(judged[0].judgments[0].probabilities.empty());
  const Judgment& guided = judged[1].judgments[0];
  EXPECT_EQ(guided.verdict.outcome, Outcome::kSecond);
  EXPECT_EQ(guided.text.rfind("Hard to say.", 0), 0u);
  EXPECT_NE(guided.text.find("Response 2"), std::string::npos) << guided.text;
  EXPECT_GT(guided.probabilities[1].probability, 0.5);
}

TEST_F(JudgeTest, ScoredAsksForNoText) {
  options_.mode = Mode::kScored;
  engine_.answer = [](const Request& request) {
    EXPECT_EQ(request.max_tokens, 0);
    Completion completion = Text("");
    completion.decision = request.decide("");
    completion.scores = {-1.0, -3.0};
    return completion;
  };
  ItemJudgment item = Judged({ExamplePair("a", "Which one?")})[0];
  EXPECT_EQ(item.verdict.outcome, Outcome::kInconsistent);
  ASSERT_EQ(item.probabilities.size(), 2u);
  EXPECT_NEAR(item.probabilities[0].probability, 0.5, 1e-9);
  EXPECT_NEAR(item.judgments[0].probabilities[0].probability, 1 / (1 + std::exp(-2.0)), 1e-9);
}

TEST_F(JudgeTest, AFinishedRunAsksNothing) {
  options_.run = folder_;
  std::vector<ItemJudgment> first = Judged({ExamplePair("a", "one"), ExamplePair("b", "two")});
  EXPECT_EQ(engine_.asked, 4u);
  std::vector<ItemJudgment> second = Judged({ExamplePair("a", "one"), ExamplePair("b", "two")});
  EXPECT_EQ(engine_.asked, 4u);
  EXPECT_EQ(second[1].judgments[1].text, first[1].judgments[1].text);
  Judged({ExamplePair("a", "one"), ExamplePair("b", "two"),
          ExamplePair("c", "three")});  // an added line
  EXPECT_EQ(engine_.asked, 6u);
}

TEST_F(JudgeTest, AFailureIsTriedAgainAndOthersOnDemand) {
  options_.run = folder_;
  engine_.answer = [](const Request& request) {
    bool fails = request.prompt.Text().find("FAILS") != std::string::npos;
    return fails ? Text("", Finish::kError) : Text("vague");
  };
  Judged({ExamplePair("a", "FAILS"), ExamplePair("b", "two")});
  EXPECT_EQ(engine_.asked, 4u);
  Judged({ExamplePair("a", "FAILS"), ExamplePair("b", "two")});
  EXPECT_EQ(engine_.asked, 6u);
  options_.retry = {Outcome::kUnreadable};
  std::vector<ItemJudgment> judged = Judged({ExamplePair("a", "FAILS"), ExamplePair("b", "two")});
  EXPECT_EQ(engine_.asked, 10u);
  EXPECT_EQ(judged[1].judgments[0].attempt, 2);
}

TEST_F(JudgeTest, AnotherPromptUnderAnOldIdIsRefused) {
  options_.run = folder_;
  Judged({ExamplePair("a", "one")});
  try {
    Judged({ExamplePair("a", "ONE")});
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find("item \"a\""), std::string::npos) << e.what();
  }
}

TEST_F(JudgeTest, OtherDecodingOnAnOldRunIsRefused) {
  options_.run = folder_;
  Judged({ExamplePair("a", "one")});
  options_.decoding.max_tokens = 7;
  try {
    Judged({ExamplePair("a", "one")});
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find("max_tokens"), std::string::npos) << e.what();
  }
}

TEST_F(JudgeTest, ARowOfFailuresEndsTheRunAndKeepsIt) {
  options_.run = folder_;
  options_.max_failures = 3;
  engine_.answer = [](const Request&) { return Text("", Finish::kError); };
  EXPECT_THROW(Judged({ExamplePair("a", "one"), ExamplePair("b", "two")}), Error);
  EXPECT_EQ(engine_.asked, 3u);
}

// Prices under which each answer of Text costs 3.5 dollars.
std::string WritePrices(const std::string& folder, const std::string& model) {
  std::filesystem::create_directories(folder);
  std::string path = folder + "/prices.yaml";
  std::ofstream(path) << model << ": {prompt: 100000, completion: 500000}\n";
  return path;
}

TEST_F(JudgeTest, ARunEndsWhereItHasCostEnough) {
  options_.run = folder_ + "/run";
  options_.prices = WritePrices(folder_, "scripted");
  options_.max_cost = 7.5;
  JudgeObserver observer;
  StopSignal never;
  Judge first(options_, engine_);
  EXPECT_EQ(first.Run(TwoPairs, observer, never), RunEnd::kMaxCost);
  EXPECT_EQ(engine_.asked, 3u);
  EXPECT_DOUBLE_EQ(first.cost()->prompt, 3.0);
  EXPECT_DOUBLE_EQ(first.cost()->completion, 7.5);
}

TEST_F(JudgeTest, WhatEarlierCallsCostCounts) {
  options_.run = folder_ + "/run";
  options_.prices = WritePrices(folder_, "scripted");
  JudgeObserver observer;
  StopSignal never;
  engine_.answer = [](const Request&) { return Text("vague"); };
  { EXPECT_EQ(Judge(options_, engine_).Run(TwoPairs, observer, never), RunEnd::kAll); }
  EXPECT_EQ(RunReader(options_.run).manifest().facts.at("cost"), "14.000000");
  EXPECT_EQ(RunReader(options_.run).manifest().facts.at("prompt_tokens"), "40");
  options_.retry = {Outcome::kUnreadable};
  options_.max_cost = 20.0;
  Judge again(options_, engine_);
  EXPECT_EQ(again.Run(TwoPairs, observer, never), RunEnd::kMaxCost);
  EXPECT_EQ(engine_.asked, 6u);  // four at first, two before 21 dollars
  EXPECT_DOUBLE_EQ(again.cost()->Total(), 21);
  EXPECT_EQ(RunReader(options_.run).manifest().facts.at("cost"), "21.000000");
}

TEST_F(JudgeTest, ACostThatCannotBeKnownIsSaid) {
  options_.prices = WritePrices(folder_, "another");
  options_.max_cost = 1.0;
  try {
    Judged({ExamplePair("a", "q")});
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_EQ(e.what(), options_.prices + " has no price for model \"scripted\"; it has another");
  }
  options_.prices = WritePrices(folder_, "scripted");
  engine_.answer = [](const Request&) {
    Completion completion = Text("final decision is Tie");
    completion.prompt_tokens.reset();
    return completion;
  };
  try {
    Judged({ExamplePair("a", "q")});
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()).rfind("an answer came without its token counts", 0), 0u);
  }
  options_.max_cost.reset();
  options_.run = folder_ + "/run";
  struct Warned : JudgeObserver {
    void Warn(const std::string& what) override { said += what + "\n"; }
    std::string said;
  } observer;
  StopSignal never;
  Judge judge(options_, engine_);
  EXPECT_EQ(judge.Run(TwoPairs, observer, never), RunEnd::kAll);
  EXPECT_EQ(observer.said,
            "4 answers came without their token counts: what the run has cost is not known\n");
  EXPECT_FALSE(judge.cost());
  EXPECT_EQ(RunReader(options_.run).manifest().facts.at("cost"), "unknown");
}

TEST_F(JudgeTest, TokenCountsAreWaitedForWhereTheyHaveAPrice) {
  bool wanted = true;
  engine_.answer = [&](const Request& request) {
    wanted = request.wants_counts;
    return Text("final decision is Tie");
  };
  Judged({ExamplePair("a", "q")});
  EXPECT_FALSE(wanted);
  options_.prices = WritePrices(folder_, "scripted");
  Judged({ExamplePair("a", "q")});
  EXPECT_TRUE(wanted);
}

TEST_F(JudgeTest, ShardsShareAnInputAndKeepItsOrder) {
  std::vector<Item> items;
  for (int i = 0; i < 40; ++i) {
    items.push_back(ExamplePair(std::to_string(i), "question " + std::to_string(i)));
  }
  std::vector<std::string> seen;
  for (size_t number = 1; number <= 3; ++number) {
    options_.shard = {number, 3};
    options_.run = fmt::format("{}/{}", folder_, number);
    for (const ItemJudgment& judged : Judged(items)) {
      seen.push_back(judged.id);
    }
    EXPECT_EQ(RunReader(options_.run).manifest().settings.at("shard"), RenderShard(options_.shard));
  }
  EXPECT_EQ(engine_.asked, 80u);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()) - seen.begin(), 40);
  options_.shard = {2, 3};
  items.push_back(items[0]);
  items.back().id = "broken";
  items.back().responses.resize(1);  // in no shard of these, and checked all the same
  options_.protocol = "autoj-pairwise";
  options_.run.clear();
  EXPECT_THROW(Judged(items), Error);
}

TEST_F(JudgeTest, ServersThatAreGoneEndTheRunByThemselves) {
  engine_.answer = [](const Request&) { return Text("", Finish::kError); };
  std::vector<Item> items;
  for (int i = 0; i < 15; ++i) {
    items.push_back(ExamplePair(std::to_string(i), "q"));
  }
  EXPECT_EQ(Judged(items).size(), 15u);  // a local engine goes on
  engine_.asked = 0;
  engine_.info.is_remote = true;
  try {
    Judged(items);
    FAIL() << "went on";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kRemote);
    EXPECT_EQ(std::string(e.what()).rfind("20 judgments failed in a row", 0), 0u) << e.what();
  }
  EXPECT_EQ(engine_.asked, 20u);
  options_.max_failures = 0;
  EXPECT_EQ(Judged(items).size(), 15u);
}

TEST_F(JudgeTest, AnEngineThatStopsLeavesWholeItemsOnly) {
  StopSignal stop;
  engine_.answer = [&](const Request&) {
    stop.level = engine_.asked == 3 ? StopSignal::kFinish : StopSignal::kRun;
    return Text("final decision is Tie");
  };
  JudgeObserver observer;
  Judge judge(options_, engine_);
  judge.Run(TwoPairs, observer, stop);
  std::vector<std::string> whole;
  size_t unfinished = judge.ForEach([&](const Item& item, const ItemJudgment& judged) {
    EXPECT_EQ(item.query, "one");
    whole.push_back(judged.id);
  });
  EXPECT_EQ(whole, std::vector<std::string>{"a"});
  EXPECT_EQ(unfinished, 1u);
}

TEST_F(JudgeTest, AnInputThatBreaksOffLeavesNothingBehind) {
  options_.run = folder_ + "/run";
  JudgeObserver observer;
  StopSignal never;
  auto breaks_off = [](const ItemSink& sink) {
    TwoPairs(sink);
    throw Error(ErrorKind::kInput, "line 3 is broken");
  };
  EXPECT_THROW(Judge(options_, engine_).Run(breaks_off, observer, never), Error);
  EXPECT_FALSE(std::filesystem::exists(options_.run));

  Judged({ExamplePair("z", "old")});
  EXPECT_THROW(Judge(options_, engine_).Run(breaks_off, observer, never), Error);
  std::vector<std::string> ids;
  size_t unfinished = RunReader(options_.run).ForEach([&](const Item&, const ItemJudgment& judged) {
    ids.push_back(judged.id);
  });
  EXPECT_EQ(ids, std::vector<std::string>{"z"});
  EXPECT_EQ(unfinished, 0u);
}

TEST_F(JudgeTest, OnlyTheItemsOfACallAreItsResults) {
  options_.run = folder_;
  Judged({ExamplePair("a", "one"), ExamplePair("b", "two"), ExamplePair("c", "three")});
  std::vector<ItemJudgment> judged =
      Judged({ExamplePair("c", "three"), ExamplePair("new", "four"), ExamplePair("a", "one")});
  ASSERT_EQ(judged.size(), 3u);
  EXPECT_EQ(judged[0].id + judged[1].id + judged[2].id, "cnewa");
  EXPECT_EQ(engine_.asked, 8u);
}

TEST_F(JudgeTest, TwoItemsWithOneIdAreRefused) {
  try {
    Judged({ExamplePair("a", "one"), ExamplePair("a", "two")});
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
  }
}

TEST_F(JudgeTest, NeighboursFarApartAreAskedWhatTheyAre) {
  constexpr size_t kMany = 300;  // more than are kept at hand
  class Backwards : public Scripted {
    void Run(Requests& requests, const StopSignal&) override {
      for (size_t i = 0; i < requests.Count(); ++i) {
        requests.Make(i);
      }
      for (size_t i = requests.Count(); i > 0; --i) {
        requests.Done(i - 1, answer(requests.Make(i - 1)));
      }
    }
  };
  Backwards backwards;
  backwards.answer = [](const Request& request) {
    bool even = request.prompt.Text().find("even") != std::string::npos;
    return Text(even ? "final decision is Tie" : "final decision is Response 1");
  };
  std::vector<Item> items;
  for (size_t i = 0; i < kMany; ++i) {
    items.push_back(ExamplePair(std::to_string(i), i % 2 == 0 ? "even" : "odd"));
  }
  std::vector<ItemJudgment> judged = JudgeItems(options_, backwards, items);
  ASSERT_EQ(judged.size(), kMany);
  for (size_t i = 0; i < kMany; ++i) {
    EXPECT_EQ(judged[i].id, std::to_string(i));
    EXPECT_EQ(judged[i].verdict.outcome, i % 2 == 0 ? Outcome::kTie : Outcome::kInconsistent);
  }
}

TEST_F(JudgeTest, LogProbabilitiesAreAskedForWhereTheyDecide) {
  std::map<std::string, bool> wanted;
  engine_.answer = [&](const Request& request) {
    bool best_of = request.prompt.Text().find("BEST") != std::string::npos;
    wanted[best_of ? "best of" : "pair"] = request.wants_logprob;
    Completion completion = Text("Rating: [[4]] final decision is Tie");
    completion.cached_tokens = 8;
    return completion;
  };
  Item many = ExamplePair("a", "BEST");
  many.responses = {"poor", "splendid", "fair"};
  std::vector<ItemJudgment> judged = Judged({many, ExamplePair("b", "which")});
  EXPECT_EQ(wanted, (std::map<std::string, bool>{{"best of", true}, {"pair", false}}));
  EXPECT_EQ(judged[0].judgments[2].cached_tokens, 8);
}

TEST_F(JudgeTest, ManyResponsesAreRatedAndOneIsSelected) {
  Item item = ExamplePair("a", "Which one?");
  item.responses = {"poor", "splendid", "fair"};
  engine_.answer = [](const Request& request) {
    bool best = request.prompt.Text().find("splendid") != std::string::npos;
    return Text(best ? "Rating: [[9]]" : "Rating: [[4]]");
  };
  ItemJudgment judged = Judged({item})[0];
  EXPECT_EQ(judged.verdict.outcome, Outcome::kSelected);
  EXPECT_EQ(judged.selected, 1);
  EXPECT_EQ(judged.judgments.size(), 3u);
}

TEST_F(JudgeTest, AnEngineThatForgetsARequestIsABug) {
  class Forgetful : public Scripted {
    void Run(Requests& requests, const StopSignal&) override {
      requests.Done(0, answer(requests.Make(0)));
    }
  };
  Forgetful forgetful;
  forgetful.answer = engine_.answer;
  try {
    JudgeItems(options_, forgetful, {ExamplePair("a", "q")});
    FAIL() << "not noticed";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInternal);
  }
}

TEST_F(JudgeTest, AChangedProtocolIsRefused) {
  std::filesystem::create_directories(folder_);
  std::string path = folder_ + "/mine.yaml";
  auto write = [&](const std::string& marker) {
    std::ofstream(path) << "name: mine\nkind: pairwise\nlanguage: en\nwrapper: none\n"
                           "template: |\n  {prompt} {response} {response_another}\n"
                           "verdict:\n  type: choice\n  after: [\""
                        << marker << "\"]\n  first: [one]\n  second: [two]\n";
  };
  options_.protocol = path;
  options_.run = folder_ + "/run";
  engine_.answer = [](const Request&) { return Text("it is one"); };
  write("it is");
  EXPECT_EQ(Judged({ExamplePair("a", "q")})[0].verdict.outcome, Outcome::kInconsistent);
  write("the winner is");
  try {
    Judged({ExamplePair("a", "q")});
    FAIL() << "read by another rule";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find("protocol mine en: its file has changed"),
              std::string::npos)
        << e.what();
  }
}

TEST_F(JudgeTest, ALanguageThatAProtocolHasNotIsTheItemsError) {
  options_.protocol = "mtbench-pairwise";
  engine_.answer = [](const Request&) { return Text("[[A]]"); };
  std::vector<Item> items = {ExamplePair("a", "q"),
                             ExamplePair("b", "\xE4\xB8\xAD\xE6\x96\x87\xE9\x97\xAE")};
  try {
    Judged(items);
    FAIL() << "judged";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_EQ(std::string(e.what()).rfind("test:b: item \"b\" is in \"zh\"", 0), 0u) << e.what();
  }
  options_.skip_bad = true;
  EXPECT_EQ(Judged(items).size(), 1u);
}

TEST_F(JudgeTest, AutojIsShownCriteriaOnlyWhereAskedForAndThenItIsTold) {
  class Listening : public JudgeObserver {
   public:
    std::string warnings;
    void Warn(const std::string& what) override { warnings += what; }
  };
  engine_.info.is_autoj = true;
  std::string prompt;
  engine_.answer = [&](const Request& request) {
    prompt = request.prompt.Text();
    return Text("final decision is Tie");
  };
  StopSignal never;
  for (const char* criteria : {"", "planning"}) {
    options_.criteria = criteria;
    Listening listening;
    Judge(options_, engine_).Run(TwoPairs, listening, never);
    bool asked = *criteria != '\0';
    EXPECT_EQ(prompt.rfind("[INST] <<SYS>>\nYou are given the criteria", 0) == 0, asked) << prompt;
    EXPECT_EQ(listening.warnings.find("trained without criteria") != std::string::npos, asked);
  }
  engine_.info.is_autoj = false;  // in its wrapper a model counts as one
  options_.wrapper = "autoj";
  Listening listening;
  Judge(options_, engine_).Run(TwoPairs, listening, never);
  EXPECT_NE(listening.warnings.find("trained without criteria"), std::string::npos);
}

TEST_F(JudgeTest, AnotherTryDrawsAnew) {
  options_.run = folder_ + "/run";
  options_.decoding.temperature = 1;
  std::vector<uint64_t> seeds;
  engine_.answer = [&](const Request& request) {
    seeds.push_back(request.seed);
    return Text("nothing");
  };
  options_.both_orders = false;
  Judged({ExamplePair("a", "q")});
  options_.retry = {Outcome::kUnreadable};
  Judged({ExamplePair("a", "q")});
  ASSERT_EQ(seeds.size(), 2u);
  EXPECT_NE(seeds[0], seeds[1]);
}

}  // namespace
}  // namespace autoj
