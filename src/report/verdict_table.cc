#include "report/verdict_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/decisive_sentence.h"
#include "report/text_table.h"

namespace autoj {
namespace {

constexpr size_t kShortestId = 4;

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

const char* ColourOf(Outcome outcome) {
  return outcome == Outcome::kInconsistent ? "\x1b[33m"
         : IsVerdict(outcome)              ? "\x1b[32m"
                                           : "\x1b[31m";
}

}  // namespace

std::string RenderVerdictTable(const std::vector<ItemJudgment>& items, size_t width, bool colour) {
  TableColumn id{.title = "item"};
  TableColumn verdict{.title = "verdict"};
  TableColumn probability{.title = "probability"};
  TableColumn why{.title = "why"};
  size_t longest_id = std::max(kShortestId, width / 4);
  for (const ItemJudgment& item : items) {
    id.cells.push_back(CutToWidth(EscapeForTerminal(item.id), longest_id));
    verdict.cells.push_back(VerdictCell(item));
    verdict.colours.push_back(ColourOf(item.verdict.outcome));
    probability.cells.push_back(ProbabilityCell(item));
    why.cells.push_back(EscapeForTerminal(WhyCell(item)));
  }
  return RenderTable({std::move(id), std::move(verdict), std::move(probability), std::move(why)},
                     width, colour);
}

}  // namespace autoj
