#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/page.h"
#include "report/training_report.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

// What is not defined is left out.
std::string Number(const ordered_json& value) {
  if (!value.is_number_float()) {
    return value.dump();
  }
  auto number = value.get<double>();
  return std::isnan(number) ? "" : fmt::format("{:.2f}", number);
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

std::string SourceRows(const ordered_json& sources) {
  std::string html;
  for (const auto& [name, rows] : sources.items()) {
    html +=
        fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", EscapeHtml(name), Cell(Number(rows)));
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
                                    {"<!-- sources -->", SourceRows(json["sources"])},
                                    {"<!-- lengths -->", lengths},
                                    {"/* charting library */", ChartingLibrary()},
                                    {"/* training */ {}", ScriptJson(json)}});
}

}  // namespace autoj
