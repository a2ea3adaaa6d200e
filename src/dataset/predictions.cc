#include "dataset/predictions.h"

#include <cstdint>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

}  // namespace autoj
