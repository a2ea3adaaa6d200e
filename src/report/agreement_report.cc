#include "report/agreement_report.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

// Raters are numbered in the table of pairs: their names are long.
std::string RenderRaters(const JudgeAgreement& agreement, size_t width) {
  Rows rows;
  for (size_t i = 0; i < agreement.raters.size(); ++i) {
    const JudgeAgreement::RaterCount& rater = agreement.raters[i];
    rows.push_back({fmt::format("{}  {}", i + 1, rater.name), std::to_string(rater.units),
                    std::to_string(rater.undecided)});
  }
  return RenderTable(MakeColumns({"rater", "units", "undecided"}, rows), width, false);
}

std::string RenderStatistics(const JudgeAgreement& agreement, size_t width) {
  Rows rows;
  bool leaves_out = false;
  for (const JudgeAgreement::Statistic& statistic : agreement.statistics) {
    rows.push_back({statistic.name, std::to_string(statistic.units),
                    RenderEstimate(statistic.estimate, Unit::kNumber)});
    leaves_out = leaves_out || statistic.units < agreement.units;
  }
  std::string table = RenderTable(
      MakeColumns({"agreement beyond chance", "units", "95 % interval"}, rows), width, false);
  return leaves_out ? table +
                          "Units are left out: a kappa needs a decision by every rater, alpha by "
                          "two.\n"
                    : table;
}

std::string RenderPairs(const JudgeAgreement& agreement, size_t width) {
  Rows rows;
  for (const JudgeAgreement::Pair& pair : agreement.pairs) {
    rows.push_back({fmt::format("{} and {}", pair.first + 1, pair.second + 1),
                    std::to_string(pair.units), RenderEstimate(pair.alike, Unit::kPercent),
                    RenderEstimate(pair.kappa, Unit::kNumber)});
  }
  const char* kappa = agreement.is_numeric ? "weighted kappa" : "kappa";
  return RenderTable(MakeColumns({"raters", "units", "% alike", kappa}, rows), width, false);
}

}  // namespace

std::string RenderAgreement(const JudgeAgreement& agreement, size_t width) {
  return fmt::format("{} units, {} prompts\n\n{}\n{}\n{}", agreement.units, agreement.clusters,
                     RenderRaters(agreement, width), RenderStatistics(agreement, width),
                     RenderPairs(agreement, width));
}

nlohmann::ordered_json AgreementToJson(const JudgeAgreement& agreement) {
  Json raters = Json::array();
  for (const JudgeAgreement::RaterCount& rater : agreement.raters) {
    raters.push_back(
        {{"name", rater.name}, {"units", rater.units}, {"undecided", rater.undecided}});
  }
  Json statistics = Json::object();
  for (const JudgeAgreement::Statistic& statistic : agreement.statistics) {
    Json json = {{"units", statistic.units}};
    json.update(EstimateToJson(statistic.estimate, Unit::kNumber));
    statistics[statistic.name] = std::move(json);
  }
  Json pairs = Json::array();
  for (const JudgeAgreement::Pair& pair : agreement.pairs) {
    Json names = {agreement.raters[pair.first].name, agreement.raters[pair.second].name};
    pairs.push_back({{"raters", names},
                     {"units", pair.units},
                     {"alike", EstimateToJson(pair.alike, Unit::kPercent)},
                     {"kappa", EstimateToJson(pair.kappa, Unit::kNumber)}});
  }
  return {{"kind", agreement.is_numeric ? "ratings" : "verdicts"},
          {"units", agreement.units},
          {"prompts", agreement.clusters},
          {"raters", raters},
          {"statistics", statistics},
          {"pairs", pairs}};
}

}  // namespace autoj
