#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "cli/data_commands.h"
#include "cli/json_output.h"
#include "pipeline/training_file.h"
#include "report/check_report.h"

namespace autoj {
namespace {

struct CheckFlags {
  std::string file;
  bool json = false;
};

int Check(const CheckFlags& flags, std::ostream& out) {
  TrainingCheck check;
  ReadTrainingRows(
      flags.file, [&](const TrainingRow& row, const std::string& where) { check.Add(row, where); },
      [&](const std::string& error) { check.AddBroken(error); });
  if (flags.json) {
    WriteJson(out, CheckToJson(check).dump() + "\n");
  } else {
    out << RenderCheck(check);
  }
  return check.has_faults() ? static_cast<int>(ErrorKind::kInput) : 0;
}

}  // namespace

CommandBody AddDataCheck(CLI::App& data) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* command = data.add_subcommand("check", "Say what is wrong or odd about training rows");
  command->add_option("file", flags->file, "JSON lines, or - for standard input")->required();
  command->add_flag("--json", flags->json, "One JSON object, with all places");
  return [flags](std::ostream& out, std::ostream&) { return Check(*flags, out); };
}

}  // namespace autoj
