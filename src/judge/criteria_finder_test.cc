#include "judge/criteria_finder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "base/hash.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOne = "extended:\n  brief:\n    content: Short.\n    type: style\n";

// Says of each query what stands before its colon, with the probability behind it.
class Echo : public Classifier {
 public:
  explicit Echo(int* asked = nullptr) : asked_(asked) {}  // counts its queries there

  std::vector<ScenarioGuess> Classify(const std::string& query) override {
    if (asked_ != nullptr) {
      ++*asked_;
    }
    if (query.empty()) {
      return {{"others", "NLP Tasks", 0.13}, {"planning", "General Communication", 0.02}};
    }
    size_t colon = query.find(':');
    return {{query.substr(0, colon), std::nullopt, std::stod(query.substr(colon + 1))}};
  }
  double UnsureBelow() const override { return 0.5; }
  std::string Identity() const override { return "echo"; }

 private:
  int* asked_;
};

Item Asking(const std::string& query) {
  Item item;
  item.id = "a";
  item.line = "in.jsonl:3";
  item.query = query;
  return item;
}

class CriteriaFinderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "autoj-finder-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  static JudgeOptions Options(const std::string& criteria, const std::string& scenarios = "") {
    JudgeOptions options;
    options.criteria = criteria;
    options.scenarios = scenarios;
    return options;
  }

  CriteriaFinder Finder(const std::string& criteria, const std::string& scenarios = "") const {
    return CriteriaFinder(Options(criteria, scenarios), [] { return std::make_unique<Echo>(); });
  }

  // What making a finder, or finding, complains of.
  std::string Complaint(const std::string& criteria, const std::string& scenarios, ErrorKind kind,
                        const Item& item = Asking("planning:0.9")) const {
    try {
      CriteriaFinder finder = Finder(criteria, scenarios);
      finder.Find(item, "en", false);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind);
      return e.what();
    }
    return "no error";
  }

  fs::path folder_;
};

TEST_F(CriteriaFinderTest, AsksNothingWhereNoneAreAskedFor) {
  auto never = []() -> std::unique_ptr<Classifier> { throw Error(ErrorKind::kInternal, "asked"); };
  CriteriaFinder by_protocol(Options(""), never);
  EXPECT_FALSE(by_protocol.Find(Asking("q"), "en", false));
  EXPECT_EQ(by_protocol.settings().at("criteria"), "by protocol");
  EXPECT_FALSE(CriteriaFinder(Options("none"), never).Find(Asking("q"), "en", true));
  EXPECT_EQ(by_protocol.classifier(), "");
}

TEST_F(CriteriaFinderTest, TheItemsScenarioComesBeforeItsQuery) {
  CriteriaFinder finder = Finder("auto");
  Item item = Asking("writing_email:0.9");
  item.scenario = "planning";
  FoundCriteria found = *finder.Find(item, "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kItem);
  EXPECT_EQ(found.shown.scenario, "planning");
  EXPECT_EQ(found.shown.group, "General Communication");
  EXPECT_EQ(found.shown.probability, std::nullopt);
  EXPECT_GE(found.shown.names.size(), 5u);
  EXPECT_EQ(found.shown.hash, Sha256(*found.text));
  EXPECT_NE(found.text->find("[Criteria start]"), std::string::npos);
  EXPECT_EQ(finder.classifier(), "");
}

TEST_F(CriteriaFinderTest, WithoutAScenarioTheQueryIsClassified) {
  CriteriaFinder finder = Finder("auto");
  FoundCriteria found = *finder.Find(Asking("planning:0.9"), "zh", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kClassified);
  EXPECT_EQ(found.shown.scenario, "planning");
  EXPECT_EQ(found.shown.probability, 0.9);
  EXPECT_NE(found.text->find("评判标准"), std::string::npos);
  EXPECT_EQ(finder.classifier(), "echo");
}

TEST_F(CriteriaFinderTest, ClassifiesAQueryOnce) {
  int asked = 0;
  CriteriaFinder finder(Options("auto"), [&] { return std::make_unique<Echo>(&asked); });
  Item own = Asking("planning:0.9");
  own.criteria = "Is it kind?";
  for (const Item& item : {Asking("planning:0.9"), Asking("rejecting:0.9"), own}) {
    FoundCriteria found = *finder.Find(item, "en", false);
    FoundCriteria again = *finder.FindAgain(item, found.shown);
    EXPECT_EQ(again.shown.scenario, found.shown.scenario);
    EXPECT_EQ(again.text == nullptr, found.text == nullptr);
    if (found.text != nullptr) {
      EXPECT_EQ(*again.text, *found.text);
    }
  }
  EXPECT_EQ(asked, 2);
  EXPECT_FALSE(finder.FindAgain(own, std::nullopt));
}

TEST_F(CriteriaFinderTest, AnUnsureAnswerSaysSo) {
  CriteriaFinder finder = Finder("auto");
  FoundCriteria found = *finder.Find(Asking("planning:0.3"), "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kUnsure);
  EXPECT_EQ(found.shown.scenario, "planning");
  EXPECT_EQ(found.shown.probability, 0.3);
  EXPECT_EQ(found.text->find("planning"), std::string::npos);
}

TEST_F(CriteriaFinderTest, AnEmptyQueryIsOne) {
  CriteriaFinder finder = Finder("auto");
  FoundCriteria found = *finder.Find(Asking(""), "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kUnsure);
  EXPECT_EQ(found.shown.scenario, "others");
}

TEST_F(CriteriaFinderTest, AnUnknownScenarioIsToldAndTheQueryClassified) {
  CriteriaFinder finder = Finder("auto");
  Item item = Asking("planning:0.9");
  item.scenario = "tickets";
  FoundCriteria found = *finder.Find(item, "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kClassified);
  EXPECT_EQ(found.shown.scenario, "planning");
  EXPECT_EQ(found.shown.reason,
            "the item's scenario \"tickets\" is none that is known, so its query was classified");
}

TEST_F(CriteriaFinderTest, AClassWithoutCriteriaShowsNoneOrSaysSo) {
  CriteriaFinder finder = Finder("auto");
  FoundCriteria found = *finder.Find(Asking("rejecting:0.9"), "en", false);
  EXPECT_EQ(found.text, nullptr);
  EXPECT_EQ(found.shown.hash, "");
  EXPECT_EQ(found.shown.reason, "there are no criteria for \"rejecting\"");
  FoundCriteria placed = *finder.Find(Asking("rejecting:0.9"), "en", true);
  EXPECT_EQ(*placed.text, "No criteria are known for this type of query from users.");
}

TEST_F(CriteriaFinderTest, AnItemOfAClassThatIsNoScenarioHasNone) {
  CriteriaFinder finder = Finder("auto");
  Item item = Asking("planning:0.9");
  item.scenario = "peer_review";
  FoundCriteria found = *finder.Find(item, "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kItem);
  EXPECT_EQ(found.shown.scenario, "peer_review");
  EXPECT_EQ(found.shown.group, std::nullopt);
  EXPECT_EQ(found.text, nullptr);
  EXPECT_EQ(found.shown.reason, "there are no criteria for \"peer_review\"");
}

TEST_F(CriteriaFinderTest, EmptyWordsOfAnItemCountAsNone) {
  CriteriaFinder finder = Finder("auto");
  Item item = Asking("writing_email:0.9");
  item.scenario = "planning";
  for (const char* empty : {"", " \n"}) {
    item.criteria = empty;
    FoundCriteria found = *finder.Find(item, "en", false);
    EXPECT_EQ(found.shown.scenario, "planning");
    EXPECT_GE(found.shown.names.size(), 5u);
  }
}

TEST_F(CriteriaFinderTest, TheItemsOwnWordsComeFirst) {
  Item item = Asking("planning:0.9");
  item.criteria = "Be kind.";
  item.scenario = "chitchat";
  for (const char* criteria : {"auto", ""}) {
    CriteriaFinder finder = Finder(criteria);
    FoundCriteria found = *finder.Find(item, "en", true);
    EXPECT_EQ(*found.text, "Be kind.");
    EXPECT_EQ(found.shown.source, CriteriaSource::kItem);
    EXPECT_EQ(found.shown.group, "General Communication");
  }
  CriteriaFinder flag = Finder("planning");
  EXPECT_NE(*flag.Find(item, "en", true)->text, "Be kind.");
}

TEST_F(CriteriaFinderTest, AFlagCountsForAllItems) {
  CriteriaFinder named = Finder("default");  // an alias
  FoundCriteria found = *named.Find(Asking("planning:0.9"), "en", false);
  EXPECT_EQ(found.shown.source, CriteriaSource::kFlag);
  EXPECT_EQ(found.shown.scenario, "others");
  EXPECT_EQ(named.settings().at("criteria"), "others");

  std::string file = Write("mine.yaml", kOne);
  CriteriaFinder own = Finder(file);
  FoundCriteria mine = *own.Find(Asking("planning:0.9"), "en", false);
  EXPECT_EQ(mine.shown.names, std::vector<std::string>({"brief"}));
  EXPECT_EQ(mine.shown.scenario, std::nullopt);
  std::string before = own.settings().at("criteria");
  Write("mine.yaml", std::string(kOne) + "  kind:\n    content: Kind.\n    type: style\n");
  EXPECT_NE(Finder(file).settings().at("criteria"), before);
}

TEST_F(CriteriaFinderTest, AFolderIsKnownByItsWordsNotByItsPlace) {
  Write("planning.yaml", kOne);
  std::string here = Finder("auto", folder_.string()).settings().at("scenarios");
  std::string there = Finder("auto", folder_.string() + "/.").settings().at("scenarios");
  EXPECT_EQ(here, there);
  EXPECT_NE(Finder("auto", "+" + folder_.string()).settings().at("scenarios"), here);
}

TEST_F(CriteriaFinderTest, AnotherClassifierIsPartOfTheRun) {
  JudgeOptions options = Options("auto");
  options.classifier = "lexical";
  EXPECT_EQ(CriteriaFinder(options).settings().count("classifier"), 0u);  // the default
  options.classifier = "embedded";
  EXPECT_EQ(CriteriaFinder(options).settings().at("classifier"), "embedded");
  options.classifier = "";
  options.weights = Write("weights.bin", "x");
  EXPECT_EQ(CriteriaFinder(options).settings().at("classifier"), "lexical sha256:" + Sha256("x"));
  for (const char* criteria : {"", "none", "planning"}) {
    options.criteria = criteria;
    EXPECT_THROW(CriteriaFinder{options}, Error);
  }
}

TEST_F(CriteriaFinderTest, SaysWhatIsWrong) {
  std::string folder = folder_.string();
  Write("planning.yaml", kOne);
  EXPECT_EQ(Complaint("planing", "", ErrorKind::kUsage),
            "unknown scenario \"planing\"; did you mean \"planning\"?");
  EXPECT_EQ(Complaint("chitchat", folder, ErrorKind::kUsage).substr(0, 27),
            "unknown scenario \"chitchat\"");
  EXPECT_EQ(Complaint("", folder, ErrorKind::kUsage),
            "--scenarios says where criteria are taken from, but none are: give --criteria auto, "
            "or --criteria and a scenario");
  EXPECT_EQ(Complaint("none", folder, ErrorKind::kUsage).substr(0, 11), "--scenarios");
  EXPECT_EQ(Complaint(folder + "/planning.yaml", folder, ErrorKind::kUsage).substr(0, 11),
            "--scenarios");
  EXPECT_NE(Complaint(folder + "/none.yaml", "", ErrorKind::kInput).find("none.yaml"),
            std::string::npos);
  std::string broken = Write("broken.yml.yaml", "extended:\n  a:\n    content: x\n");
  EXPECT_NE(Complaint(broken, "", ErrorKind::kInput).find(":3: \"type\" is missing"),
            std::string::npos);
  fs::remove(broken);
  EXPECT_NE(Complaint("auto", folder + "/no/such", ErrorKind::kInput).find("folder of YAML files"),
            std::string::npos);
  Item item = Asking("q");
  item.scenario = "chitchat";
  EXPECT_EQ(Complaint("auto", folder, ErrorKind::kInput, item),
            "in.jsonl:3: item \"a\" is of the scenario \"chitchat\", which " + folder +
                " does not have; add its file there, or keep the shipped ones with --scenarios +" +
                folder);
}

}  // namespace
}  // namespace autoj
