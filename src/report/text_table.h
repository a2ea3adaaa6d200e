#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace autoj {

/// A column of a table for a person. Cells are safe on a terminal (EscapeForTerminal) and have no
/// line breaks.
struct TableColumn {
  std::string title;
  std::vector<std::string> cells = {};    ///< As many as there are rows.
  bool is_number = false;                 ///< Stands at the right.
  std::vector<const char*> colours = {};  ///< ANSI escapes, one a cell; empty: none.
};

/// The columns of rows that have a cell for each title: the first is text, the others are numbers.
/// Makes the cells safe.
std::vector<TableColumn> MakeColumns(const std::vector<std::string>& titles,
                                     const std::vector<std::vector<std::string>>& rows);

/// A line a row, under a heading. Where numbers would have no room, a first column of text gives
/// way, down to 20 columns; those that still have none stand in a table of their own below, beside
/// the first column again, so that none is lost. Columns that hold nothing are left out, other text
/// is cut or left out where it has no room, no line is wider than `width` columns, and none ends
/// with blanks. `colour`: ANSI escapes.
std::string RenderTable(std::vector<TableColumn> columns, size_t width, bool colour);

}  // namespace autoj
