#include "report/style_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 4> kFeatures = {"length", "headers", "lists", "bold"};

size_t PromptsOf(const StyledPairs& pairs) {
  return *std::max_element(pairs.clusters.begin(), pairs.clusters.end()) + 1;
}

std::string Heading(const StyledPairs& pairs) {
  std::string text =
      fmt::format("{}: {} comparisons of {} competitors, {} prompts; 95 % intervals over prompts\n",
                  pairs.name, pairs.comparisons.size(), pairs.competitors.size(), PromptsOf(pairs));
  if (pairs.undecided > 0) {
    text += fmt::format("{} pairs have no verdict: they are left out\n", pairs.undecided);
  }
  if (pairs.missing > 0) {
    text += fmt::format("PARTIAL: {} pairs are not judged yet; every number is of the others\n",
                        pairs.missing);
  }
  return text + "\n";
}

size_t GroupsOf(const StyleControl& control) {
  size_t groups = 0;
  for (const StyleControl::Competitor& competitor : control.competitors) {
    groups = std::max(groups, competitor.group + 1);
  }
  return groups;
}

// Group by group, in each the best with style held equal first; what is undefined stands last.
std::vector<size_t> Ranked(const StyleControl& control) {
  std::vector<size_t> order(control.competitors.size());
  std::iota(order.begin(), order.end(), size_t{0});
  auto strength = [&](size_t i) {
    double rate = control.competitors[i].controlled_win_rate.value;
    return std::isnan(rate) ? -1 : rate;
  };
  auto place = [&](size_t i) { return std::pair(control.competitors[i].group, -strength(i)); };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return place(a) < place(b); });
  return order;
}

}  // namespace

std::string RenderStyle(const StyledPairs& pairs, const StyleControl& control, size_t width,
                        bool colour) {
  size_t groups = GroupsOf(control);
  TableColumn name{"competitor"};
  TableColumn group{"group", {}, true};
  TableColumn raw{"win rate", {}, true};
  TableColumn controlled{"with style held equal", {}, true};
  for (size_t i : Ranked(control)) {
    const StyleControl::Competitor& competitor = control.competitors[i];
    name.cells.push_back(EscapeForTerminal(pairs.competitors[i]));
    group.cells.push_back(groups > 1 ? std::to_string(competitor.group + 1) : "");
    raw.cells.push_back(RenderEstimate(competitor.raw_win_rate, Unit::kPercent));
    controlled.cells.push_back(RenderEstimate(competitor.controlled_win_rate, Unit::kPercent));
  }
  TableColumn feature{"more of", {kFeatures.begin(), kFeatures.end()}};
  TableColumn coefficient{"helps by (log-odds)", {}, true};
  for (const Estimate& estimate : control.coefficients) {
    coefficient.cells.push_back(RenderEstimate(estimate, Unit::kNumber));
  }
  std::string apart =
      groups > 1 ? fmt::format(
                       "{} groups have never met, not even by way of others: a win rate is "
                       "within its group, and ranks nobody beyond it\n",
                       groups)
                 : "";
  return Heading(pairs) + RenderTable({name, group, raw, controlled}, width, colour) + apart +
         "\n" + RenderTable({feature, coefficient}, width, colour);
}

Json StyleToJson(const StyledPairs& pairs, const StyleControl& control) {
  Json competitors = Json::object();
  for (size_t i = 0; i < control.competitors.size(); ++i) {
    const StyleControl::Competitor& competitor = control.competitors[i];
    competitors[pairs.competitors[i]] = {
        {"group", competitor.group + 1},
        {"raw", EstimateToJson(competitor.raw_win_rate, Unit::kPercent)},
        {"controlled", EstimateToJson(competitor.controlled_win_rate, Unit::kPercent)}};
  }
  Json coefficients = Json::object();
  for (size_t i = 0; i < kFeatures.size(); ++i) {
    coefficients[kFeatures[i]] = EstimateToJson(control.coefficients[i], Unit::kNumber);
  }
  return {{"name", pairs.name},           {"comparisons", pairs.comparisons.size()},
          {"prompts", PromptsOf(pairs)},  {"undecided", pairs.undecided},
          {"missing", pairs.missing},     {"competitors", competitors},
          {"coefficients", coefficients}, {"prior_deviation", kStylePriorDeviation}};
}

}  // namespace autoj
