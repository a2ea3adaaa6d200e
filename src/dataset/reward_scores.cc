#include "dataset/reward_scores.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

double ParseScore(const json& record, const char* key, const std::string& where) {
  auto score = record.find(key);
  if (score == record.end()) {
    FailRecord(where, fmt::format("\"{}\" is missing", key));
  }
  if (!score->is_number() || !std::isfinite(score->get<double>())) {
    FailRecord(where, fmt::format("\"{}\" must be a finite number, found {}", key,
                                  EscapeForTerminal(score->dump())));
  }
  return score->get<double>();
}

// Takes lines of one form, whichever the first one has.
class ScoreLines {
 public:
  explicit ScoreLines(std::string name) : name_(std::move(name)) {}

  void Add(const JsonLine& at, const json& record) {
    std::string where = fmt::format("{}:{}", name_, at.line);
    bool of_response = record.contains("score");
    bool of_pair = record.contains("score_1") || record.contains("score_2");
    if (of_response == of_pair) {
      FailRecord(where, "give \"score_1\" and \"score_2\" of a pair, or \"score\" of a response");
    }
    if (of_response_.value_or(of_response) != of_response) {
      FailRecord(where, "\"score\" and \"score_1\" stand in one file; give all lines one form");
    }
    of_response_ = of_response;
    if (of_pair) {
      pairs_.push_back(
          {ParseScore(record, "score_1", where), ParseScore(record, "score_2", where)});
      return;
    }
    double score = ParseScore(record, "score", where);
    if (half_) {
      pairs_.push_back({*half_, score});
      half_.reset();
    } else {
      half_ = score;
    }
  }

  std::vector<PairOfScores> End() const {
    if (half_) {
      FailRecord(name_, fmt::format("{} scores of responses: the last pair has only one",
                                    2 * pairs_.size() + 1));
    }
    return pairs_;
  }

 private:
  std::string name_;
  std::optional<bool> of_response_;
  std::optional<double> half_;
  std::vector<PairOfScores> pairs_;
};

}  // namespace

std::vector<PairOfScores> ReadRewardScores(const std::string& path) {
  ScoreLines lines(InputName(path));
  ReadJsonLinesFile(path, [&](const JsonLine& at, json&& record) { lines.Add(at, record); });
  return lines.End();
}

}  // namespace autoj
