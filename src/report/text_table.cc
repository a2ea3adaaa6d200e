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

// How narrow the first column may become: so that the widest number has room beside it.
size_t NarrowestName(const std::vector<FittedColumn>& columns, size_t width) {
  size_t widest = 0;
  for (const FittedColumn& one : columns) {
    widest = std::max(widest, one.column.is_number ? one.width : 0);
  }
  size_t room = width - std::min(width, kGap + widest);
  return std::max(kNarrowest, std::min(kNarrowestName, room));
}

// The columns that hold something, in their widths, the first one narrowed for the numbers.
std::vector<FittedColumn> Measure(std::vector<TableColumn> columns, size_t width) {
  std::vector<FittedColumn> filled;
  for (TableColumn& column : columns) {
    if (size_t widest = WidthOf(column); widest > 0) {
      filled.push_back({std::move(column), widest});
    }
  }
  if (!filled.empty()) {
    size_t& name = filled.front().width;
    size_t narrowest = NarrowestName(filled, width);
    if (!filled.front().column.is_number && name > narrowest) {
      name -= std::min(Excess(filled, width), name - narrowest);
    }
    name = std::min(name, width);
  }
  return filled;
}

// What stands side by side, and the numbers for which there was no room.
struct Fitted {
  std::vector<FittedColumn> shown;
  std::vector<TableColumn> rest;
};

// Deals out the width: 0 to a column that has no room.
class Room {
 public:
  explicit Room(size_t width) : width_(width) {}

  void Take(FittedColumn* column, size_t least) {
    size_t begin = used_ == 0 ? 0 : used_ + kGap;
    column->width = begin + least <= width_ ? std::min(column->width, width_ - begin) : 0;
    used_ = column->width == 0 ? used_ : begin + column->width;
  }

 private:
  size_t width_;
  size_t used_ = 0;
};

// The first column and the numbers come first, whole, up to one that has no room (the first of them
// is cut if need be: it has more room nowhere). Other text has what they leave.
Fitted Fit(std::vector<TableColumn> columns, size_t width) {
  std::vector<FittedColumn> filled = Measure(std::move(columns), width);
  Room room(width);
  bool is_first = true;
  bool is_full = false;
  for (size_t i = 0; i < filled.size(); ++i) {
    FittedColumn& one = filled[i];
    if (i == 0) {
      room.Take(&one, 1);
    } else if (one.column.is_number) {
      room.Take(&one, is_full ? width + 1 : is_first ? kNarrowest : one.width);
      is_full = is_full || one.width == 0;
      is_first = false;
    }
  }
  Fitted fitted;
  for (size_t i = 0; i < filled.size(); ++i) {
    FittedColumn& one = filled[i];
    if (i > 0 && !one.column.is_number) {
      room.Take(&one, kNarrowest);
    }
    if (one.width > 0) {
      fitted.shown.push_back(std::move(one));
    } else if (one.column.is_number && fitted.shown.size() > 1) {
      fitted.rest.push_back(std::move(one.column));
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
  auto [shown, rest] = Fit(std::move(columns), width);
  if (shown.empty()) {
    return "";
  }
  Line heading;
  for (const FittedColumn& column : shown) {
    heading.Add(column.column.title, column, colour ? "\x1b[1m" : "");
  }
  std::string table = heading.Text();
  for (size_t row = 0; row < shown.front().column.cells.size(); ++row) {
    Line line;
    for (const FittedColumn& column : shown) {
      bool is_coloured = colour && !column.column.colours.empty();
      line.Add(column.column.cells[row], column, is_coloured ? column.column.colours[row] : "");
    }
    table += line.Text();
  }
  if (rest.empty()) {
    return table;
  }
  rest.insert(rest.begin(), std::move(shown.front().column));
  return table + "\n" + RenderTable(std::move(rest), width, colour);
}

}  // namespace autoj
