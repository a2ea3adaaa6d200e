#include "report/classification_report.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

struct Confusion {
  size_t truth;
  size_t predicted;
  size_t count;
};

// Those that occur, the most frequent first.
std::vector<Confusion> LargestConfusions(const ClassificationReport& report) {
  std::vector<Confusion> confusions;
  for (size_t i = 0; i < report.confusion.size(); ++i) {
    for (size_t j = 0; j < report.confusion[i].size(); ++j) {
      if (i != j && report.confusion[i][j] > 0) {
        confusions.push_back({i, j, report.confusion[i][j]});
      }
    }
  }
  std::stable_sort(confusions.begin(), confusions.end(),
                   [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
  return confusions;
}

std::string RenderClasses(const ClassificationReport& report, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const ClassScore& one : report.classes) {
    rows.push_back({one.name, std::to_string(one.support), std::to_string(one.predicted),
                    RenderEstimate(one.precision, Unit::kPercent),
                    RenderEstimate(one.recall, Unit::kPercent),
                    RenderEstimate(one.f1, Unit::kPercent)});
  }
  return RenderTable(
      MakeColumns({"class", "items", "predicted", "precision %", "recall %", "F1 %"}, rows), width,
      /*colour=*/false);
}

std::string RenderConfusions(const ClassificationReport& report, size_t width) {
  constexpr size_t kMost = 10;
  std::vector<Confusion> confusions = LargestConfusions(report);
  size_t shown = std::min(kMost, confusions.size());
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < shown; ++i) {
    rows.push_back({fmt::format("{} taken for {}", report.classes[confusions[i].truth].name,
                                report.classes[confusions[i].predicted].name),
                    std::to_string(confusions[i].count)});
  }
  std::string text = RenderTable(MakeColumns({"confusion", "items"}, rows), width, false);
  if (shown < confusions.size()) {
    text += fmt::format("and {} more; --json has all\n", confusions.size() - shown);
  }
  return text;
}

}  // namespace

std::string RenderClassification(const ClassificationReport& report, size_t width) {
  return fmt::format("items        {}\naccuracy     {}\nmacro F1     {}\nweighted F1  {}\n\n{}\n{}",
                     report.items, RenderEstimate(report.accuracy, Unit::kPercent),
                     RenderEstimate(report.macro_f1, Unit::kPercent),
                     RenderEstimate(report.weighted_f1, Unit::kPercent),
                     RenderClasses(report, width), RenderConfusions(report, width));
}

nlohmann::ordered_json ClassificationToJson(const ClassificationReport& report) {
  Json classes = Json::object();
  Json names = Json::array();
  for (const ClassScore& one : report.classes) {
    classes[one.name] = {{"support", one.support},
                         {"predicted", one.predicted},
                         {"precision", EstimateToJson(one.precision, Unit::kPercent)},
                         {"recall", EstimateToJson(one.recall, Unit::kPercent)},
                         {"f1", EstimateToJson(one.f1, Unit::kPercent)}};
    names.push_back(one.name);
  }
  return {{"items", report.items},
          {"accuracy", EstimateToJson(report.accuracy, Unit::kPercent)},
          {"macro_f1", EstimateToJson(report.macro_f1, Unit::kPercent)},
          {"weighted_f1", EstimateToJson(report.weighted_f1, Unit::kPercent)},
          {"classes", classes},
          {"confusion", {{"classes", names}, {"matrix", report.confusion}}}};
}

}  // namespace autoj
