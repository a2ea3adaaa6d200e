#include "cli/judge_output.h"

#include <nlohmann/json.hpp>

#include "report/records.h"
#include "report/verdict_table.h"

namespace autoj {

JudgeOutput::JudgeOutput(const std::string& file, bool json, std::ostream& out)
    : records_(file, json, out) {}

void JudgeOutput::Add(const ItemJudgment& item) {
  if (records_.takes_row()) {
    rows_.push_back(item);
  }
  records_.Add(records_.takes_records() ? RenderRecord(item) : "");
}

void JudgeOutput::End(const RunSummary& summary) {
  records_.End(SummaryToJson(summary), RenderVerdictTable(rows_, TerminalWidth(), true));
}

}  // namespace autoj
