#include "dataset/system_scores.h"

#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

double RequireNumber(const nlohmann::json& record, const char* key, const std::string& where) {
  auto found = record.find(key);
  if (found == record.end() || !found->is_number()) {
    FailRecord(where, fmt::format("\"{}\" must be a number, found {}", key,
                                  found == record.end() ? "none" : found->type_name()));
  }
  return found->get<double>();
}

}  // namespace

std::vector<SystemScore> ReadSystemScores(const std::string& path) {
  std::vector<SystemScore> scores;
  std::set<std::string> seen;
  std::string name = InputName(path);
  ReadJsonLinesFile(path, [&](const JsonLine& at, nlohmann::json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::optional<std::string> system = FindText(record, "system", where);
    if (!system) {
      FailRecord(where, "no \"system\"");
    }
    if (!seen.insert(*system).second) {
      FailRecord(where, fmt::format("system \"{}\" stands there twice; give its mean rating once",
                                    EscapeForTerminal(*system)));
    }
    scores.push_back({*system, RequireNumber(record, "rating", where),
                      RequireNumber(record, "reference", where)});
  });
  return scores;
}

}  // namespace autoj
