#include "report/text_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kNarrowest = 4;       // a column of fewer says nothing
constexpr size_t kNarrowestName = 20;  // of a first column that gives way to the others

struct FittedColumn {
  TableColumn column;
  size_t width = 0;
};

// Of the widest cell, or the title; 0 where the column holds nothing.
size_t WidthOf(const TableColumn& column) {
  size_t widest = 0;
  for (const std::string& cell : column.cells) {
    widest = std::max(widest, DisplayWidth(cell));
  }
  return widest == 0 ? 0 : std::max(widest, DisplayWidth(column.title));
}

// How much of the first column, a name, must go so that the numbers have room.
size_t Excess(const std::vector<FittedColumn>& columns, size_t width) {
  size_t numbers_end = 0;
  size_t end = 0;
  for (const FittedColumn& one : columns) {
    end += (end == 0 ? 0 : kGap) + one.width;
    numbers_end = one.column.is_number ? end : numbers_end;
  }
  return numbers_end > width ? numbers_end - width : 0;
}

// Gives each column its width, from the left; drops those that are empty or have no room.
std::vector<FittedColumn> Fit(std::vector<TableColumn> columns, size_t width) {
  std::vector<FittedColumn> filled;
  for (TableColumn& column : columns) {
    if (size_t widest = WidthOf(column); widest > 0) {
      filled.push_back({std::move(column), widest});
    }
  }
  if (!filled.empty() && !filled.front().column.is_number &&
      filled.front().width > kNarrowestName) {
    size_t& name = filled.front().width;
    name -= std::min(Excess(filled, width), name - kNarrowestName);
  }
  std::vector<FittedColumn> fitted;
  size_t used = 0;
  for (FittedColumn& one : filled) {
    size_t begin = used == 0 ? 0 : used + kGap;
    if (begin + kNarrowest <= width) {
      one.width = std::min(one.width, width - begin);
      used = begin + one.width;
      fitted.push_back(std::move(one));
    }
  }
  return fitted;
}

// A line without blanks at its end: each cell is padded only when the next one follows.
class Line {
 public:
  void Add(const std::string& cell, const FittedColumn& column, const char* colour) {
    std::string shown = CutToWidth(cell, column.width);
    size_t room = column.width - DisplayWidth(shown);
    if (!shown.empty()) {
      text_.append(blanks_ + (column.column.is_number ? room : 0), ' ');
      text_ += *colour == '\0' ? shown : colour + shown + "\x1b[0m";
      blanks_ = kGap + (column.column.is_number ? 0 : room);
    } else {
      blanks_ += room + kGap;
    }
  }
  std::string Text() const { return text_ + "\n"; }

 private:
  std::string text_;
  size_t blanks_ = 0;
};

}  // namespace

std::vector<TableColumn> MakeColumns(const std::vector<std::string>& titles,
                                     const std::vector<std::vector<std::string>>& rows) {
  std::vector<TableColumn> columns;
  for (size_t i = 0; i < titles.size(); ++i) {
    TableColumn column{.title = titles[i], .is_number = i > 0};
    for (const auto& row : rows) {
      column.cells.push_back(EscapeForTerminal(row[i]));
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::string RenderTable(std::vector<TableColumn> columns, size_t width, bool colour) {
  std::vector<FittedColumn> fitted = Fit(std::move(columns), width);
  if (fitted.empty()) {
    return "";
  }
  Line heading;
  for (const FittedColumn& column : fitted) {
    heading.Add(column.column.title, column, colour ? "\x1b[1m" : "");
  }
  std::string table = heading.Text();
  for (size_t row = 0; row < fitted.front().column.cells.size(); ++row) {
    Line line;
    for (const FittedColumn& column : fitted) {
      bool is_coloured = colour && !column.column.colours.empty();
      line.Add(column.column.cells[row], column, is_coloured ? column.column.colours[row] : "");
    }
    table += line.Text();
  }
  return table;
}

}  // namespace autoj
