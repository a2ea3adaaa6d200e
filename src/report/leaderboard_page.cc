#include "report/leaderboard_page.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "report/estimates.h"
#include "report/leaderboard_report.h"
#include "report/shipped.h"

namespace autoj {
namespace {

std::string EscapeHtml(const std::string& text) {
  std::string escaped;
  for (char c : RepairUtf8(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// JSON inside of a script: no tag can end it.
std::string ScriptJson(const nlohmann::ordered_json& json) {
  std::string text;
  for (char c : json.dump(-1, ' ', /*ensure_ascii=*/true,
                          nlohmann::ordered_json::error_handler_t::replace)) {
    text += c == '<' ? "\\u003c" : std::string(1, c);
  }
  return text;
}

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

std::string_view Shipped(std::string_view name) {
  const std::vector<ShippedFile>& files = ShippedPages();
  auto found = std::find_if(files.begin(), files.end(),
                            [&](const ShippedFile& file) { return file.name == name; });
  if (found == files.end()) {
    throw Error(ErrorKind::kInternal, fmt::format("{} is not compiled in", name));
  }
  return found->text;
}

// Puts texts in the place of marks, which stand in the page once and in this order.
std::string Fill(std::string_view page,
                 const std::vector<std::pair<std::string_view, std::string_view>>& fillings) {
  std::string filled;
  for (const auto& [mark, text] : fillings) {
    size_t at = page.find(mark);
    if (at == std::string_view::npos) {
      throw Error(ErrorKind::kInternal, fmt::format("the page has no mark {}", mark));
    }
    filled.append(page.substr(0, at)).append(text);
    page.remove_prefix(at + mark.size());
  }
  return filled.append(page);
}

}  // namespace

std::string RenderLeaderboardPage(const std::vector<LeaderboardTable>& tables) {
  std::string sections;
  for (size_t i = 0; i < tables.size(); ++i) {
    sections += TableHtml(tables[i], i);
  }
  return Fill(Shipped("leaderboard.html"),
              {{"<!-- tables -->", sections},
               {"/* charting library */", Shipped("chart.min.js")},
               {"/* leaderboard */ {}", ScriptJson(LeaderboardToJson(tables))}});
}

}  // namespace autoj
