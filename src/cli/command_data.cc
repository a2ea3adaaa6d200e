#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "cli/commands.h"
#include "cli/data_commands.h"

namespace autoj {

CommandBody AddData(CLI::App& program, const std::string& command_line) {
  CLI::App* data = program.add_subcommand("data", "Make, check, count and hand on training data");
  data->require_subcommand(1);
  auto bodies = std::make_shared<std::map<std::string, CommandBody>>();
  *bodies = {{"build", AddDataBuild(*data, command_line)},
             {"check", AddDataCheck(*data)},
             {"export", AddDataExport(*data)},
             {"fingerprint", AddDataFingerprint(*data)},
             {"stats", AddDataStats(*data)}};
  return [data, bodies](std::ostream& out, std::ostream& err) {
    return bodies->at(data->get_subcommands().front()->get_name())(out, err);
  };
}

}  // namespace autoj
