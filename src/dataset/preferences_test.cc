#include "dataset/preferences.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/test_folder.h"

namespace autoj {
namespace {

// A file of rows, and what was read of it.
class PreferencesTest : public testing::Test {
 protected:
  void Write(const std::string& text) { std::ofstream(path_) << text; }

  std::vector<Preference> Read(std::optional<PreferenceFormat> format = {}) {
    std::vector<Preference> rows;
    ReadPreferences(path_, format, [&](Preference row) { rows.push_back(std::move(row)); });
    return rows;
  }

  Preference ReadOne(const std::string& text) {
    Write(text);
    return Read().at(0);
  }

  std::string Refusal(const std::string& text) {
    Write(text);
    try {
      Read();
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      std::string message = e.what();
      return message.substr(message.find(".jsonl:") + 7);
    }
    return "";
  }

  TestFolder folder_;
  std::string path_ = folder_ / "preferences_test.jsonl";
};

constexpr const char* kArena =
    R"json({"question_id": "x1", "winner": "tie (bothbad)", "language": "German", "turn": 1,
 "conversation_a": [{"role": "user", "content": "Hallo?"}, {"role": "assistant", "content": "A"}],
 "conversation_b": [{"role": "user", "content": "Hallo?"}, {"role": "assistant", "content": "B"}]})json";

std::string OnOneLine(std::string text) {
  for (char& c : text) {
    c = c == '\n' ? ' ' : c;
  }
  return text;
}

TEST_F(PreferencesTest, OwnRecordsKeepTheirLabelAsANumber) {
  Preference row = ReadOne(
      R"({"query": "q", "response_1": "a", "response_2": "b", "label": "second", "source": "s"})");
  EXPECT_EQ(row.item.label, "1");
  EXPECT_EQ(row.item.id, "0");
  EXPECT_EQ(row.item.meta, R"({"source":"s"})");
  EXPECT_EQ(row.turns, 1U);
}

TEST_F(PreferencesTest, ADialogueHasTurns) {
  Preference row = ReadOne(OnOneLine(R"({"dialogue": [{"role": "user", "content": "1"},
 {"role": "assistant", "content": "2"}, {"role": "user", "content": "3"}],
 "responses": ["a", "b"], "label": 2})"));
  EXPECT_EQ(row.turns, 2U);
}

TEST_F(PreferencesTest, ChosenAndRejectedStandInEitherPlace) {
  size_t first = 0;
  for (int i = 0; i < 40; ++i) {
    nlohmann::json json = {{"prompt", "q" + std::to_string(i)}, {"chosen", "c"}, {"rejected", "r"}};
    Preference row = ReadOne(json.dump());
    bool chosen_first = row.item.responses[0] == "c";
    EXPECT_EQ(row.item.label, chosen_first ? "0" : "1");
    first += chosen_first ? 1 : 0;
  }
  EXPECT_GT(first, 8U);
  EXPECT_LT(first, 32U);
}

TEST_F(PreferencesTest, MessagesMayHoldThePrompt) {
  nlohmann::json user = {{"role", "user"}, {"content", "q"}};
  auto answer = [](const char* text) {
    return nlohmann::json{{"role", "assistant"}, {"content", text}};
  };
  nlohmann::json whole = {{"prompt", "q"},
                          {"chosen", {user, answer("c")}},
                          {"rejected", {user, answer("r")}},
                          {"score_chosen", 8.5}};
  Preference row = ReadOne(whole.dump());
  EXPECT_EQ(row.item.query, "q");
  EXPECT_EQ(row.item.meta, R"({"score_chosen":8.5})");
  nlohmann::json apart = {
      {"prompt", {user}}, {"chosen", {answer("c")}}, {"rejected", {answer("r")}}};
  EXPECT_EQ(ReadOne(apart.dump()).item.responses, row.item.responses);
  nlohmann::json longer = {{"chosen", {user, answer("x"), user, answer("c")}},
                           {"rejected", {user, answer("x"), user, answer("r")}}};
  EXPECT_EQ(ReadOne(longer.dump()).turns, 2U);
}

TEST_F(PreferencesTest, ArenaConversationsHaveAWinnerAndALanguage) {
  Preference row = ReadOne(OnOneLine(kArena));
  EXPECT_EQ(row.item.id, "x1");
  EXPECT_EQ(row.item.label, "2");
  std::string newer = OnOneLine(kArena);
  EXPECT_EQ(ReadOne(newer.replace(newer.find("tie (bothbad)"), 13, "both_bad")).item.label, "2");
  EXPECT_EQ(row.language, "German");
  EXPECT_EQ(row.item.responses, (std::vector<std::string>{"A", "B"}));
}

TEST_F(PreferencesTest, ARowOfAnotherFormatIsNamed) {
  std::string rows = R"({"prompt": "q", "chosen": "c", "rejected": "r"})"
                     "\n" +
                     OnOneLine(kArena);
  EXPECT_EQ(Refusal(rows),
            "2: this row looks like the format \"arena\", and the file is read as \"chosen\"; a "
            "file holds rows of one format");
}

TEST_F(PreferencesTest, BadRowsAreRefusedWithTheirPlace) {
  EXPECT_EQ(Refusal(R"({"prompt": "q", "chosen": "c"})"), "1: no \"rejected\"");
  EXPECT_EQ(
      Refusal(R"({"chosen": "c", "rejected": "r"})"),
      "1: \"chosen\" must follow a \"prompt\" or begin with a user's message, and end with an "
      "assistant's");
  EXPECT_EQ(Refusal(R"({"query": "q", "response_1": "a", "response_2": "b", "label": 3})"),
            "1: \"label\" must be 0 (first), 1 (second) or 2 (tie), or these words, found 3");
  std::string arena = OnOneLine(kArena);
  EXPECT_EQ(Refusal(arena.replace(arena.find("tie (bothbad)"), 13, "nobody")),
            "1: \"winner\" must be model_a, model_b, tie, tie (bothbad) or both_bad, found "
            "\"nobody\"");
  EXPECT_EQ(Refusal(R"({"id": 1, "query": "q", "response": "a"})"
                    "\n"
                    R"({"id": 1, "query": "q", "response": "a"})"),
            "2: id \"1\" stands on line 1 already");
}

TEST_F(PreferencesTest, ASystemMessageIsTold) {
  auto with = [](const char* system) {
    return nlohmann::json{
        {"prompt",
         {{{"role", "system"}, {"content", system}}, {{"role", "user"}, {"content", "q"}}}},
        {"chosen", "c"},
        {"rejected", "r"}}
        .dump();
  };
  Preference row = ReadOne(with("Be rude."));
  EXPECT_TRUE(row.has_system);
  EXPECT_EQ(row.item.query, "q");
  EXPECT_FALSE(ReadOne(with(" ")).has_system);
  std::string arena = OnOneLine(kArena);
  std::string system = R"({"role": "system", "content": "Be rude."}, )";
  EXPECT_TRUE(ReadOne(arena.insert(arena.find("[{") + 1, system)).has_system);
  EXPECT_EQ(
      Refusal(R"({"prompt": [{"role": "tool", "content": "5"}], )"
              R"("chosen": "c", "rejected": "r"})"),
      "1: a message of \"prompt\" has the role \"tool\"; it must be \"user\", \"assistant\" or "
      "\"system\"");
}

TEST_F(PreferencesTest, AMessageMayHaveParts) {
  std::string arena = OnOneLine(kArena);
  std::string text = R"("content": "A")";
  auto with = [&](const std::string& parts) {
    std::string row = arena;
    return row.replace(row.find(text), text.size(), "\"content\": " + parts);
  };
  Preference row = ReadOne(
      with(R"([{"type": "text", "text": "A", "image": null}, {"type": "text", "text": "B"}])"));
  EXPECT_EQ(row.item.responses[0], "AB");
  EXPECT_EQ(Refusal(with(R"([{"type": "image", "image": "x"}])")),
            "1: a message of \"conversation_a\" has a part that is no text");
}

TEST(PreferenceFormat, HasNames) {
  EXPECT_EQ(ParsePreferenceFormat("arena"), PreferenceFormat::kArena);
  EXPECT_THROW(ParsePreferenceFormat("arean"), Error);
}

}  // namespace
}  // namespace autoj
