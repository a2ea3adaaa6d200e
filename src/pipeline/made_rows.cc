#include "pipeline/made_rows.h"

#include <algorithm>
#include <utility>

#include "pipeline/teacher_requests.h"

namespace autoj {
namespace {

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
    auto bad = std::find_if(taught.answers.begin(), taught.answers.end(), WhyNoText);
    if (bad != taught.answers.end()) {
      ++made.without_text;
      made.failed += bad->verdict.outcome == Outcome::kFailed ? 1 : 0;
      dropped.Add(item, *WhyNoText(*bad), bad->verdict.reason, bad->text);
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
