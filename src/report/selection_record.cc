#include "report/selection_record.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/or_null.h"
#include "base/text.h"
#include "report/decisive_sentence.h"
#include "report/records.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

Json DecidedByJson(const std::optional<DecidedBy>& decided_by) {
  return decided_by ? Json(DecidedByName(*decided_by)) : Json(nullptr);
}

// Appended to a reason: what the critique says.
std::string Quote(const std::string& text) {
  std::string sentence = DecisiveSentence(text);
  return sentence.empty() ? "" : ": " + sentence;
}

std::string ReasonByRating(const Selection& selection) {
  const std::vector<Judgment>& judged = selection.item.judgments;
  const Judgment& winner = judged[static_cast<size_t>(*selection.item.selected)];
  const Judgment& next = judged[static_cast<size_t>(*selection.runner_up)];
  std::string rated = fmt::format("rated {:.3g}", *selection.rating);
  if (selection.decided_by == DecidedBy::kRating) {
    rated += fmt::format(", {:.3g} above response {}", *selection.margin, next.response);
  } else if (selection.decided_by == DecidedBy::kLogprob) {
    rated += fmt::format(" like response {}, by the likelier critique (log-probability {:.4g}{})",
                         next.response, *winner.logprob,
                         next.logprob ? fmt::format(" against {:.4g}", *next.logprob) : "");
  } else {
    rated += fmt::format(" like response {}, the earlier of the two", next.response);
  }
  return rated + Quote(winner.text);
}

// "response 3 in both orders", "response 1 by log-odds (0.62)".
std::string Beaten(const ComparedPair& comparison) {
  bool is_first = comparison.winner == comparison.first;
  std::string beaten = fmt::format("response {}", is_first ? comparison.second : comparison.first);
  if (comparison.decided_by == DecidedBy::kBothOrders) {
    return beaten + " in both orders";
  }
  if (comparison.decided_by == DecidedBy::kOneOrder) {
    return beaten + " in one order";
  }
  Outcome won = is_first ? Outcome::kFirst : Outcome::kSecond;
  for (const Alternative& one : comparison.judged.probabilities) {
    if (one.verdict.outcome == won) {
      return beaten + fmt::format(" by log-odds (probability {:.2f})", one.probability);
    }
  }
  return beaten;
}

std::string ReasonByTournament(const Selection& selection) {
  std::vector<std::string> beaten;
  std::string quote;
  for (const ComparedPair& comparison : selection.comparisons) {
    if (comparison.winner == selection.item.selected) {
      beaten.push_back(Beaten(comparison));
      bool agreed = comparison.decided_by != DecidedBy::kLogOdds;
      quote = agreed ? Quote(comparison.judged.judgments.front().text) : "";
    }
  }
  if (beaten.empty()) {
    return "all responses are the same, word for word";
  }
  return fmt::format("beat {}{}{}", fmt::join(beaten, ", "),
                     selection.decided_by == DecidedBy::kMoreComparisons
                         ? "; won more often than those it is equal to"
                         : "",
                     quote);
}

Json ComparisonJson(const ComparedPair& comparison) {
  Json record = RecordToJson(comparison.judged);
  Json json = {{"round", comparison.round},
               {"first", comparison.first},
               {"second", comparison.second},
               {"winner", OrNull(comparison.winner)},
               {"decided_by", DecidedByJson(comparison.decided_by)}};
  for (const char* key : {"verdict", "averaged", "probabilities", "orders"}) {
    json[key] = std::move(record[key]);
  }
  return json;
}

// What stands in place of a best-of-N's responses.
void AddComparisons(const Selection& selection, Json& json) {
  json["compared"] = selection.comparisons.size();
  json["all_pairs"] = AllPairs(selection);
  Json& comparisons = json["comparisons"] = Json::array();
  for (const ComparedPair& comparison : selection.comparisons) {
    comparisons.push_back(ComparisonJson(comparison));
  }
}

std::string VerdictCell(const Selection& selection) {
  return selection.item.selected ? fmt::format("selected {}", *selection.item.selected)
                                 : OutcomeName(selection.item.verdict.outcome);
}

}  // namespace

size_t AllPairs(const Selection& selection) {
  auto count = static_cast<size_t>(selection.responses);
  return count * (count - 1) / 2;
}

std::string SelectionReason(const Selection& selection) {
  if (!IsSelected(selection)) {
    return selection.item.verdict.reason;
  }
  return selection.by_tournament ? ReasonByTournament(selection) : ReasonByRating(selection);
}

Json SelectionToJson(const Selection& selection) {
  Json json;
  Json item = RecordToJson(selection.item);
  for (auto& [key, value] : item.items()) {
    if (key == "responses" && selection.by_tournament) {
      AddComparisons(selection, json);
      continue;
    }
    json[key] = std::move(value);
    if (key == "selected") {
      json["by"] = selection.by_tournament ? "tournament" : "rating";
      json["decided_by"] = DecidedByJson(selection.decided_by);
      json["runner_up"] = OrNull(selection.runner_up);
      json["margin"] = RatingToJson(selection.margin);
      json["reason"] = SelectionReason(selection);
    }
  }
  return json;
}

std::string RenderSelectionRecord(const Selection& selection) {
  constexpr int kOneLine = -1;
  return SelectionToJson(selection).dump(kOneLine, ' ', /*ensure_ascii=*/false,
                                         Json::error_handler_t::replace);
}

std::string RenderSelectionTable(const std::vector<Selection>& selections, size_t width,
                                 bool colour) {
  TableColumn id{.title = "item"};
  TableColumn verdict{.title = "verdict"};
  TableColumn decided_by{.title = "decided by"};
  TableColumn why{.title = "why"};
  size_t longest_id = std::max<size_t>(4, width / 4);
  for (const Selection& selection : selections) {
    bool is_selected = IsSelected(selection);
    id.cells.push_back(CutToWidth(EscapeForTerminal(selection.item.id), longest_id));
    verdict.cells.push_back(VerdictCell(selection));
    verdict.colours.push_back(is_selected ? "\x1b[32m" : "\x1b[31m");
    decided_by.cells.push_back(selection.decided_by ? DecidedByName(*selection.decided_by) : "");
    why.cells.push_back(EscapeForTerminal(SelectionReason(selection)));
  }
  return RenderTable({std::move(id), std::move(verdict), std::move(decided_by), std::move(why)},
                     width, colour);
}

}  // namespace autoj
