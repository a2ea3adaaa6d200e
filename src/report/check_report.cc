#include "report/check_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace autoj {

using nlohmann::ordered_json;

std::string RenderCheck(const TrainingCheck& check) {
  constexpr size_t kShown = 3;
  std::string text;
  for (const CheckFinding& finding : check.Findings()) {
    size_t count = finding.places.size();
    text += fmt::format("{}: {} row(s): {}\n", finding.is_fault ? "fault" : "note", count,
                        finding.meaning);
    for (size_t i = 0; i < std::min(count, kShown); ++i) {
      text += fmt::format("    {}\n", finding.places[i]);
    }
    if (count > kShown) {
      text += fmt::format("    and {} more: --json names them all\n", count - kShown);
    }
  }
  return text + fmt::format("{} rows: {}\n", check.rows(), check.has_faults() ? "faulty" : "good");
}

ordered_json CheckToJson(const TrainingCheck& check) {
  ordered_json findings = ordered_json::array();
  for (const CheckFinding& finding : check.Findings()) {
    findings.push_back({{"name", finding.name},
                        {"fault", finding.is_fault},
                        {"count", finding.places.size()},
                        {"meaning", finding.meaning},
                        {"places", finding.places}});
  }
  return {{"rows", check.rows()}, {"good", !check.has_faults()}, {"findings", findings}};
}

}  // namespace autoj
