#include "scenario/scenario_set.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "scenario/criteria_message.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOne = "extended:\n  brief:\n    content: Short.\n    type: style\n";

class ScenarioSetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "autoj-scenarios-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  ScenarioSet Load() const { return ScenarioSet::Load(folder_.string()); }

  // What loading the folder complains of, without its path.
  std::string Complaint() const {
    try {
      Load();
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      std::string text = e.what();
      for (size_t at; (at = text.find(folder_.string() + "/")) != std::string::npos;) {
        text.erase(at, folder_.string().size() + 1);
      }
      return text;
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(ScenarioSetTest, ReadsOwnAndIncludedCriteriaWhereTheyStand) {
  Write("basics/writing.yaml", "clear:\n  content: Clear words.\n  weight: 3\n  type: basic\n");
  Write("planning.yaml",
        "basic-writing:\n  !include \"basics/writing.yaml\"\n\nextended:\n  steps:\n    content: "
        "Steps.\n    weight: 5\n    type: content\n    name_zh: 步骤\n    content_zh: 有步骤。\n");
  ScenarioSet set = Load();
  ASSERT_EQ(set.all().size(), 1u);  // what is only included is no scenario
  const ScenarioCriteria& planning = set.all()[0];
  EXPECT_EQ(planning.name, "planning");
  EXPECT_EQ(planning.group, "General Communication");
  ASSERT_EQ(planning.criteria.size(), 2u);
  EXPECT_EQ(planning.criteria[0].name, "clear");
  EXPECT_EQ(planning.criteria[0].type, CriterionType::kBasic);
  EXPECT_EQ(planning.criteria[0].NameIn("zh"), "clear");
  EXPECT_EQ(planning.criteria[1].NameIn("zh"), "步骤");
  EXPECT_EQ(planning.criteria[1].ContentIn("en"), "Steps.");
  EXPECT_EQ(planning.criteria[1].source, (folder_ / "planning.yaml").string() + ":5");
}

TEST_F(ScenarioSetTest, FindsIncludesOfAnotherRootByTheirLastTwoComponents) {
  Write("basics/basic_bot.yaml", "kind:\n  content: Kind.\n  type: basic\n");
  Write("specials/chitchat.yaml",
        "basic-bot:\n  !include \"./elsewhere/x/basics/basic_bot.yaml\"\n");
  EXPECT_EQ(Load().Get("chitchat").criteria.at(0).name, "kind");
}

TEST_F(ScenarioSetTest, ShippedBasicsNeedNotBeCopied) {
  Write("planning.yaml", "basic-writing: !include basics/writing.yaml\n");
  std::vector<Criterion> shipped = LoadCriteriaFile((folder_ / "planning.yaml").string());
  ASSERT_FALSE(shipped.empty());
  EXPECT_EQ(shipped[0].source.rfind("(shipped)/basics/writing.yaml:", 0), 0U);
  EXPECT_EQ(Load().Get("planning").criteria.size(), shipped.size());
  Write("basics/writing.yaml", "kind:\n  content: Kind.\n  type: basic\n");  // comes first
  EXPECT_EQ(Load().Get("planning").criteria.size(), 1U);
  EXPECT_EQ(LoadCriteriaFile((folder_ / "planning.yaml").string()).size(), 1U);
}

TEST_F(ScenarioSetTest, OneFileIsReadWithoutItsFolder) {
  Write("mine.yaml", kOne);
  EXPECT_EQ(LoadCriteriaFile((folder_ / "mine.yaml").string()).size(), 1U);
  try {
    LoadCriteriaFile("missing.yaml");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "missing.yaml: No such file or directory; criteria are read from it");
  }
}

TEST_F(ScenarioSetTest, AnUnknownScenarioHasNoGroupAndNoDescription) {
  Write("tarot_reading.yaml", kOne);
  ScenarioSet set = Load();
  EXPECT_EQ(set.Get("tarot_reading").group, std::nullopt);
  EXPECT_EQ(set.Get("tarot_reading").description, std::nullopt);
}

TEST_F(ScenarioSetTest, APlusExtendsAndReplacesByName) {
  Write("tarot_reading.yaml", kOne);
  Write("value_judgment.yaml", kOne);  // an alias
  ScenarioSet set = ScenarioSet::Load("+" + folder_.string());
  EXPECT_EQ(set.all().size(), 59u);
  EXPECT_EQ(set.all().back().name, "tarot_reading");
  EXPECT_EQ(set.Get("value_judgement").criteria.size(), 1u);
}

TEST_F(ScenarioSetTest, ANameMayAlsoStandInAnIncludedFile) {
  Write("basics/b.yaml", "brief:\n  content: Be brief.\n  type: basic\n");
  Write("planning.yaml", std::string("b: !include basics/b.yaml\n") + kOne);
  EXPECT_EQ(Load().Get("planning").criteria.size(), 2u);
}

TEST_F(ScenarioSetTest, ScenariosWithoutCriteriaOfTheirOwnAreScenarios) {
  Write("planning.yaml", "extended:\n");
  EXPECT_EQ(Load().Get("planning").criteria.size(), 0u);
}

TEST_F(ScenarioSetTest, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* text;
    const char* complaint;
  };
  const Case cases[] = {
      {"extended:\n  a:\n    content: x\n    type: contents\n",
       "a.yaml:4: unknown type \"contents\"; did you mean \"content\"?"},
      {"extended:\n  a:\n    content: x\n    type: style\n  a:\n    content: y\n    type: style\n",
       "a.yaml:5: \"a\" is given twice"},
      {"x: !include a.yaml\n", "a.yaml:1: a circle of includes: a.yaml -> a.yaml"},
      {"x: !include basics/none.yaml\n", "a.yaml:1: !include basics/none.yaml: no such file"},
      {"extended:\n  a:\n  content: x\n  type: style\n",
       "a.yaml:3: \"a\" is neither a criterion (a map with content and type) nor !include and a "
       "path; is its indentation right?"},
      {"extended:\n  a:\n    content: x\n   type: style\n", "a.yaml:4: not valid YAML"},
      {"extended:\n  a:\n    content: x\n", "a.yaml:3: \"type\" is missing"},
      {"extended:\n  a:\n    type: style\n", "a.yaml:3: \"content\" is missing"},
      {"extended:\n  a:\n    content: ''\n    type: style\n", "a.yaml:3: \"content\" is empty"},
      {"extended:\n  a:\n    content: x\n    kind: style\n", "a.yaml:4: unknown key \"kind\""},
      {"extended:\n  a:\n    content: x\n    type: style\n    name_zh: 甲\n",
       "a.yaml:3: \"content_zh\" is missing"},
      {"extended: [a, b]\n", "a.yaml:1: \"extended\" must be a map"},
      {"- a\n", "a.yaml:1: expected a map of keys"},
  };
  for (const Case& one : cases) {
    Write("a.yaml", one.text);
    EXPECT_EQ(Complaint().substr(0, std::string(one.complaint).size()), one.complaint) << one.text;
  }
}

TEST_F(ScenarioSetTest, RefusesTwoFilesOfOneScenario) {
  Write("a/others.yaml", kOne);
  Write("b/default.yaml", kOne);
  EXPECT_EQ(Complaint(), "b/default.yaml: a/others.yaml is the scenario \"others\" as well");
}

TEST_F(ScenarioSetTest, RefusesFoldersWithoutFiles) {
  EXPECT_NE(Complaint().find("holds no .yaml file"), std::string::npos);
  EXPECT_THROW(ScenarioSet::Load("/no/such/folder"), Error);
}

TEST_F(ScenarioSetTest, UnknownNamesSuggestTheNearest) {
  try {
    ScenarioSet::Load("").Get("planing");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    EXPECT_STREQ(e.what(), "unknown scenario \"planing\"; did you mean \"planning\"?");
  }
}

TEST(ShippedScenarios, AreCompleteInBothLanguages) {
  ScenarioSet set = ScenarioSet::Load("");
  ASSERT_EQ(set.all().size(), AllScenarios().size());
  std::set<std::pair<std::string, std::string>> distinct;
  for (const ScenarioCriteria& scenario : set.all()) {
    EXPECT_GE(scenario.criteria.size(), 5u) << scenario.name;
    EXPECT_TRUE(scenario.group && scenario.description && scenario.description_zh);
    for (const Criterion& criterion : scenario.criteria) {
      EXPECT_FALSE(criterion.content_zh.empty()) << criterion.source;
      distinct.insert({criterion.name, criterion.content});
    }
  }
  EXPECT_GE(distinct.size(), 332u);
}

TEST(CriteriaMessage, GroupsAndNumbers) {
  ScenarioCriteria scenario;
  scenario.description = "Plan a day.";
  scenario.criteria = {{"kind", "Be kind.", "", "", CriterionType::kBasic, ""},
                       {"table", "Use a table.", "", "", CriterionType::kFormat, ""},
                       {"steps", "Give steps.", "步骤", "给出步骤。", CriterionType::kContent, ""},
                       {"when", "Say when.", "", "", CriterionType::kContent, ""}};
  EXPECT_EQ(RenderCriteriaMessage(scenario, "en"),
            "You are given the criteria to craft good responses for this type of query from "
            "users:\n- Plan a day. The criteria are as follows:\n[Criteria start]\n\nContent\n1. "
            "steps: Give steps.\n2. when: Say when.\n\nFormat\n3. table: Use a table.\n\nBasic and "
            "general\n4. kind: Be kind.\n\n[Criteria end]");
  EXPECT_NE(RenderCriteriaMessage(scenario, "zh").find("1. 步骤: 给出步骤。"), std::string::npos);
}

}  // namespace
}  // namespace autoj
