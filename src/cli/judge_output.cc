#include "cli/judge_output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/json_output.h"
#include "report/records.h"
#include "report/verdict_table.h"

namespace autoj {
namespace {

constexpr size_t kMostRows = 500;

size_t TerminalWidth() {
  winsize size{};
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 100;
}

}  // namespace

JudgeOutput::JudgeOutput(const std::string& file, bool json, std::ostream& out)
    : out_(out),
      shape_(json                         ? Shape::kJson
             : isatty(STDOUT_FILENO) != 0 ? Shape::kTable
             : file.empty()               ? Shape::kRecords
                                          : Shape::kNothing) {
  if (!file.empty()) {
    file_.emplace(file);
  }
  if (shape_ == Shape::kJson) {
    out_ << "{\"items\":[";
  }
}

void JudgeOutput::Add(const ItemJudgment& item) {
  ++items_;
  if (shape_ == Shape::kTable && rows_.size() < kMostRows) {
    rows_.push_back(item);
  }
  if (!file_ && (shape_ == Shape::kTable || shape_ == Shape::kNothing)) {
    return;
  }
  std::string record = RenderRecord(item);
  if (file_) {
    file_->Write(record + "\n");
  }
  if (shape_ == Shape::kJson) {
    WriteJson(out_, (items_ == 1 ? "" : ",") + record);
  } else if (shape_ == Shape::kRecords) {
    out_ << record << "\n";
  }
}

void JudgeOutput::End(const RunSummary& summary) {
  if (file_) {
    file_->Commit();
  }
  if (shape_ == Shape::kJson) {
    WriteJson(out_, "],\"summary\":" + SummaryToJson(summary).dump() + "}\n");
  } else if (shape_ == Shape::kTable) {
    out_ << RenderVerdictTable(rows_, TerminalWidth(), true);
    if (items_ > rows_.size()) {
      out_ << fmt::format("and {} more: --output FILE, or `autoj export`, writes them all\n",
                          items_ - rows_.size());
    }
  }
}

}  // namespace autoj
