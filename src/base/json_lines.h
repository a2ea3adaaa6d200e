#pragma once

#include <functional>
#include <istream>
#include <string>

#include <nlohmann/json.hpp>

namespace autoj {

/// Called once a line with its one-based number and the JSON object that stands on it.
using JsonLineSink = std::function<void(size_t line, nlohmann::json&& object)>;

/// Reads JSON lines: one object a line; a BOM, CRLF, blank lines and a missing final newline are
/// accepted. Throws Error(kInput) with `name:line` for broken JSON, invalid UTF-8 or a line that is
/// no object, and for an input with no object at all. Memory: one line.
void ReadJsonLines(std::istream& in, const std::string& name, const JsonLineSink& sink);

/// The same for a path, or standard input where it is "-". Throws Error(kInput) where it cannot be
/// read.
void ReadJsonLinesFile(const std::string& path, const JsonLineSink& sink);

}  // namespace autoj
