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
CommandBody AddRender(CLI::App& program);
CommandBody AddRead(CLI::App& program);

/// --language en|zh|auto: the protocol's language for an item's own choice and its text.
std::string ChooseLanguage(const std::string& flag, const std::string* of_item,
                           const std::string& text);

}  // namespace autoj
