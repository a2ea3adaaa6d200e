#include "dataset/query_rows.h"

#include <vector>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/test_folder.h"

namespace autoj {
namespace {

class QueryRowsTest : public testing::Test {
 protected:
  std::vector<QueryRow> Read(const std::string& lines) {
    WriteFileAtomically(path_, lines);
    std::vector<QueryRow> rows;
    ReadQueryRows(path_, [&](QueryRow row) { rows.push_back(std::move(row)); });
    return rows;
  }

  std::string FailureOf(const std::string& lines) {
    try {
      Read(lines);
    } catch (const Error& e) {
      return std::string(e.what()).substr(path_.size());
    }
    return "no error";
  }

  TestFolder folder_;
  std::string path_ = folder_ / "query_rows_test.jsonl";
};

TEST_F(QueryRowsTest, JoinsInstructionAndInputOfTheReferencesRows) {
  std::vector<QueryRow> rows =
      Read(R"({"category": "default", "instruction": "Sort:", "input": "b a"})");
  EXPECT_EQ(rows[0].query, "Sort: b a");
  EXPECT_EQ(rows[0].category, "default");
  EXPECT_EQ(rows[0].id, "0");
}

TEST_F(QueryRowsTest, ItemsNeedNoResponse) {
  std::vector<QueryRow> rows = Read(
      "{\"id\": \"x\", \"query\": \"Hi\", \"scenario\": \"chitchat\"}\n"
      "{\"dialogue\": [{\"role\": \"user\", \"content\": \"Who?\"}], \"response\": \"Me\"}\n");
  EXPECT_EQ(rows[0].id, "x");
  EXPECT_EQ(rows[0].category, "chitchat");
  EXPECT_EQ(rows[1].query, "Who?");
  EXPECT_EQ(rows[1].category, std::nullopt);
}

TEST_F(QueryRowsTest, AnEmptyQueryIsAQuery) { EXPECT_EQ(Read(R"({"query": ""})")[0].query, ""); }

TEST_F(QueryRowsTest, BadRowsAreToldByTheirLine) {
  EXPECT_EQ(FailureOf("{\"id\": 1}"), ":1: no \"query\" (or \"prompt\", or \"dialogue\")");
  EXPECT_EQ(FailureOf("{\"query\": \"a\"}\n{\"instruction\": 3}"),
            ":2: \"instruction\" must be a string, found number");
  EXPECT_EQ(FailureOf(R"({"instruction": null})"),
            ":1: \"instruction\" must be a string, found null");
  EXPECT_EQ(FailureOf(R"({"instruction": "a", "query": "b"})"),
            ":1: both \"instruction\" and \"query\" are given; keep one");
  EXPECT_EQ(FailureOf(R"({"instruction": "a", "input": 5})"),
            ":1: \"input\" must be a string, found number");
  EXPECT_NE(FailureOf("{\"id\": 7, \"query\": \"a\"}\n{\"id\": \"7\", \"query\": \"b\"}"),
            "no error");
}

}  // namespace
}  // namespace autoj
