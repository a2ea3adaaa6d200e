#include "study/judge_agreement.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "report/agreement_report.h"

namespace autoj {
namespace {

constexpr BootstrapOptions kFew = {.resamples = 200, .seed = 1};

class Agreement : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = ::testing::TempDir() + "autoj_agreement_" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  Rater Read(const std::string& name, const std::string& text) {
    return ReadRater(Write(name, text));
  }
  // Verdicts by code, without ids: one letter a line, "-" for undecided.
  Rater Verdicts(const std::string& name, const std::string& letters) {
    std::string text;
    for (char letter : letters) {
      text +=
          "{\"output\": " + (letter == '-' ? std::string("-1") : std::string(1, letter)) + "}\n";
    }
    return Read(name, text);
  }
  void ExpectRefused(ErrorKind kind, const std::string& words, const std::function<void()>& what) {
    try {
      what();
      ADD_FAILURE() << "taken: " << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }
  void ExpectLineRefused(const std::string& line, const std::string& words) {
    ExpectRefused(ErrorKind::kInput, words, [&] { Read("bad", line); });
  }
};

const Estimate& Find(const JudgeAgreement& agreement, const std::string& name) {
  for (const JudgeAgreement::Statistic& statistic : agreement.statistics) {
    if (statistic.name == name) {
      return statistic.estimate;
    }
  }
  throw std::runtime_error("no " + name);
}

// Alike 3 of 4: observed 0.75, by chance 2/4 * 3/4 + 2/4 * 1/4 = 0.5.
TEST_F(Agreement, OfTwoIsCohensKappa) {
  JudgeAgreement agreement = CompareRaters({Verdicts("a", "0011"), Verdicts("b", "0001")}, kFew);
  EXPECT_FALSE(agreement.is_numeric);
  EXPECT_EQ(agreement.units, 4u);
  EXPECT_NEAR(Find(agreement, "cohen_kappa").value, 0.5, 1e-12);
  ASSERT_EQ(agreement.pairs.size(), 1u);
  EXPECT_NEAR(agreement.pairs[0].kappa.value, 0.5, 1e-12);
  EXPECT_EQ(agreement.pairs[0].alike.value, 0.75);
  EXPECT_EQ(agreement.clusters, 4u);
}

TEST_F(Agreement, WhatIsUndecidedIsMissingAndCounted) {
  JudgeAgreement agreement =
      CompareRaters({Verdicts("a", "0011-"), Verdicts("b", "0001-"), Verdicts("c", "00-12")}, kFew);
  EXPECT_EQ(agreement.raters[2].undecided, 1u);
  EXPECT_EQ(agreement.raters[0].undecided, 1u);
  ASSERT_EQ(agreement.pairs.size(), 3u);
  EXPECT_EQ(agreement.pairs[0].units, 4u);
  EXPECT_EQ(agreement.pairs[1].units, 3u);
  EXPECT_NEAR(agreement.pairs[1].kappa.value, 1, 1e-12);
  EXPECT_THROW(Find(agreement, "cohen_kappa"), std::runtime_error);
}

TEST_F(Agreement, OfRatingsKeepsTheirDistances) {
  Rater a = Read("a", "{\"rating\": 1}\n{\"rating\": 2.5}\n{\"rating\": 4}\n{\"rating\": null}");
  Rater b = Read("b", "{\"rating\": 1.5}\n{\"rating\": 2.5}\n{\"rating\": 4}\n{\"rating\": 9}");
  JudgeAgreement agreement = CompareRaters({a, b}, kFew);
  EXPECT_TRUE(agreement.is_numeric);
  EXPECT_EQ(agreement.raters[0].undecided, 1u);
  // Interval alpha by hand, over 1, 1.5, 2.5, 2.5, 4, 4: observed 2 * 0.25 / 6, expected twice the
  // sum of the pairs' squared differences, 46.25, over 6 * 5.
  EXPECT_NEAR(Find(agreement, "krippendorff_alpha_interval").value,
              1 - (0.5 / 6) / (2 * 46.25 / 30), 1e-12);
}

TEST_F(Agreement, UnitsMeetByIdWhateverTheirOrder) {
  Rater a = Read("a", "{\"id\": \"x\", \"label\": 0}\n{\"id\": \"y\", \"label\": \"tie\"}");
  Rater b = Read("b",
                 "{\"id\": \"z\", \"verdict\": \"first\"}\n{\"id\": \"y\", \"verdict\": \"tie\"}\n"
                 "{\"id\": \"x\", \"verdict\": \"first\"}");
  JudgeAgreement agreement = CompareRaters({a, b}, kFew);
  EXPECT_EQ(agreement.units, 3u);
  EXPECT_EQ(agreement.pairs[0].units, 2u);
  EXPECT_EQ(agreement.pairs[0].alike.value, 1);
}

TEST_F(Agreement, ClustersAreThePrompts) {
  Rater a = Read("a",
                 "{\"query\": \"p\", \"label\": 0}\n{\"query\": \"p\", \"label\": 1}\n"
                 "{\"query\": \"q\", \"label\": 1}");
  JudgeAgreement agreement = CompareRaters({a, Verdicts("b", "011")}, kFew);
  EXPECT_EQ(agreement.clusters, 2u);
  EXPECT_EQ(agreement.pairs[0].alike.value, 1);
  EXPECT_NEAR(agreement.pairs[0].alike.low, ExactShare(2, 2).low, 1e-12);  // of prompts
}

TEST_F(Agreement, UnitsThatAStatisticLeavesOutAreTold) {
  std::vector<Rater> raters = {Verdicts("a", "00110"), Verdicts("b", "0-110"),
                               Verdicts("c", "0011-")};
  JudgeAgreement agreement = CompareRaters(raters, kFew);
  nlohmann::ordered_json json = AgreementToJson(agreement);
  EXPECT_EQ(json["statistics"]["fleiss_kappa"]["units"], 3);
  EXPECT_EQ(json["statistics"]["krippendorff_alpha"]["units"], 5);
  std::string text = RenderAgreement(agreement, 80);
  EXPECT_NE(text.find("a kappa needs a decision by every rater"), std::string::npos) << text;
  agreement = CompareRaters({raters[0], raters[0]}, kFew);
  EXPECT_EQ(RenderAgreement(agreement, 80).find("left out"), std::string::npos);
}

TEST_F(Agreement, RecordsAreReadByTheirVerdict) {
  Rater pairs = Read("pairs",
                     "{\"verdict\": \"second\", \"label\": 0}\n{\"verdict\": \"inconsistent\"}\n"
                     "{\"verdict\": \"unreadable\"}");
  EXPECT_FALSE(pairs.is_numeric);
  EXPECT_EQ(pairs.ratings[0].value, 1.0);
  EXPECT_FALSE(pairs.ratings[1].value);
  Rater ratings = Read("ratings",
                       "{\"verdict\": \"failed\", \"rating\": null}\n"
                       "{\"verdict\": \"rated\", \"rating\": 7.5}");
  EXPECT_TRUE(ratings.is_numeric);
  EXPECT_FALSE(ratings.ratings[0].value);
  EXPECT_EQ(ratings.ratings[1].value, 7.5);
}

TEST_F(Agreement, BadLinesAreRefused) {
  ExpectLineRefused("{\"text\": \"x\"}",
                    "bad:1: no \"verdict\", \"rating\", \"output\" or \"label\"");
  ExpectLineRefused("{\"output\": 3}", "\"output\" must be 0 (first), 1 (second), 2 (tie)");
  ExpectLineRefused("{\"output\": 0.5}", "\"output\" must be 0");
  ExpectLineRefused("{\"verdict\": \"better\"}", "\"verdict\": \"better\" is no verdict");
  ExpectLineRefused("{\"rating\": true}", "\"rating\" must be a number");
  ExpectLineRefused("{\"verdict\": \"rated\"}", "\"rated\", but \"rating\" is no number");
  ExpectLineRefused("{\"verdict\": \"first\"}\n{\"rating\": 1}", ":2: a rating among verdicts");
  ExpectLineRefused("{\"id\": 1, \"output\": 0}\n{\"id\": 1, \"output\": 0}", "line 1 already");
}

TEST_F(Agreement, WhatCannotBeComparedIsRefused) {
  Rater a = Verdicts("a", "0011");
  auto named = [&](const std::string& id) {
    return Read("d" + id, "{\"id\": \"" + id + "\", \"output\": 0}");
  };
  auto compare = [&](const Rater& other) { return [&] { CompareRaters({a, other}, kFew); }; };
  ExpectRefused(ErrorKind::kUsage, "at least two raters", [&] { CompareRaters({a}, kFew); });
  ExpectRefused(ErrorKind::kInput, "they give no ids", compare(Verdicts("b", "00")));
  ExpectRefused(ErrorKind::kInput, "they cannot be compared",
                compare(Read("c", "{\"rating\": 1}")));
  ExpectRefused(ErrorKind::kInput, "share no id", [&] {
    CompareRaters({named("x"), named("y")}, kFew);
  });
  ExpectRefused(ErrorKind::kInput, "not all give ids", compare(named("x")));
  Rater fine = Read("e", "{\"rating\": 0.123}");
  ExpectRefused(ErrorKind::kInput, "is no multiple of 0.01", [&] {
    CompareRaters({fine, fine}, kFew);
  });
  Rater wide = Read("f", "{\"rating\": 0}\n{\"rating\": 5000}");
  ExpectRefused(ErrorKind::kInput, "more than 1,000 steps", [&] {
    CompareRaters({wide, wide}, kFew);
  });
}

}  // namespace
}  // namespace autoj
