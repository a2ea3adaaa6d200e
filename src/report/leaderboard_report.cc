#include "report/leaderboard_report.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> kTitles = {"judge", "kind", "agreement %", "consistency %",
                                          "language"};

std::vector<std::string> CellsOf(const LeaderboardRow& row) {
  return {row.name, RowKindName(row.kind), RenderEstimate(row.agreement, Unit::kPercent),
          RenderEstimate(row.consistency, Unit::kPercent), row.language};
}

// A name is shown as it is: no character of it is markup.
std::string EscapeMarkdown(const std::string& text) {
  std::string escaped;
  for (char c : EscapeForTerminal(text)) {
    if (std::string_view("\\`*_{}[]()<>#+!|~&").find(c) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

// Quoted where it must be. A spreadsheet would compute what begins as a formula does.
std::string CsvCell(std::string cell) {
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) {
    cell.insert(0, "'");
  }
  if (cell.find_first_of("\",\r\n") == std::string::npos) {
    return cell;
  }
  std::string quoted = "\"";
  for (char c : cell) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string CsvNumber(double share) {
  Json number = NumberToJson(share, Unit::kPercent);
  return number.is_null() ? "" : number.dump();
}

std::string CsvRow(const LeaderboardTable& table, const LeaderboardRow& row) {
  std::vector<std::string> cells = {CsvCell(table.definition),
                                    CsvCell(table.data),
                                    CsvCell(row.name),
                                    RowKindName(row.kind),
                                    CsvNumber(row.agreement.value),
                                    CsvNumber(row.agreement.low),
                                    CsvNumber(row.agreement.high),
                                    CsvNumber(row.consistency.value),
                                    CsvNumber(row.consistency.low),
                                    CsvNumber(row.consistency.high),
                                    row.language,
                                    CsvCell(row.source)};
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

}  // namespace

std::string RenderLeaderboard(const std::vector<LeaderboardTable>& tables, size_t width) {
  std::string text;
  for (const LeaderboardTable& table : tables) {
    std::vector<std::vector<std::string>> rows;
    for (const LeaderboardRow& row : table.rows) {
      rows.push_back(CellsOf(row));
    }
    std::vector<TableColumn> columns = MakeColumns(kTitles, rows);
    columns[1].is_number = columns[4].is_number = false;
    text += fmt::format("{}{} on {}: {}\n{}", text.empty() ? "" : "\n", table.definition,
                        EscapeForTerminal(table.data), table.note,
                        RenderTable(std::move(columns), width, /*colour=*/false));
  }
  return text;
}

std::string LeaderboardToMarkdown(const std::vector<LeaderboardTable>& tables) {
  std::string text;
  for (const LeaderboardTable& table : tables) {
    text += fmt::format("{}## {} on {}\n\n{}\n\n", text.empty() ? "" : "\n", table.definition,
                        EscapeMarkdown(table.data), table.note);
    text += MarkdownRow(kTitles) + MarkdownRow({"---", "---", "---:", "---:", "---"});
    for (const LeaderboardRow& row : table.rows) {
      std::vector<std::string> cells = CellsOf(row);
      cells[0] = EscapeMarkdown(cells[0]);
      text += MarkdownRow(cells);
    }
  }
  return text;
}

std::string LeaderboardToCsv(const std::vector<LeaderboardTable>& tables) {
  std::string text =
      "definition,data,judge,kind,agreement,agreement_low,agreement_high,consistency,"
      "consistency_low,consistency_high,language,source\r\n";
  for (const LeaderboardTable& table : tables) {
    for (const LeaderboardRow& row : table.rows) {
      text += CsvRow(table, row);
    }
  }
  return text;
}

nlohmann::ordered_json LeaderboardToJson(const std::vector<LeaderboardTable>& tables) {
  Json all = Json::array();
  for (const LeaderboardTable& table : tables) {
    Json rows = Json::array();
    for (const LeaderboardRow& row : table.rows) {
      rows.push_back({{"name", row.name},
                      {"kind", RowKindName(row.kind)},
                      {"agreement", EstimateToJson(row.agreement, Unit::kPercent)},
                      {"consistency", EstimateToJson(row.consistency, Unit::kPercent)},
                      {"language", row.language.empty() ? Json(nullptr) : Json(row.language)},
                      {"source", row.source}});
    }
    all.push_back({{"definition", table.definition},
                   {"note", table.note},
                   {"data", table.data},
                   {"rows", rows}});
  }
  return {{"tables", all}};
}

}  // namespace autoj
