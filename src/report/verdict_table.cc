#include "report/verdict_table.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "report/decisive_sentence.h"

namespace autoj {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kNarrowest = 4;  // a column of fewer says nothing

struct Column {
  std::string title;
  std::vector<std::string> cells;  // as many as there are items
  size_t width = 0;
};

std::string RatingText(double rating) { return fmt::format("{:.3g}", rating); }

std::string VerdictText(const Verdict& verdict) {
  return verdict.rating ? "rated " + RatingText(*verdict.rating) : OutcomeName(verdict.outcome);
}

std::string VerdictCell(const ItemJudgment& item) {
  return item.selected ? fmt::format("selected {}", *item.selected) : VerdictText(item.verdict);
}

std::string ProbabilityCell(const ItemJudgment& item) {
  if (item.expected) {
    return fmt::format("mean {:.2f}", *item.expected);
  }
  Outcome likeliest = item.averaged.value_or(item.verdict.outcome);
  for (const Alternative& one : item.probabilities) {
    if (one.verdict.outcome == likeliest) {
      return fmt::format("{} {:.2f}", OutcomeName(likeliest), one.probability);
    }
  }
  return "";
}

// "0.62 first", or "first" alone where there are no probabilities.
std::string Decided(const Judgment& judgment) {
  const Alternative* likeliest = Likeliest(judgment.probabilities);
  if (likeliest == nullptr) {
    return VerdictText(judgment.verdict);
  }
  return fmt::format("{:.2f} {}", likeliest->probability, VerdictText(likeliest->verdict));
}

std::string EachJudgment(const ItemJudgment& item) {
  std::string line;
  for (const Judgment& judgment : item.judgments) {
    line += line.empty() ? "" : ", ";
    if (item.kind == ItemKind::kPair) {
      line += std::string(OrderName(judgment.order)) + " ";
    }
    line += item.kind == ItemKind::kBestOf ? VerdictText(judgment.verdict) : Decided(judgment);
  }
  return line;
}

std::string WhyUndecided(const ItemJudgment& item) {
  if (!item.verdict.reason.empty()) {
    return item.verdict.reason;
  }
  for (const Judgment& judgment : item.judgments) {
    if (!IsVerdict(judgment.verdict.outcome) && !judgment.verdict.reason.empty()) {
      bool one_of_two = item.judgments.size() > 1 && item.kind == ItemKind::kPair;
      return one_of_two ? fmt::format("{}: {}", OrderName(judgment.order), judgment.verdict.reason)
                        : judgment.verdict.reason;
    }
  }
  return "";
}

std::string WhyCell(const ItemJudgment& item) {
  if (!IsVerdict(item.verdict.outcome)) {
    return WhyUndecided(item);
  }
  bool alike = item.verdict.outcome != Outcome::kInconsistent && item.kind != ItemKind::kBestOf;
  if (alike && !item.judgments.empty() && !item.judgments.front().text.empty()) {
    return DecisiveSentence(item.judgments.front().text);
  }
  return EachJudgment(item);
}

// Gives each column its width, from the left; drops those that are empty or have no room.
std::vector<Column> Fit(std::vector<Column> columns, size_t width) {
  std::vector<Column> fitted;
  size_t used = 0;
  for (Column& column : columns) {
    for (const std::string& cell : column.cells) {
      column.width = std::max(column.width, DisplayWidth(cell));
    }
    size_t begin = used == 0 ? 0 : used + kGap;
    if (column.width == 0 || begin + kNarrowest > width) {
      continue;
    }
    column.width = std::min(std::max(column.width, column.title.size()), width - begin);
    used = begin + column.width;
    fitted.push_back(std::move(column));
  }
  return fitted;
}

const char* ColourOf(Outcome outcome) {
  return outcome == Outcome::kInconsistent ? "\x1b[33m"
         : IsVerdict(outcome)              ? "\x1b[32m"
                                           : "\x1b[31m";
}

// A line without blanks at its end: each cell is padded only when the next one follows.
class Line {
 public:
  void Add(const std::string& cell, size_t width, const char* colour) {
    std::string shown = CutToWidth(cell, width);
    if (!shown.empty()) {
      text_.append(blanks_, ' ');
      blanks_ = 0;
      text_ += *colour == '\0' ? shown : colour + shown + "\x1b[0m";
    }
    blanks_ += width - DisplayWidth(shown) + kGap;
  }
  std::string Text() const { return text_ + "\n"; }

 private:
  std::string text_;
  size_t blanks_ = 0;
};

}  // namespace

std::string RenderVerdictTable(const std::vector<ItemJudgment>& items, size_t width, bool colour) {
  std::vector<Column> columns = {{"item", {}}, {"verdict", {}}, {"probability", {}}, {"why", {}}};
  size_t longest_id = std::max(kNarrowest, width / 4);
  for (const ItemJudgment& item : items) {
    columns[0].cells.push_back(CutToWidth(EscapeForTerminal(item.id), longest_id));
    columns[1].cells.push_back(VerdictCell(item));
    columns[2].cells.push_back(ProbabilityCell(item));
    columns[3].cells.push_back(EscapeForTerminal(WhyCell(item)));
  }
  columns = Fit(std::move(columns), width);
  std::string table;
  Line heading;
  for (const Column& column : columns) {
    heading.Add(column.title, column.width, colour ? "\x1b[1m" : "");
  }
  table += columns.empty() ? "" : heading.Text();
  for (size_t i = 0; i < items.size(); ++i) {
    Line line;
    for (const Column& column : columns) {
      bool coloured = colour && column.title == "verdict";
      line.Add(column.cells[i], column.width, coloured ? ColourOf(items[i].verdict.outcome) : "");
    }
    table += line.Text();
  }
  return table;
}

}  // namespace autoj
