#pragma once

#include <string>

#include "cli/commands.h"

namespace autoj {

/// Each adds one command to `autoj data`. `command_line`: kept with a run.
CommandBody AddDataBuild(CLI::App& data, const std::string& command_line);
CommandBody AddDataCheck(CLI::App& data);
CommandBody AddDataExport(CLI::App& data);
CommandBody AddDataFingerprint(CLI::App& data);
CommandBody AddDataStats(CLI::App& data);

}  // namespace autoj
