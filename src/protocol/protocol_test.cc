#include "protocol/protocol.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Single(const std::string& more) {
  return "name: n\nkind: single\nlanguage: en\nwrapper: none\ntemplate: \"{prompt} {response}\"\n"
         "verdict: {type: rating, after: [\"R:\"], open: \"<\", close: \">\", scale: [0.5, 3]}\n" +
         more;
}

std::string Pair(const std::string& more) {
  return "name: n\nkind: pairwise\nlanguage: en\nwrapper: none\n"
         "template: \"{response} {response_another} END long END\"\n"
         "verdict: {type: choice, after: [\"is\"], first: [one], second: [two], tie: [none]}\n" +
         more;
}

void ExpectRefused(const std::string& yaml, const std::string& words) {
  try {
    ParseProtocol(yaml, "p.yaml");
    ADD_FAILURE() << "parsed: " << yaml;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    EXPECT_EQ(std::string(e.what()).rfind("p.yaml:", 0), 0u) << e.what();
  }
}

// What decides in its first line leaves no place for a decision behind the text.
TEST(ShippedProtocols, CanAllBeScoredAndMostBeGuided) {
  for (const std::string& name : ShippedProtocolNames()) {
    for (const std::string& language : ShippedProtocolLanguages(name)) {
      Protocol protocol = LoadProtocol(name, language);
      ASSERT_TRUE(protocol.scored && protocol.scored_prompt) << name;
      bool guided = protocol.verdict.type != VerdictRule::Type::kFirstLine;
      ASSERT_EQ(protocol.decision.has_value(), guided) << name;
      if (!guided) {
        continue;
      }
      for (const auto& [verdict, text] : protocol.decision->alternatives) {
        Verdict read = ReadVerdict(protocol.verdict, "Some text." + protocol.decision->lead + text);
        EXPECT_EQ(read.outcome, verdict.outcome) << name << " " << text;
        EXPECT_EQ(read.rating, verdict.rating) << name << " " << text;
      }
    }
  }
}

TEST(ShippedProtocols, OnlyAutojWaitsForASecondDecision) {
  EXPECT_FALSE(LoadProtocol("autoj-pairwise", "en").stops_at_verdict);
  EXPECT_FALSE(LoadProtocol("autoj-single", "zh").stops_at_verdict);
  EXPECT_TRUE(LoadProtocol("mtbench-pairwise", "en").stops_at_verdict);
  EXPECT_TRUE(LoadProtocol("prometheus-absolute", "en").stops_at_verdict);
}

TEST(ShippedProtocols, AutojIsScoredByAShortQuestionBehindItsOwnData) {
  Item item;
  item.query = "q";
  item.responses = {"x", "y"};
  for (const char* language : {"en", "zh"}) {
    Protocol protocol = LoadProtocol("autoj-pairwise", language);
    std::string full = RenderMessage(protocol, Form::kFull, {item, Order::kSwapped, 0}).user;
    std::string scored = RenderMessage(protocol, Form::kScored, {item, Order::kSwapped, 0}).user;
    size_t end = full.find("[END DATA]") + 10;
    EXPECT_EQ(scored.substr(0, end), full.substr(0, end));
    EXPECT_EQ(scored.substr(end), std::string(language) == "en"
                                      ? "\n\nDecide which response is better."
                                      : "\n\n请判断哪个回应更好。");
    ASSERT_EQ(protocol.scored->alternatives.size(), 2u);
    EXPECT_EQ(protocol.scored->alternatives[1].second, "2");
  }
  EXPECT_EQ(LoadProtocol("autoj-pairwise", "en").scored->lead, "The better response is Response ");
}

TEST(Feedback, IsComparedBesideTheResponseItIsAbout) {
  Item item;
  item.query = "q {feedback1}";
  item.critiqued = "the response {feedback2}";
  item.responses = {"x", "y"};
  for (const char* language : {"en", "zh"}) {
    Protocol protocol = LoadProtocol("critique-judge", language);
    std::string given = RenderMessage(protocol, Form::kFull, {item, Order::kGiven}).user;
    std::string swapped = RenderMessage(protocol, Form::kFull, {item, Order::kSwapped}).user;
    for (const std::string& shown : {given, swapped}) {
      EXPECT_NE(shown.find("]: q {feedback1}\n***"), std::string::npos) << shown;
      EXPECT_NE(shown.find("]: the response {feedback2}\n***"), std::string::npos) << shown;
    }
    EXPECT_LT(given.find("]: x\n"), given.find("]: y\n"));
    EXPECT_LT(swapped.find("]: y\n"), swapped.find("]: x\n"));
  }
}

TEST(Feedback, NeedsTheResponseItIsAbout) {
  Item item;
  item.id = "i";
  item.line = "in.jsonl:7";
  item.responses = {"x", "y"};
  try {
    RenderMessage(LoadProtocol("critique-judge", "en"), Form::kFull, {item});
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(),
                 "in.jsonl:7: item \"i\" has no \"critiqued\", which this protocol shows");
  }
}

TEST(Feedback, HasFieldsOfItsOwn) {
  std::string verdict = "verdict: {type: first-line, first: [\"1\"], second: [\"2\"]}\n";
  std::string head = "name: n\nkind: pairwise\nlanguage: en\nwrapper: none\n";
  std::string feedback = head + "compares: feedback\n" + verdict;
  ParseProtocol(feedback + "template: \"{feedback1}{feedback2}\"\n", "p.yaml");
  ExpectRefused(feedback + "template: \"{response}{response_another}\"\n", "unknown field");
  ExpectRefused(feedback + "template: \"{response}{feedback1}\"\n",
                "needs {feedback1} and {feedback2}");
  ExpectRefused(head + verdict + "template: \"{feedback1}{feedback2}\"\n", "unknown field");
  ExpectRefused(Single("compares: feedback\n"), "belongs to a pairwise protocol");
  ExpectRefused(Pair("compares: nothing\n"), "\"nothing\" is no compares");
}

TEST(Decision, OfARatingIsEachWholeNumber) {
  Protocol protocol = ParseProtocol(Single("decision: {lead: \"\\n R: <\"}\n"), "p.yaml");
  ASSERT_EQ(protocol.decision->alternatives.size(), 3u);
  EXPECT_EQ(protocol.decision->alternatives[0].first.rating, 1.0);
  EXPECT_EQ(protocol.decision->alternatives[2].second, "3>");
  EXPECT_EQ(protocol.decision->lead, "\n R: <");
  EXPECT_EQ(protocol.scored->lead, "R: <");
  EXPECT_EQ(LoadProtocol("json-single", "en").decision->alternatives[9].second, "10}");
}

TEST(Decision, OfARatingMayListItsOwnNumbers) {
  Protocol protocol = ParseProtocol(
      Single("decision: {lead: \"R:\", alternatives: {0.5: \" <0.5>\", 3: \" <3>\"}}\n"), "p.yaml");
  ASSERT_EQ(protocol.decision->alternatives.size(), 2u);
  EXPECT_EQ(protocol.decision->alternatives[0].first.rating, 0.5);
  ExpectRefused(Single("decision: {lead: \"R:\", alternatives: {4: \"<4>\", 3: \"<3>\"}}\n"),
                "\"4\" is not a rating");
}

TEST(Decision, MustBeReadAsWhatItIs) {
  ExpectRefused(Single("decision: {lead: \"Rating: <\"}\n"), "the verdict rule reads");
  ExpectRefused(Pair("decision: {lead: \"is \", alternatives: {first: two, second: one}}\n"),
                "reads \"is two\" as second");
  ExpectRefused(Pair("decision: {lead: \"is \", alternatives: {first: on, second: two}}\n"),
                "as unreadable");
}

TEST(Decision, RefusesAnAlternativeThatBeginsAnother) {
  ExpectRefused(Pair("scored: {lead: \"\", alternatives: {first: A, second: AB}}\n"),
                "\"A\" is the beginning of \"AB\"");
  ExpectRefused(Pair("scored: {lead: \"\", alternatives: {first: A, second: A}}\n"),
                "is the beginning of");
  std::string bare =
      "name: n\nkind: single\nlanguage: en\nwrapper: none\ntemplate: \"{response}\"\n"
      "verdict: {type: rating, after: [\"R:\"], scale: [1, 10]}\ndecision: {lead: \"R: \"}\n";
  ExpectRefused(bare, "\"1\" is the beginning of \"10\"");
}

TEST(Scored, KeepsTheTemplateUpToItsMark) {
  ExpectRefused(Pair("scored: {lead: a, alternatives: {first: x, second: y}, keep_until: END}\n"),
                "belong together");
  ExpectRefused(Pair("scored: {lead: a, alternatives: {first: x, second: y}, keep_until: END, "
                     "ask: b}\n"),
                "must stand in the template once");
  ExpectRefused(Pair("scored: {lead: a, alternatives: {first: x, second: y}, keep_until: "
                     "\"{response}\", ask: b}\n"),
                "needs {response} and {response_another}");
}

TEST(Steps, ShowWhatStandsBeforeThem) {
  Protocol protocol = ParseProtocol(
      "name: n\nkind: single\nlanguage: en\nwrapper: none\n"
      "steps: {a: {template: \"A {response}\"}, b: {system: \"S {a}\", template: \"B\"}}\n"
      "template: \"{response} {b}\"\n"
      "verdict: {type: rating, after: [\"R:\"], scale: [1, 3]}\n",
      "p.yaml");
  ASSERT_EQ(protocol.steps.size(), 2u);
  Item item;
  item.responses = {"{b}"};
  Shown shown{item, Order::kGiven, 0, nullptr, {{"a", "{response}"}, {"b", "bee"}}};
  EXPECT_EQ(RenderStep(protocol, Form::kFull, 0, shown).user, "A {b}");
  Message second = RenderStep(protocol, Form::kFull, 1, shown);
  EXPECT_EQ(*second.system + second.user, "S {response}B");
  EXPECT_EQ(RenderMessage(protocol, Form::kFull, shown).user, "{b} bee");
}

TEST(Steps, RefuseWhatCannotBe) {
  auto with = [](const std::string& steps) { return Single("steps: " + steps + "\n"); };
  ExpectRefused(with("{a: {template: x}}"), "no later template shows {a}");
  ExpectRefused(with("{a: {template: \"{b}\"}, b: {template: x}}"), "unknown field {b}");
  ExpectRefused(with("{prompt: {template: x}}"), "\"prompt\" cannot name a step");
  ExpectRefused(with("{Step1: {template: x}}"), "\"Step1\" cannot name a step");
  ExpectRefused(with("{a: {template: x, stop: end}}"), "unknown key \"stop\"");
  ExpectRefused(with("{a: {system: x}}"), "\"template\" is missing");
  ExpectRefused(with("[a]"), "\"steps\" must be a map");
  std::string pair = "name: p\nkind: pairwise\nlanguage: en\nwrapper: none\ncompares: feedback\n";
  ExpectRefused(pair + "steps: {feedback1: {template: x}}\n", "\"feedback1\" cannot name a step");
}

TEST(Criteria, AreASystemMessageWhereTheProtocolHasNoPlace) {
  Item item;
  item.responses = {"x"};
  std::string criteria = "Be kind to {response}.";
  Shown shown{.item = item, .criteria = &criteria};
  Message message = RenderMessage(ParseProtocol(Single(""), "p.yaml"), Form::kFull, shown);
  EXPECT_EQ(message.system, criteria);
  EXPECT_EQ(message.user, " x");
  Protocol placed = ParseProtocol(Single("system: \"Mind this. {criteria}\"\n"), "p.yaml");
  EXPECT_TRUE(ShowsCriteria(placed, Form::kFull));
  EXPECT_EQ(RenderMessage(placed, Form::kFull, shown).system, "Mind this. Be kind to {response}.");
  EXPECT_THROW(RenderMessage(placed, Form::kFull, {.item = item}), Error);
  Protocol taken = ParseProtocol(Single("system: Be fair.\n"), "p.yaml");
  EXPECT_EQ(RenderMessage(taken, Form::kFull, {.item = item}).system, "Be fair.");
  try {
    RenderMessage(taken, Form::kFull, shown);
    ADD_FAILURE() << "rendered";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    EXPECT_NE(std::string(e.what()).find("no place for criteria"), std::string::npos);
  }
}

TEST(RenderMessage, RefusesAResponseThatIsNotThere) {
  Item item;
  item.responses = {"x"};
  Protocol protocol = LoadProtocol("autoj-single", "en");
  EXPECT_THROW(RenderMessage(protocol, Form::kFull, {.item = item, .response = 1}), Error);
  EXPECT_THROW(RenderMessage(protocol, Form::kFull, {.item = item, .response = -1}), Error);
}

TEST(LoadProtocol, KeepsTheTextOfItsFile) {
  EXPECT_EQ(ParseProtocol(Single(""), "p.yaml").text, Single(""));
  EXPECT_FALSE(ParseProtocol(Single(""), "p.yaml").decision);
}

}  // namespace
}  // namespace autoj
