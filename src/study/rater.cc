#include "study/rater.h"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/id_book.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

// A value, and of which kind it is; undecided words are of either kind.
struct Said {
  std::optional<double> value;
  std::optional<bool> is_numeric;
};

constexpr std::pair<Outcome, int> kDecisions[] = {
    {Outcome::kFirst, 0}, {Outcome::kSecond, 1}, {Outcome::kTie, 2}};

Said SaidByOutcome(Outcome outcome, const std::optional<double>& rating) {
  if (outcome == Outcome::kRated) {
    return {rating, true};
  }
  for (const auto& [decision, value] : kDecisions) {
    if (decision == outcome) {
      return {value, false};
    }
  }
  return {std::nullopt, outcome == Outcome::kInconsistent ? std::optional(false) : std::nullopt};
}

Said SaidByWord(const std::string& word, const json& record, const char* key,
                const std::string& where) {
  for (int i = 0; i <= static_cast<int>(Outcome::kFailed); ++i) {
    auto outcome = static_cast<Outcome>(i);
    if (word != OutcomeName(outcome) || outcome == Outcome::kSelected) {
      continue;
    }
    std::optional<double> rating;
    if (outcome == Outcome::kRated) {
      auto number = record.find("rating");
      if (number == record.end() || !number->is_number()) {
        FailRecord(where, "\"rated\", but \"rating\" is no number");
      }
      rating = number->get<double>();
    }
    return SaidByOutcome(outcome, rating);
  }
  FailRecord(where, fmt::format("\"{}\": \"{}\" is no verdict (first, second, tie, or an outcome "
                                "without a decision)",
                                key, EscapeForTerminal(CutUtf8(word, 80))));
}

Said SaidByCode(const json& value, const char* key, const std::string& where) {
  if (value.is_number_integer() && value >= -1 && value <= 2) {
    int code = value.get<int>();
    return {code < 0 ? std::nullopt : std::optional<double>(code), false};
  }
  FailRecord(where, fmt::format("\"{}\" must be 0 (first), 1 (second), 2 (tie) or -1 (undecided), "
                                "or these words, found {}",
                                key, EscapeForTerminal(CutUtf8(value.dump(), 80))));
}

Said ParseSaid(const json& record, const std::string& where) {
  for (const char* key : {"verdict", "rating", "output", "label"}) {
    auto found = record.find(key);
    if (found == record.end() || found->is_null()) {
      continue;
    }
    if (found->is_string()) {
      return SaidByWord(found->get<std::string>(), record, key, where);
    }
    if (std::string_view(key) == "rating") {
      if (!found->is_number()) {
        FailRecord(where, fmt::format("\"rating\" must be a number, found {}", found->type_name()));
      }
      return {found->get<double>(), true};
    }
    return SaidByCode(*found, key, where);
  }
  if (record.contains("rating")) {
    return {std::nullopt, true};
  }
  FailRecord(where, "no \"verdict\", \"rating\", \"output\" or \"label\"");
}

// Keeps a rater to one kind.
class Collector {
 public:
  void Add(Rating rating, const Said& said, const std::string& where) {
    if (said.is_numeric && kind_ && *said.is_numeric != *kind_) {
      FailRecord(where, fmt::format("a {} among {}: a rater gives one or the other",
                                    *said.is_numeric ? "rating" : "verdict",
                                    *kind_ ? "ratings" : "verdicts"));
    }
    kind_ = kind_ ? kind_ : said.is_numeric;
    rating.value = said.value;
    rater.ratings.push_back(std::move(rating));
  }

  Rater End() {
    rater.is_numeric = kind_.value_or(false);
    return std::move(rater);
  }

  Rater rater;

 private:
  std::optional<bool> kind_;
};

Rater ReadRunOf(const std::string& folder) {
  Collector collector;
  collector.rater.name = EscapeForTerminal(folder);
  collector.rater.has_ids = true;
  RunReader(folder).ForEach([&](const Item& item, const ItemJudgment& judged) {
    std::string where =
        fmt::format("{}: item \"{}\"", collector.rater.name, EscapeForTerminal(item.id));
    if (judged.kind == ItemKind::kBestOf) {
      FailRecord(where,
                 "one of several responses was selected, which is neither a rating nor a "
                 "verdict on a pair");
    }
    collector.Add({item.id, item.query, {}},
                  SaidByOutcome(judged.verdict.outcome, judged.verdict.rating), where);
  });
  if (collector.rater.ratings.empty()) {
    throw Error(ErrorKind::kInput, fmt::format("{}: no item is judged yet", collector.rater.name));
  }
  return collector.End();
}

Rater ReadLines(const std::string& path) {
  Collector collector;
  collector.rater.name = InputName(path);
  IdBook ids;
  auto read = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", collector.rater.name, at.line);
    Rating rating;
    rating.id = ids.Add(record, at, where);
    rating.prompt = FindEither(record, {"prompt", "query"}, where).value_or("");
    collector.rater.has_ids |= record.contains("id") && !record["id"].is_null();
    collector.Add(std::move(rating), ParseSaid(record, where), where);
  };
  ReadJsonLinesFile(path, read);
  return collector.End();
}

}  // namespace

Rater ReadRater(const std::string& source) {
  std::error_code ignored;
  bool run = source != "-" && std::filesystem::is_directory(source, ignored);
  return run ? ReadRunOf(source) : ReadLines(source);
}

}  // namespace autoj
