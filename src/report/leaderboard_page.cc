#include "report/leaderboard_page.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/estimates.h"
#include "report/leaderboard_report.h"
#include "report/page.h"

namespace autoj {
namespace {

std::string RowHtml(const LeaderboardRow& row) {
  return fmt::format(
      "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td>{}</td><td>{}</td></tr>\n",
      row.kind == RowKind::kOwn        ? "own"
      : row.kind == RowKind::kBaseline ? "baseline"
                                       : "published",
      EscapeHtml(row.name), RowKindName(row.kind), RenderEstimate(row.agreement, Unit::kPercent),
      RenderEstimate(row.consistency, Unit::kPercent), EscapeHtml(row.language),
      EscapeHtml(row.source));
}

std::string TableHtml(const LeaderboardTable& table, size_t number) {
  std::string rows;
  for (const LeaderboardRow& row : table.rows) {
    rows += RowHtml(row);
  }
  return fmt::format(
      "<section>\n<h2>{} on {}</h2>\n<p>{}</p>\n<div class=\"chart\"><canvas id=\"chart-{}\" "
      "role=\"img\" aria-label=\"Agreement with its interval; the numbers are in the table\">"
      "</canvas></div>\n<table>\n<thead><tr><th>judge</th><th>kind</th><th>agreement %</th>"
      "<th>consistency %</th><th>language</th><th>source</th></tr></thead>\n<tbody>\n{}</tbody>\n"
      "</table>\n</section>\n",
      EscapeHtml(table.definition), EscapeHtml(table.data), EscapeHtml(table.note), number, rows);
}

}  // namespace

std::string RenderLeaderboardPage(const std::vector<LeaderboardTable>& tables) {
  std::string sections;
  for (size_t i = 0; i < tables.size(); ++i) {
    sections += TableHtml(tables[i], i);
  }
  return FillPage("leaderboard.html",
                  {{"<!-- tables -->", sections},
                   {"/* charting library */", ChartingLibrary()},
                   {"/* leaderboard */ {}", ScriptJson(LeaderboardToJson(tables))}});
}

}  // namespace autoj
