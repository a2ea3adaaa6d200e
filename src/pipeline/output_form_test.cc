#include "pipeline/output_form.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace autoj {
namespace {

const Protocol& Pairwise(const char* language) {
  static const Protocol english = LoadProtocol("autoj-pairwise", "en");
  static const Protocol chinese = LoadProtocol("autoj-pairwise", "zh");
  return language == std::string("zh") ? chinese : english;
}

const Protocol& Single() {
  static const Protocol protocol = LoadProtocol("autoj-single", "en");
  return protocol;
}

FormedOutput Compare(const std::string& text, const char* language = "en") {
  return FormComparison(Pairwise(language), text);
}

constexpr const char* kGood =
    "Response 1 names its sources, Response 2 does not.\n\nSo, the final decision is Response 1. "
    "What tips the balance is that its claims can be checked.";

TEST(FormComparison, AGoodTextStaysAsItIs) {
  FormedOutput formed = Compare(kGood);
  EXPECT_EQ(formed.fault, "");
  EXPECT_EQ(formed.text, kGood);
  EXPECT_EQ(formed.verdict.outcome, Outcome::kFirst);
}

TEST(FormComparison, OtherSpellingsOfTheStatementAreMended) {
  const char* spellings[] = {
      "It is right.\n\n**So, the final decision is Response 2.** It is clearer.",
      "It is right.\nTherefore, the final decision is: **response 2**. It is clearer.",
      "It is right.\n\nThe Final Decision is \"Response 2\". It is clearer.",
      "It is right.\n\n---\n\n**\nSo, the final decision is Response 2. It is clearer.",
      "It is right. In conclusion, the final decision is Response 2. It is clearer.",
      "It is right.\n\n### So, the final decision is Response 2. It is clearer."};
  for (const char* spelling : spellings) {
    FormedOutput formed = Compare(spelling);
    EXPECT_EQ(formed.fault, "") << spelling;
    EXPECT_EQ(formed.verdict.outcome, Outcome::kSecond) << spelling;
    EXPECT_EQ(formed.text.rfind("It is right.\n\nSo, the final decision is Response 2. It is", 0),
              0U)
        << spelling;
  }
}

TEST(FormComparison, NothingThatSaysSomethingIsCut) {
  for (const char* factors : {"It only says \"hello world\"", "It is `right`", "```\nx = 1\n```",
                              "2 + 2 is\n5.", "x * y *", "a -", "But overall:", "It is **clear**",
                              "He writes _so_", "1. It is right.\n2. It is clear."}) {
    FormedOutput formed =
        Compare(std::string(factors) + "\n\nSo, the final decision is Response 2.");
    EXPECT_EQ(formed.fault, "") << factors;
    EXPECT_EQ(formed.text, std::string(factors) + "\n\nSo, the final decision is Response 2.");
    EXPECT_EQ(FormCritique(Single(), std::string(factors) + "\n\nRating: [[4]]").text,
              std::string(factors) + "\n\nRating: [[4]]");
  }
  EXPECT_EQ(Compare("回应1“更好”\n\n所以，最终决定是回应1", "zh").text,
            "回应1“更好”\n\n所以，最终决定是回应1");
}

TEST(FormComparison, TheNumberOfTheStatementInAListGoes) {
  for (const char* number : {"3. ", "\n\n### 3. ", "\n**3.** ", "\n3. **"}) {
    FormedOutput formed = Compare("1. It is right.\n2) It is clear.\n" + std::string(number) +
                                  "So, the final decision is Response 2");
    EXPECT_EQ(formed.fault, "") << number;
    EXPECT_EQ(formed.text,
              "1. It is right.\n2) It is clear.\n\nSo, the final decision is Response 2");
  }
  EXPECT_EQ(FormCritique(Single(), "1. Dull.\n\n2. Rating: [[4]]").text,
            "1. Dull.\n\nRating: [[4]]");
}

TEST(FormComparison, ADecisionThatIsTwoIsRefused) {
  EXPECT_EQ(
      Compare("So, the final decision is Response 2\nSo, the final decision is Response 1").fault,
      "the text decides more than once");
  EXPECT_EQ(Compare("Clear. The final decision is Response 1. No, the final decision is hard. So, "
                    "the final decision is Response 1.")
                .fault,
            "the text decides more than once");
  EXPECT_NE(Compare("Clear.\n\nSo, the final decision is Response 1 and Response 2 are tied").fault,
            "");
  EXPECT_EQ(
      Compare("Clear.\n\nSo, the final decision is Response 1, tied with Response 2. x").fault,
      "the decision names one response and a tie");
  EXPECT_EQ(Compare("两者都好。\n\n所以，最终决定是回应1，二者平局。", "zh").fault,
            "the decision names one response and a tie");
  for (const char* statement : {"The final decision is: **Response 2**.", "最终决定是：回应1"}) {
    const char* language = statement[0] == 'T' ? "en" : "zh";
    std::string text = fmt::format("x.\n\n{}\n\n{}", statement, statement);
    EXPECT_EQ(Compare(text, language).fault, "the text decides more than once");
  }
  for (const char* decision :
       {"**Response 1** and **Response 2** are equal", "Response 1, Response 2",
        "Response 1 (or Response 2)", "Response 1 = Response 2",
        "Response 1 vs Response 2: Response 2", "**Response 1**, both are right"}) {
    EXPECT_EQ(Compare(fmt::format("Clear.\n\nSo, the final decision is {}.", decision)).fault,
              "the decision names both responses")
        << decision;
  }
  EXPECT_EQ(Compare("Clear.\n\nSo, the final decision is Response 1, they are equal.").fault,
            "the decision names one response and a tie");
  EXPECT_NE(Compare("都好。\n\n所以，最终决定是回应1，回应2平局", "zh").fault, "");
  EXPECT_EQ(Compare("都好。\n\n所以，最终决定是回应1，与回应2相比，它更好。", "zh").fault, "");
  EXPECT_EQ(Compare("Clear.\n\nSo, the final decision is Tie, both are right.").fault, "");
  for (const char* remark :
       {". It is near a tie.", ", with no tie in sight.", ", whose tone breaks the tie.",
        ". Response 2 errs.", " and it ends."}) {
    EXPECT_EQ(
        Compare(fmt::format("Clear.\n\nSo, the final decision is Response 1{}", remark)).fault, "")
        << remark;
  }
  EXPECT_EQ(
      Compare("Clear.\n\nSo, the final decision is Response 1, better than Response 2.").fault, "");
}

TEST(FormComparison, ATieAndChineseAreRead) {
  FormedOutput tie = Compare("They say the same. So, the final decision is Tied");
  EXPECT_EQ(tie.text, "They say the same.\n\nSo, the final decision is Tie");
  EXPECT_EQ(tie.verdict.outcome, Outcome::kTie);
  FormedOutput chinese = Compare("回应2有一处错误。\n因此，最终决定是：回应1。它没有错误。", "zh");
  EXPECT_EQ(chinese.fault, "");
  EXPECT_EQ(chinese.text, "回应2有一处错误。\n\n所以，最终决定是回应1。它没有错误。");
}

TEST(FormComparison, WhatCannotBeMendedSaysWhy) {
  EXPECT_EQ(Compare("Both are fine.").fault, "no \"final decision is\" in the text");
  EXPECT_EQ(Compare("x\n\nSo, the final decision is hard.").fault,
            "behind \"final decision is\" stands no decision");
  EXPECT_EQ(Compare("So, the final decision is Response 1.").fault,
            "no key factors before the decision");
  EXPECT_EQ(Compare("x. I would not say that the final decision is Response 1.").fault,
            "the decision does not stand in a statement of its own");
  EXPECT_NE(Compare("x\n\nSo, the final decision is Response 1 / Response 2 / Tie").fault, "");
  EXPECT_NE(Compare("x\n\nSo, the final decision is Response 10.").fault, "");
  EXPECT_NE(Compare("").fault, "");
}

TEST(FormCritique, TheRatingIsTheLastLine) {
  const char* spellings[] = {"Too short.\n\nRating: [[5]]",
                             "Too short.\nRating: [[5]].",
                             "Too short. **Rating: [[5/10]]**",
                             "Too short.\n\n## Rating: [[5]]\n",
                             "Too short.\nOverall Rating: [[5]]",
                             "Too short. Rating: **[[5]]**",
                             "Too short.\n\n**Overall Rating: [[5]]**",
                             "Too short. The overall rating is Rating: [[5]]",
                             "Too short. Therefore, Rating: [[5]]"};
  for (const char* spelling : spellings) {
    FormedOutput formed = FormCritique(Single(), spelling);
    EXPECT_EQ(formed.fault, "") << spelling;
    EXPECT_EQ(formed.text, "Too short.\n\nRating: [[5]]") << spelling;
    EXPECT_EQ(formed.verdict.rating, 5) << spelling;
  }
  EXPECT_EQ(FormCritique(Single(), "Fine. 评分: [[5]] Rating: [[5]]").text,
            "Fine. 评分: [[5]]\n\nRating: [[5]]");
  EXPECT_EQ(FormCritique(Single(), "Fine.\n\nRating: [[6.5]]").text, "Fine.\n\nRating: [[6.5]]");
}

TEST(FormCritique, WhatCannotBeMendedSaysWhy) {
  EXPECT_EQ(FormCritique(Single(), "Rating: [[5]]").fault, "no critique before the rating");
  EXPECT_EQ(FormCritique(Single(), "x\n\nRating: [[5]]\n\nI hope that helps!").fault,
            "there is text behind the rating");
  EXPECT_EQ(FormCritique(Single(), "I would say Rating: [[4]] at first.\n\nRating: [[7]]").fault,
            "the text rates more than once");
  EXPECT_EQ(FormCritique(Single(), "x\n\nRating: **[[7]]**\n\nRating: [[4]]").fault,
            "the text rates more than once");
  EXPECT_EQ(FormCritique(Single(), "It is dull, which I take as Rating: [[4]]").fault,
            "the rating does not stand in a statement of its own");
  EXPECT_EQ(FormCritique(Single(), "x, for example: \"Rating: [[5]]\"").fault,
            "no \"Rating: [[\" in the text");
  EXPECT_EQ(FormCritique(Single(), "x\n\nRating: [[5]]\n\nRating: good").fault,
            "there is text behind the rating");
  EXPECT_NE(FormCritique(Single(), "x\n\nRating: [[11]]").fault, "");
  EXPECT_NE(FormCritique(Single(), "x\n\nRating: five").fault, "");
}

}  // namespace
}  // namespace autoj
