#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/page.h"
#include "report/training_report.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

std::string Number(const ordered_json& value) {
  return value.is_number_float() ? fmt::format("{:.2f}", value.get<double>())
         : value.is_null()       ? ""
                                 : value.dump();
}

std::string Cell(const std::string& text) {
  return fmt::format("<td class=\"number\">{}</td>", text);
}

std::string ScenarioRows(const ordered_json& scenarios) {
  std::string html;
  for (const auto& [name, one] : scenarios.items()) {
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>{}", EscapeHtml(name),
                        EscapeHtml(one["group"].get<std::string>()), Cell(Number(one["rows"])));
    for (const ordered_json& label : one["labels"]) {
      html += Cell(Number(label));
    }
    html += Cell(Number(one["mean_rating"])) + "</tr>\n";
  }
  return html;
}

std::string LengthRows(const char* unit, const ordered_json& lengths) {
  std::string html;
  for (const auto& [name, one] : lengths.items()) {
    html += fmt::format("<tr><th scope=\"row\">{}, {}</th>", name, unit);
    for (const char* column : {"median", "p90", "max"}) {
      html += Cell(fmt::format("{:.0f}", one[column].get<double>()));
    }
    html += "</tr>\n";
  }
  return html;
}

}  // namespace

std::string RenderTrainingPage(const TrainingStats& stats) {
  ordered_json json = TrainingStatsToJson(stats);
  std::string lengths =
      LengthRows("characters", json["characters"]) + LengthRows("tokens", json["tokens"]);
  return FillPage("training.html", {{"<!-- rows -->", Number(json["rows"])},
                                    {"<!-- scenarios -->", ScenarioRows(json["scenarios"])},
                                    {"<!-- lengths -->", lengths},
                                    {"/* charting library */", ChartingLibrary()},
                                    {"/* training */ {}", ScriptJson(json)}});
}

}  // namespace autoj
