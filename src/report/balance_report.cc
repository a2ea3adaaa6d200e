#include "report/balance_report.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/run_summary.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

bool HasLabels(const ScenarioBalance& balance) {
  return balance.labels[0] + balance.labels[1] + balance.labels[2] > 0;
}

// NaN is null in JSON.
double MeanScore(const ScenarioBalance& balance) {
  return balance.score_sum / static_cast<double>(balance.made);
}

std::vector<std::string> RowOf(const std::string& name, const ScenarioBalance& balance) {
  auto cell = [](size_t count) { return std::to_string(count); };
  bool rated = balance.made > 0 && !HasLabels(balance);
  bool compared = HasLabels(balance);
  return {name,
          cell(balance.chosen),
          cell(balance.made),
          compared ? cell(balance.labels[0]) : "",
          compared ? cell(balance.labels[1]) : "",
          compared ? cell(balance.labels[2]) : "",
          rated ? fmt::format("{:.2f}", MeanScore(balance)) : ""};
}

}  // namespace

std::string RenderBalance(const BalanceReport& report, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, balance] : report.made.scenarios) {
    rows.push_back(RowOf(name, balance));
  }
  std::string text;
  if (!rows.empty()) {
    text = RenderTable(
        MakeColumns({"scenario", "chosen", "made", "first", "second", "tie", "mean rating"}, rows),
        width, false);
  }
  text += fmt::format("{} rows read, {} training rows made\n", report.read, report.made.made);
  for (const auto& [reason, count] : report.dropped) {
    text += fmt::format("{:>8} dropped: {}\n", count, DropReasonName(reason));
  }
  if (report.made.unfinished > 0) {
    text += fmt::format("{:>8} not asked yet: the same command goes on\n", report.made.unfinished);
  }
  if (report.cost) {
    text += fmt::format("cost ${}\n", RenderDollars(report.cost->Total()));
  }
  if (!report.run.empty()) {
    text += fmt::format("run {}\n", EscapeForTerminal(report.run));
  }
  return text;
}

ordered_json BalanceToJson(const BalanceReport& report) {
  ordered_json scenarios = ordered_json::object();
  for (const auto& [name, balance] : report.made.scenarios) {
    ordered_json& one = scenarios[name];
    one = {{"chosen", balance.chosen}, {"made", balance.made}};
    if (HasLabels(balance)) {
      one["labels"] = balance.labels;
    } else {
      one["mean_rating"] = MeanScore(balance);
    }
  }
  ordered_json dropped = ordered_json::object();
  for (const auto& [reason, count] : report.dropped) {
    dropped[DropReasonName(reason)] = count;
  }
  return {{"read", report.read},
          {"made", report.made.made},
          {"failed", report.made.failed},
          {"unfinished", report.made.unfinished},
          {"scenarios", scenarios},
          {"dropped", dropped},
          {"cost", report.cost ? ordered_json(report.cost->Total()) : ordered_json(nullptr)},
          {"run", report.run}};
}

}  // namespace autoj
