#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include <CLI/CLI.hpp>

namespace autoj {

/// What a command does once its flags are read: writes data to `out`, words to `err`; gives the
/// exit code.
using CommandBody = std::function<int(std::ostream& out, std::ostream& err)>;

/// Each adds one command to the program. The body is returned, not run.
/// `command_line`: kept with a run.
CommandBody AddJudge(CLI::App& program, const std::string& command_line);
CommandBody AddClassify(CLI::App& program);
CommandBody AddCriteria(CLI::App& program);
CommandBody AddData(CLI::App& program, const std::string& command_line);
CommandBody AddSelect(CLI::App& program, const std::string& command_line);
CommandBody AddDoctor(CLI::App& program);
CommandBody AddEval(CLI::App& program, const std::string& command_line);
CommandBody AddExport(CLI::App& program);
CommandBody AddLeaderboard(CLI::App& program);
CommandBody AddMerge(CLI::App& program);
CommandBody AddModel(CLI::App& program);
CommandBody AddRender(CLI::App& program);
CommandBody AddRead(CLI::App& program);
CommandBody AddProtocol(CLI::App& program);

}  // namespace autoj
