#include "pipeline/response_mentions.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "pipeline/user_message.h"

namespace autoj {
namespace {

TEST(ExchangeMentions, ExchangesEveryMention) {
  const std::pair<const char*, const char*> exchanges[] = {
      {"Response 1 is better than Response 2.", "Response 2 is better than Response 1."},
      {"Response 1's tone, response 2's facts", "Response 2's tone, response 1's facts"},
      {"RESPONSE 1 and response2", "RESPONSE 2 and response1"},
      {"Responses 1 and 2", "Responses 2 and 1"},
      {"Responses 1, 2", "Responses 2, 1"},
      {"Responses 1/2", "Responses 2/1"},
      {"Response number 1, Response No. 2, Response\\_1",
       "Response number 2, Response No. 1, Response\\_2"},
      {"Response 1 vs. 2", "Response 2 vs. 1"},
      {"Response 1 / Response 2 / Tie", "Response 2 / Response 1 / Tie"},
      {"The first response, while the second response's end",
       "The second response, while the first response's end"},
      {"Second Response", "First Response"},
      {"the 1st response, the **second** response", "the 2nd response, the **first** response"},
      {"the first and second responses", "the second and first responses"},
      {"the first and the second response", "the second and the first response"},
      {"**Response 1**: x. Response **2**: y", "**Response 2**: x. Response **1**: y"},
      {"Response (2), Response [1], Response \"1\"", "Response (1), Response [2], Response \"2\""},
      {"response-2, Response_1, Response #1", "response-1, Response_2, Response #2"},
      {"Response one, RESPONSE TWO, response One", "Response two, RESPONSE ONE, response Two"},
      {"Response One and Two", "Response Two and One"},
      {"Response\u00A01, Response\u202F2", "Response\u00A02, Response\u202F1"},
      {"回应1优于回应2，回应 1的结尾", "回应2优于回应1，回应 2的结尾"},
      {"回应１比２好，**回应**【1】", "回应２比１好，**回应**【2】"},
      {"回应一更好，回应二没有说明", "回应二更好，回应一没有说明"},
      {"回应一和二", "回应二和一"},
      {"第一个回应比第二个回应好", "第二个回应比第一个回应好"},
      {"第一个和第二个回应，第 1 条回复", "第二个和第一个回应，第 2 条回复"},
      {"In Response 1, 2 errors stand.", "In Response 2, 2 errors stand."},
      {"Response 1 is long. Response 2 is not. The former is good.",
       "Response 2 is long. Response 1 is not. The former is good."},
      {"回应1长，回应2短，后者更好", "回应2长，回应1短，后者更好"},
      {"回应①更好，回应②没有说明", "回应②更好，回应①没有说明"},
      {"回答1的结尾，回复2更长", "回答2的结尾，回复1更长"},
  };
  for (const auto& [text, exchanged] : exchanges) {
    EXPECT_EQ(ExchangeMentions(text).text, exchanged);
    EXPECT_EQ(ExchangeMentions(exchanged).text, text);
    EXPECT_EQ(ExchangeMentions(text).unclear, "");
  }
}

TEST(ExchangeMentions, LeavesEverythingElse) {
  for (const char* text : {"Response 10 and Response 1.5",
                           "in the first place",
                           "the second half",
                           "both responses",
                           "step 1",
                           "responsible 1",
                           "第一段",
                           "a quick first draft of 2 responses",
                           "The responses 2x as long",
                           "the response (2 paragraphs)",
                           "a 30-second response",
                           "responses 1,200 words long",
                           "Responses 1-2",
                           "a response - 2 points",
                           "Response 1/10",
                           "the first half, the second class",
                           "its former colonies, a former and a latter part",
                           "# 1. Accuracy\n1. Depth, 2. Tone",
                           "the best answer one can give",
                           "A response to the second question",
                           "First, it is long",
                           "the two responses\n\n1. Accuracy: ...\n2. Depth",
                           "the responses\r\n1) Accuracy",
                           "两个回应一样好。回应一般，回答一个问题时，回应一开始就错了",
                           "回应一定要短，回答一下",
                           ""}) {
    ExchangedMentions mentions = ExchangeMentions(text);
    EXPECT_EQ(mentions.text, text);
    EXPECT_EQ(mentions.unclear, "") << text;
  }
}

TEST(ExchangeMentions, NamesWhatIsUnclear) {
  const std::pair<const char*, const char*> texts[] = {
      {"Both are fine, the former is shorter", "former"},
      {"The latter response is better than Response 1", "latter"},
      {"the first one is better", "first one"},
      {"the second answer is wrong", "second answer"},
      {"while the second is not", "second"},
      {"I prefer the first.", "first"},
      {"The second lacks them", "second"},
      {"both responses 1) are long and 2) dull", "responses 1"},
      {"Response 1 is better than 2", "2"},
      {"Response 1's facts, 2's tone", "2"},
      {"not the response one would like", "response one"},
      {"两者都好，前者更短", "前者"},
      {"第一个更好", "第一个"},
      {"回答2个问题", "回答2"},
      {"回应一种说法", "回应一"},
      {"Response 1 beats 2", "2"},
      {"Response 1 is more concise than 2", "2"},
      {"Response 1, and 2", "2"},
      {"Response 1, 2 are equal", "Response 1, 2"},
      {"回应1，2都好", "回应1，2"},
      {"Response 1 has more than 2 examples", "2"},
      {"\"Response 1\" and \"2\"", "2"},
      {"回应1优于2", "2"},
      {"第一种回应好，第二种差", "第二种"},
      {"第一个是对的", "第一个"},
      {"更好的是第二个。", "第二个"},
      {"前面的回应", "前面的回"},
      {"Answer 1 is better, Answer 2 worse", "Answer 1"},
      {"Assistant 1 errs", "Assistant 1"},
      {"Option 1 is right", "Option 1"},
      {"Response A beats Response B", "Response A"},
      {"Assistant (B) errs", "Assistant (B"},
      {"回应B优于回应A", "回应B"},
      {"#1 wins over #2", "1"},
      {"R1 beats R2", "R1"},
      {"the first assistant is right", "first assistant"},
      {"the second output", "second output"},
      {"The second did well", "second"},
      {"the first could be better", "first"},
      {"The first of these", "first"},
      {"The **first** of these", "first"},
      {"The first and second are equal", "first"},
      {"1号回应", "1"},
      {"助手1更好", "助手1"},
      {"答案一更好", "答案一"},
      {"这个回答1小时内", "回答1"},
      {"回答2分钟就能读完", "回答2"},
      {"回答1遍", "回答1"},
      {"回答2题", "回答2"},
      {"a first response to grief", "first response"},
      {"its second response", "second response"},
      {"the writer's first response", "first response"}};
  for (const auto& [text, unclear] : texts) {
    EXPECT_EQ(ExchangeMentions(text).unclear, unclear);
  }
}

// Twice is the original, whatever pieces of mentions and of other words stand side by side, and
// with each verdict of both languages at the end.
TEST(ExchangeMentions, TwiceGivesTheTextAgain) {
  const std::vector<std::string> pieces = {
      "Response", "response",   "responses", "RESPONSE", "first",  "Second", "1st",  "2nd",
      "1",        "2",          "１",        "２",       "one",    "Two",    "一",   "二",
      "第",       "个",         "回应",      "回答",     "样",     "则",     "的",   "和",
      "and",      "the ",       ",",         "/",        "vs.",    "to",     " ",    " ",
      " ",        "\u00A0",     "\n",        "*",        "**",     "_",      "-",    "#",
      "Answer ",  "than ",      "A",         "号",       "①",      "a ",     "#",    "好",
      "(",        ")",          "\"",        "“",        "”",      ".",      "0",    "x",
      "former",   "前者",       "is",        "better",   "[",      "]",      "Tie",  "%",
      "个回应",   " response ", "Response ", "回应1",    "answer", "者",     "\xff", "'s"};
  UserMessageReader reader;
  std::vector<std::string> ends = {""};
  for (const char* language : {"en", "zh"}) {
    const Protocol& protocol = reader.Pairwise(language);
    for (const auto& alternative : protocol.verdict.alternatives) {
      ends.push_back("\n\n" + protocol.verdict.after.front() + " " + alternative.second);
    }
    for (const auto& alternative : protocol.decision->alternatives) {
      ends.push_back(protocol.decision->lead + alternative.second);
    }
  }
  std::mt19937 random(7);
  size_t changed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (size_t length = 1 + random() % 12; length > 0; --length) {
      text += pieces[random() % pieces.size()];
    }
    text += ends[random() % ends.size()];
    ExchangedMentions once = ExchangeMentions(text);
    ExchangedMentions twice = ExchangeMentions(once.text);
    ASSERT_EQ(twice.text, text) << once.text;
    ASSERT_EQ(twice.unclear.empty(), once.unclear.empty()) << text;
    changed += once.text != text ? 1 : 0;
  }
  EXPECT_GT(changed, 5'000U);
}

TEST(ExchangeMentions, HostileTextsComeBackToo) {
  auto repeat = [](const std::string& text) {
    std::string many;
    for (int i = 0; i < 8'000; ++i) {
      many += text;
    }
    return many;
  };
  std::vector<std::string> texts = {"responses" + repeat("\n"), "Response 1" + repeat(", 2"),
                                    "Responses 1" + repeat(", "), "response" + repeat("*")};
  for (const char* piece :
       {"response", "first and ", "第一和", "第一个", "Responses 1 and ", "第 ", "response (",
        "1st ", "回应一和", "((\"1", "the (first ", "r_", "and 2 ", "former "}) {
    texts.push_back(repeat(piece));
  }
  for (const std::string& text : texts) {
    EXPECT_EQ(ExchangeMentions(ExchangeMentions(text).text).text, text);
  }
}

}  // namespace
}  // namespace autoj
