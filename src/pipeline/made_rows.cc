#include "pipeline/made_rows.h"

#include <algorithm>
#include <utility>

#include "pipeline/teacher_requests.h"

namespace autoj {
namespace {

// Why an answer is no text to go on with.
DropReason ReasonOf(const Judgment& answer) {
  switch (answer.verdict.outcome) {
    case Outcome::kFailed:
      return DropReason::kFailed;
    case Outcome::kTooLong:
      return DropReason::kTooLong;
    case Outcome::kRefused:
      return DropReason::kRefused;
    case Outcome::kTruncated:
      return DropReason::kTruncated;
    default:
      return DropReason::kEmptyAnswer;
  }
}

void Count(const TrainingRow& row, ScenarioBalance* balance) {
  ++balance->made;
  if (row.pred_label) {
    ++balance->labels.at(static_cast<size_t>(*row.pred_label));
  }
  balance->score_sum += row.pred_score.value_or(0);
}

}  // namespace

MadeRows WriteMadeRows(const std::vector<Item>& items, const TeacherRun& run,
                       const Construction& construction, FileWriter& output, DroppedRows& dropped) {
  MadeRows made;
  for (const Item& item : items) {
    ScenarioBalance& balance = made.scenarios[*item.scenario];
    ++balance.chosen;
    TaughtItem taught = run.Find(item);
    if (!taught.is_done) {
      ++made.unfinished;
      continue;
    }
    auto no_text = [](const Judgment& answer) { return !HasText(answer); };
    auto bad = std::find_if(taught.answers.begin(), taught.answers.end(), no_text);
    if (bad != taught.answers.end()) {
      made.failed += bad->verdict.outcome == Outcome::kFailed ? 1 : 0;
      dropped.Add(item, ReasonOf(*bad), bad->verdict.reason, bad->text);
      continue;
    }
    const std::string& text = taught.answers.back().text;
    Made result = construction.Finish(item, text);
    if (!result.row) {
      dropped.Add(item, result.reason, result.detail, text);
      continue;
    }
    output.Write(RenderTrainingRow(*result.row) + "\n");
    ++made.made;
    Count(*result.row, &balance);
  }
  return made;
}

}  // namespace autoj
