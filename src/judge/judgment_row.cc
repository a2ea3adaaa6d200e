#include "judge/judgment_row.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

const std::array<const char*, 2> kOrderWords = {OrderName(Order::kGiven),
                                                OrderName(Order::kSwapped)};
constexpr std::array<const char*, 5> kFinishWords = {"stop", "length", "too_long", "refused",
                                                     "error"};
static_assert(static_cast<int>(Order::kSwapped) == 1 && static_cast<int>(Finish::kError) == 4);

template <typename Value, size_t kCount>
const char* Word(Value value, const std::array<const char*, kCount>& words) {
  return words.at(static_cast<size_t>(value));
}

[[noreturn]] void FailAsDamaged(const std::string& what) {
  throw SQLite::Exception(what, SQLITE_CORRUPT);
}

template <typename Value, size_t kCount>
Value FromWord(const std::string& word, const std::array<const char*, kCount>& words) {
  for (size_t i = 0; i < kCount; ++i) {
    if (word == words[i]) {
      return static_cast<Value>(i);
    }
  }
  FailAsDamaged(fmt::format("unknown word \"{}\"", word));
}

Outcome OutcomeFromWord(const std::string& word) {
  try {
    return ParseOutcome(word);
  } catch (const Error& e) {
    FailAsDamaged(e.what());
  }
}

std::string AlternativesToJson(const std::vector<Alternative>& alternatives) {
  nlohmann::json list = nlohmann::json::array();
  for (const Alternative& one : alternatives) {
    if (one.verdict.rating) {
      list.push_back({*one.verdict.rating, one.probability});
    } else {
      list.push_back({OutcomeName(one.verdict.outcome), one.probability});
    }
  }
  return list.dump();
}

std::vector<Alternative> AlternativesFromJson(const std::string& text) try {
  std::vector<Alternative> alternatives;
  for (const nlohmann::json& pair : nlohmann::json::parse(text)) {
    const nlohmann::json& what = pair.at(0);
    Alternative& one = alternatives.emplace_back();
    one.probability = pair.at(1).get<double>();
    if (what.is_number()) {
      one.verdict.outcome = Outcome::kRated;
      one.verdict.rating = what.get<double>();
    } else {
      one.verdict.outcome = OutcomeFromWord(what.get<std::string>());
    }
  }
  return alternatives;
} catch (const nlohmann::json::exception& e) {
  FailAsDamaged(e.what());
}

template <typename Value>
void BindOptional(SQLite::Statement& statement, int index, const std::optional<Value>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);
  }
}

std::optional<int> OptionalInt(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<int>(column.getInt());
}

std::optional<double> OptionalDouble(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

}  // namespace

void BindKey(SQLite::Statement& statement, const JudgmentKey& key) {
  statement.bind(1, key.id);
  statement.bind(2, Word(key.order, kOrderWords));
  statement.bind(3, key.response);
  statement.bind(4, key.step);
}

void BindJudgment(SQLite::Statement& statement, const JudgmentKey& key, const Judgment& judgment) {
  BindKey(statement, key);
  statement.bind(6, judgment.prompt_hash);
  statement.bind(7, OutcomeName(judgment.verdict.outcome));
  BindOptional(statement, 8, judgment.verdict.rating);
  statement.bind(9, judgment.verdict.reason);
  statement.bind(10, AlternativesToJson(judgment.probabilities));
  statement.bind(11, Word(judgment.finish, kFinishWords));
  BindOptional(statement, 12, judgment.prompt_tokens);
  BindOptional(statement, 13, judgment.cached_tokens);
  BindOptional(statement, 14, judgment.completion_tokens);
  BindOptional(statement, 15, judgment.logprob);
  statement.bind(16, judgment.seconds);
  statement.bindNoCopy(17, judgment.text);
}

std::pair<JudgmentKey, Judgment> ReadJudgment(SQLite::Statement& row) {
  JudgmentKey key;
  key.id = row.getColumn(0).getString();
  key.order = FromWord<Order>(row.getColumn(1).getString(), kOrderWords);
  key.response = row.getColumn(2).getInt();
  key.step = row.getColumn(3).getInt();
  Judgment judgment;
  judgment.order = key.order;
  judgment.response = key.response;
  judgment.attempt = row.getColumn(4).getInt();
  judgment.prompt_hash = row.getColumn(5).getString();
  judgment.verdict.outcome = OutcomeFromWord(row.getColumn(6).getString());
  judgment.verdict.rating = OptionalDouble(row.getColumn(7));
  judgment.verdict.reason = row.getColumn(8).getString();
  judgment.probabilities = AlternativesFromJson(row.getColumn(9).getString());
  judgment.finish = FromWord<Finish>(row.getColumn(10).getString(), kFinishWords);
  judgment.prompt_tokens = OptionalInt(row.getColumn(11));
  judgment.cached_tokens = OptionalInt(row.getColumn(12));
  judgment.completion_tokens = OptionalInt(row.getColumn(13));
  judgment.logprob = OptionalDouble(row.getColumn(14));
  judgment.seconds = row.getColumn(15).getDouble();
  return {std::move(key), std::move(judgment)};
}

}  // namespace autoj
