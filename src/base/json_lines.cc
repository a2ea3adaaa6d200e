#include "base/json_lines.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

[[noreturn]] void Fail(const std::string& name, size_t line, const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}:{}: {}", name, line, what));
}

// A key that is given twice would lose its first value in silence.
nlohmann::json ParseObject(std::string_view text, std::string* twice) {
  std::set<std::string> keys;
  using Event = nlohmann::json::parse_event_t;
  auto watch = [&](int depth, Event event, const nlohmann::json& value) {
    if (event == Event::key && depth == 1 && !keys.insert(value.get<std::string>()).second) {
      *twice = value.get<std::string>();
    }
    return true;
  };
  return nlohmann::json::parse(text, watch);
}

nlohmann::json ParseLine(const std::string& name, size_t line, std::string_view text) {
  size_t bad = FindInvalidUtf8(text);
  if (bad != std::string_view::npos) {
    Fail(name, line, fmt::format("invalid UTF-8 at byte {}; save the file as UTF-8", bad + 1));
  }
  std::string twice;
  nlohmann::json value;
  try {
    value = ParseObject(text, &twice);
  } catch (const nlohmann::json::exception& e) {
    Fail(name, line, fmt::format("not valid JSON: {}", EscapeForTerminal(e.what())));
  }
  if (!value.is_object()) {
    Fail(name, line, fmt::format("expected a JSON object, found {}", value.type_name()));
  }
  if (!twice.empty()) {
    Fail(name, line, fmt::format("\"{}\" is given twice", EscapeForTerminal(twice)));
  }
  return value;
}

void CheckEnd(const std::istream& in, const std::string& name, size_t objects, size_t skipped) {
  if (in.bad()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: reading failed: {}", name, std::strerror(errno)));
  }
  if (objects == 0) {
    throw Error(ErrorKind::kInput,
                skipped == 0 ? fmt::format("{}: empty: no JSON line in it", name)
                             : fmt::format("{}: none of its {} lines can be used", name, skipped));
  }
}

}  // namespace

void ReadJsonLines(std::istream& in, const std::string& name, const JsonLineSink& sink,
                   const SkipBad& skip) {
  std::string text;
  size_t objects = 0;
  size_t skipped = 0;
  for (size_t line = 1; std::getline(in, text); ++line) {
    std::string_view content = text;
    if (line == 1 && content.substr(0, 3) == "\xEF\xBB\xBF") {
      content.remove_prefix(3);
    }
    content = Trim(content);
    if (content.empty()) {
      continue;
    }
    try {
      sink({line, objects + skipped}, ParseLine(name, line, content));
      ++objects;
    } catch (const Error& e) {
      if (!skip || e.kind() != ErrorKind::kInput) {
        throw;
      }
      skip(e.what());
      ++skipped;
    }
  }
  CheckEnd(in, name, objects, skipped);
}

void ReadJsonLinesFile(const std::string& path, const JsonLineSink& sink, const SkipBad& skip) {
  std::string name = InputName(path);
  if (path == "-") {
    ReadJsonLines(std::cin, name, sink, skip);
    return;
  }
  CheckReadable(path);
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::kInput, fmt::format("{}: {}", name, std::strerror(errno)));
  }
  ReadJsonLines(in, name, sink, skip);
}

void CheckReadable(const std::string& path) {
  if (path == "-") {
    return;
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: is a folder; name a JSON lines file", InputName(path)));
  }
  if (access(path.c_str(), R_OK) != 0) {
    throw Error(ErrorKind::kInput, fmt::format("{}: {}", InputName(path), std::strerror(errno)));
  }
}

std::string InputName(const std::string& path) {
  return path == "-" ? "standard input" : EscapeForTerminal(path);
}

}  // namespace autoj
