#include "cli/record_output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/json_output.h"

namespace autoj {
namespace {

constexpr size_t kMostRows = 500;

}  // namespace

size_t TerminalWidth() {
  winsize size{};
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 100;
}

RecordOutput::RecordOutput(const std::string& file, bool json, std::ostream& out)
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

bool RecordOutput::takes_records() const {
  return file_ || shape_ == Shape::kRecords || shape_ == Shape::kJson;
}

bool RecordOutput::takes_row() const { return shape_ == Shape::kTable && items_ < kMostRows; }

void RecordOutput::Add(const std::string& record) {
  ++items_;
  if (file_) {
    file_->Write(record + "\n");
  }
  if (shape_ == Shape::kJson) {
    WriteJson(out_, (items_ == 1 ? "" : ",") + record);
  } else if (shape_ == Shape::kRecords) {
    out_ << record << "\n";
  }
}

void RecordOutput::End(const nlohmann::ordered_json& summary, const std::string& table) {
  if (file_) {
    file_->Commit();
  }
  if (shape_ == Shape::kJson) {
    WriteJson(out_, "],\"summary\":" + summary.dump() + "}\n");
  } else if (shape_ == Shape::kTable) {
    out_ << table;
    if (items_ > kMostRows) {
      out_ << fmt::format("and {} more: --output FILE, or `autoj export`, writes them all\n",
                          items_ - kMostRows);
    }
  }
}

}  // namespace autoj
