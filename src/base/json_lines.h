#pragma once

#include <functional>
#include <istream>
#include <string>

#include <nlohmann/json.hpp>

namespace autoj {

/// Where a JSON object stood in its input.
struct JsonLine {
  size_t line = 0;      ///< Counts from 1; blank lines count.
  size_t position = 0;  ///< Counts from 0; blank lines do not, lines with an error do.
};

/// Called with each JSON object.
using JsonLineSink = std::function<void(const JsonLine& at, nlohmann::json&& object)>;

/// Called with the message ("name:line: what") of each line that is left out.
using SkipBad = std::function<void(const std::string& error)>;

/// Reads JSON lines: one object a line; a BOM, CRLF, blank lines and a missing final newline are
/// accepted. Throws Error(kInput) with `name:line` for broken JSON, invalid UTF-8 or a line that is
/// no object, and for an input with no object at all. Memory: one line.
///
/// With `skip`, an Error(kInput) of a line, one that `sink` throws included, is told and the line
/// left out; an input without any good line is still thrown.
void ReadJsonLines(std::istream& in, const std::string& name, const JsonLineSink& sink,
                   const SkipBad& skip = {});

/// The same for a path, or standard input where it is "-". Throws Error(kInput) where it cannot be
/// read.
void ReadJsonLinesFile(const std::string& path, const JsonLineSink& sink, const SkipBad& skip = {});

/// Throws what ReadJsonLinesFile would, where an input is not there or not to be read; opens
/// nothing.
void CheckReadable(const std::string& path);

/// How messages call an input: its path made safe for a terminal, or "standard input" for "-".
std::string InputName(const std::string& path);

}  // namespace autoj
