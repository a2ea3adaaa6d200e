#include "dataset/predictions.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

Outcome ParseOutput(const json& output, const std::string& where) {
  if (output.is_string()) {
    FailRecord(where, "\"output\" is a text, not a verdict (0, 1 or 2); `autoj read` reads texts");
  }
  constexpr Outcome kByNumber[] = {Outcome::kFirst, Outcome::kSecond, Outcome::kTie};
  if (output.is_number_unsigned() && output.get<uint64_t>() < std::size(kByNumber)) {
    return kByNumber[output.get<uint64_t>()];
  }
  if (output.is_number_integer() && !output.is_number_unsigned() && output == -1) {
    return Outcome::kUnreadable;
  }
  FailRecord(where, fmt::format("\"output\" must be the integer 0 (first), 1 (second), 2 (tie) or "
                                "-1 (unreadable), found {}",
                                EscapeForTerminal(output.dump())));
}

bool IsSameFile(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a == b || std::filesystem::equivalent(a, b, ignored);
}

// What is no file (a pipe) can be read but once.
bool IsCopy(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(a, ignored) &&
         std::filesystem::is_regular_file(b, ignored) && Sha256OfFile(a) == Sha256OfFile(b);
}

}  // namespace

std::vector<Outcome> ReadPredictions(const std::string& path, const std::vector<std::string>& ids) {
  std::vector<Outcome> outcomes;
  std::string name = InputName(path);
  ReadJsonLinesFile(path, [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    if (record.contains("verdict")) {
      FailRecord(
          where,
          "this is a record of `autoj judge`, not a prediction {\"output\": 0|1|2}; name the "
          "run's folder instead");
    }
    if (!record.contains("output")) {
      FailRecord(where, "no \"output\"; a prediction is {\"output\": 0|1|2}");
    }
    if (outcomes.size() < ids.size()) {
      CheckSameId(FindId(record), where, ids[outcomes.size()], "the data");
    }
    outcomes.push_back(ParseOutput(record["output"], where));
  });
  return outcomes;
}

void CheckOtherOrder(const std::string& given, const std::string& swapped,
                     const std::vector<Outcome>& outcomes) {
  bool is_same = IsSameFile(given, swapped);
  bool is_one_verdict =
      std::adjacent_find(outcomes.begin(), outcomes.end(), std::not_equal_to<>()) == outcomes.end();
  if (is_same || (!is_one_verdict && IsCopy(given, swapped))) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: {} as the verdicts on the given order; name the file of the "
                            "swapped order, or leave it out: then one order counts",
                            InputName(swapped), is_same ? "the same file" : "the same content"));
  }
}

}  // namespace autoj
