#include "pipeline/training_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "dataset/label.h"
#include "protocol/verdict_rule.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

std::vector<CheckFinding> AllKinds() {
  return {{"broken_row", "no training row", true, {}},
          {"unknown_message", "the message is none of Auto-J's, to the byte", true, {}},
          {"other_protocol", "a pair's message with a rating, or the other way round", true, {}},
          {"no_decision", "the output decides nothing by its protocol's rule", true, {}},
          {"other_decision", "the output decides other than the row says", true, {}},
          {"label_differs", "gt_label and pred_label differ", true, {}},
          {"empty_query", "the query is empty", true, {}},
          {"ambiguous_message",
           "the message can be taken apart in two ways: a pair is exported in one order alone",
           false,
           {}},
          {"empty_response", "a response is empty", false, {}},
          {"same_responses", "both responses are the same", false, {}},
          {"repeated_message", "the message stood there before", false, {}},
          {"own_scenario", "the scenario is none of Auto-J's 58", false, {}},
          {"scenario_alias", "the scenario is called by its other name", false, {}},
          {"full_stop", "a full stop stands behind the rating", false, {}},
          {"text_behind", "text stands behind the rating", false, {}}};
}

bool SaysTheSame(const TrainingRow& row, const Verdict& verdict) {
  return row.pred_score ? verdict.rating == row.pred_score
                        : LabelNumber(verdict.outcome) == *row.pred_label;
}

}  // namespace

TrainingCheck::TrainingCheck() : findings_(AllKinds()) {}

void TrainingCheck::Note(const std::string& name, const std::string& where,
                         const std::string& more) {
  auto kind = std::find_if(findings_.begin(), findings_.end(),
                           [&](const CheckFinding& finding) { return finding.name == name; });
  kind->places.push_back(more.empty() ? where : fmt::format("{}: {}", where, more));
}

void TrainingCheck::AddBroken(const std::string& error) {
  ++rows_;
  Note("broken_row", error);
}

void TrainingCheck::Add(const TrainingRow& row, const std::string& where) {
  ++rows_;
  const Scenario* scenario = FindScenario(row.scenario);
  if (scenario == nullptr) {
    Note("own_scenario", where, EscapeForTerminal(row.scenario));
  } else if (scenario->name != row.scenario) {
    Note("scenario_alias", where,
         fmt::format("{} for {}", EscapeForTerminal(row.scenario), scenario->name));
  }
  auto [before, is_new] = seen_.emplace(Sha256(row.usrmsg), where);
  if (!is_new) {
    Note("repeated_message", where, "as " + before->second);
  }
  std::optional<UserMessage> message = reader_.Read(row.usrmsg);
  if (!message) {
    Note("unknown_message", where);
  } else if ((message->protocol->kind == ProtocolKind::kPairwise) != IsPairwise(row)) {
    Note("other_protocol", where);
  } else {
    CheckTexts(row, *message, where);
    CheckOutput(row, *message->protocol, where);
  }
}

void TrainingCheck::CheckTexts(const TrainingRow& row, const UserMessage& message,
                               const std::string& where) {
  const std::vector<std::string>& responses = message.item.responses;
  if (message.is_ambiguous) {
    Note("ambiguous_message", where);
  }
  if (Trim(message.item.query).empty()) {
    Note("empty_query", where);
  }
  auto is_empty = [](const std::string& text) { return Trim(text).empty(); };
  if (std::any_of(responses.begin(), responses.end(), is_empty)) {
    Note("empty_response", where);
  }
  if (responses.size() == 2 && responses[0] == responses[1]) {
    Note("same_responses", where);
  }
  if (row.gt_label != row.pred_label) {
    Note("label_differs", where);
  }
}

void TrainingCheck::CheckOutput(const TrainingRow& row, const Protocol& protocol,
                                const std::string& where) {
  Verdict verdict = ReadVerdict(protocol.verdict, row.target_output);
  if (!IsVerdict(verdict.outcome)) {
    Note("no_decision", where, verdict.reason);
    return;
  }
  if (!SaysTheSame(row, verdict)) {
    Note("other_decision", where);
  }
  if (row.pred_score) {
    size_t close = row.target_output.rfind(protocol.verdict.close);
    std::string_view behind =
        Trim(std::string_view(row.target_output).substr(close + protocol.verdict.close.size()));
    if (behind == "." || behind == "。") {
      Note("full_stop", where);
    } else if (!behind.empty()) {
      Note("text_behind", where, EscapeForTerminal(CutUtf8(behind, 40)));
    }
  }
}

bool TrainingCheck::has_faults() const {
  return std::any_of(findings_.begin(), findings_.end(), [](const CheckFinding& finding) {
    return finding.is_fault && !finding.places.empty();
  });
}

std::vector<CheckFinding> TrainingCheck::Findings() const {
  std::vector<CheckFinding> found;
  std::copy_if(findings_.begin(), findings_.end(), std::back_inserter(found),
               [](const CheckFinding& finding) { return !finding.places.empty(); });
  return found;
}

}  // namespace autoj
