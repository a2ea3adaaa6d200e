#include "report/records.h"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace autoj {
namespace {

Alternative Probable(Outcome outcome, double probability) {
  return {{outcome, std::nullopt, ""}, probability};
}

ItemJudgment Base(const std::string& id, ItemKind kind, Outcome outcome) {
  ItemJudgment item;
  item.id = id;
  item.kind = kind;
  item.protocol = kind == ItemKind::kPair ? "autoj-pairwise" : "autoj-single";
  item.language = "en";
  item.verdict.outcome = outcome;
  return item;
}

TEST(RenderRecord, APairJudgedFromTexts) {
  ItemJudgment item = Base("q \"1\"", ItemKind::kPair, Outcome::kInconsistent);
  item.scenario = "writing_email";
  item.label = "[1,null]";
  item.meta = R"({"z": 1, "a": {"k": 12345678901}})";
  Judgment given;
  given.verdict.outcome = Outcome::kFirst;
  given.text = "好。\nSo, the final decision is Response 1.";
  given.finish = Finish::kStop;
  given.prompt_tokens = 812;
  given.cached_tokens = 640;
  given.completion_tokens = 96;
  given.seconds = 1.23456;
  Judgment swapped;
  swapped.order = Order::kSwapped;
  swapped.verdict = {Outcome::kTruncated, std::nullopt, "the token limit came first"};
  swapped.finish = Finish::kLength;
  item.judgments = {given, swapped};
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"q \"1\"","protocol":"autoj-pairwise","language":"en","scenario":"writing_email",)"
      R"("verdict":"inconsistent","averaged":null,"probabilities":null,"orders":[)"
      R"({"order":"given","verdict":"first","probabilities":null,)"
      R"("text":"好。\nSo, the final decision is Response 1.","finish":"stop",)"
      R"("prompt_tokens":812,"cached_tokens":640,"completion_tokens":96,"reason":null,"seconds":1.235},)"
      R"({"order":"swapped","verdict":"truncated","probabilities":null,"text":"",)"
      R"("finish":"length","prompt_tokens":null,"cached_tokens":null,"completion_tokens":null,)"
      R"("reason":"the token limit came first","seconds":0.0}],)"
      R"("label":[1,null],"meta":{"z":1,"a":{"k":12345678901}}})");
}

TEST(RenderRecord, AScoredPairWithoutATie) {
  ItemJudgment item = Base("0", ItemKind::kPair, Outcome::kSecond);
  item.averaged = Outcome::kSecond;
  item.probabilities = {Probable(Outcome::kFirst, 0.25), Probable(Outcome::kSecond, 0.75)};
  Judgment given;
  given.verdict.outcome = Outcome::kSecond;
  given.probabilities = item.probabilities;
  given.finish = Finish::kStop;
  item.judgments = {given};
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"0","protocol":"autoj-pairwise","language":"en","scenario":null,)"
      R"("verdict":"second","averaged":"second",)"
      R"("probabilities":{"first":0.25,"second":0.75,"tie":null},"orders":[)"
      R"({"order":"given","verdict":"second",)"
      R"("probabilities":{"first":0.25,"second":0.75,"tie":null},"text":"","finish":"stop",)"
      R"("prompt_tokens":null,"cached_tokens":null,"completion_tokens":null,"reason":null,"seconds":0.0}]})");
}

TEST(RenderRecord, ASingle) {
  ItemJudgment item = Base("s", ItemKind::kSingle, Outcome::kRated);
  item.verdict.rating = 6.5;
  item.expected = 3.75;
  item.probabilities = {{{Outcome::kRated, 1.0, ""}, 0.5}, {{Outcome::kRated, 6.5, ""}, 0.5}};
  Judgment judgment;
  judgment.verdict = item.verdict;
  judgment.probabilities = item.probabilities;
  judgment.finish = Finish::kTooLong;
  item.judgments = {judgment};
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"s","protocol":"autoj-single","language":"en","scenario":null,)"
      R"("verdict":"rated","rating":6.5,"expected":3.75,"probabilities":{"1":0.5,"6.5":0.5},"orders":[)"
      R"({"order":"given","verdict":"rated","probabilities":{"1":0.5,"6.5":0.5},"text":"",)"
      R"("finish":"error","prompt_tokens":null,"cached_tokens":null,"completion_tokens":null,"reason":null,)"
      R"("seconds":0.0}]})");
  item = Base("s", ItemKind::kSingle, Outcome::kUnreadable);
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"s","protocol":"autoj-single","language":"en","scenario":null,)"
      R"("verdict":"unreadable","rating":null,"expected":null,"probabilities":null,"orders":[]})");
}

TEST(RenderRecord, CriteriaAndSteps) {
  ItemJudgment item = Base("s", ItemKind::kSingle, Outcome::kUnreadable);
  item.criteria = {
      CriteriaSource::kClassified, "planning", "General Communication", 0.5, {"brief"}, "ab12", ""};
  Judgment judgment;
  judgment.finish = Finish::kStop;
  StepText& step = judgment.steps.emplace_back();
  step.name = "look";
  step.text = "seen";
  step.finish = Finish::kLength;
  step.prompt_tokens = 9;
  item.judgments = {judgment};
  nlohmann::ordered_json record = RecordToJson(item);
  EXPECT_EQ(record["criteria"].dump(),
            R"({"scenario":"planning","group":"General Communication","source":"classified",)"
            R"("probability":0.5,"names":["brief"],"hash":"ab12","reason":null})");
  EXPECT_EQ(record["orders"][0]["steps"].dump(),
            R"([{"step":"look","text":"seen","finish":"length","prompt_tokens":9,)"
            R"("cached_tokens":null,"completion_tokens":null,"reason":null,"seconds":0.0}])");
}

TEST(RenderRecord, ABestOfN) {
  ItemJudgment item = Base("b", ItemKind::kBestOf, Outcome::kSelected);
  item.selected = 1;
  item.label = "true";
  Judgment first;
  first.verdict = {Outcome::kRated, 4.0, ""};
  first.text = "x";
  first.finish = Finish::kStop;
  first.logprob = -2.5;
  Judgment second;
  second.response = 1;
  second.verdict = {Outcome::kFailed, std::nullopt, "the server broke off"};
  item.judgments = {first, second};
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"b","protocol":"autoj-single","language":"en","scenario":null,)"
      R"("verdict":"selected","selected":1,"responses":[)"
      R"({"response":0,"verdict":"rated","rating":4,"logprob":-2.5,"probabilities":null,)"
      R"("text":"x","finish":"stop","prompt_tokens":null,"cached_tokens":null,"completion_tokens":null,)"
      R"("reason":null,"seconds":0.0},)"
      R"({"response":1,"verdict":"failed","rating":null,"logprob":null,)"
      R"("probabilities":null,"text":"","finish":"error","prompt_tokens":null,"cached_tokens":null,)"
      R"("completion_tokens":null,"reason":"the server broke off","seconds":0.0}],)"
      R"("label":true})");
}

TEST(RenderRecord, BrokenTextsAndNumbersDoNotThrow) {
  ItemJudgment item = Base("a\xFF", ItemKind::kSingle, Outcome::kRated);
  item.verdict.rating = std::numeric_limits<double>::quiet_NaN();
  item.label = "\xFF";
  EXPECT_EQ(
      RenderRecord(item),
      R"({"id":"a�","protocol":"autoj-single","language":"en","scenario":null,)"
      R"("verdict":"rated","rating":null,"expected":null,"probabilities":null,"orders":[],"label":"�"})");
}

}  // namespace
}  // namespace autoj
