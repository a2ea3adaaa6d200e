#include "base/json_lines.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

[[noreturn]] void Fail(const std::string& name, size_t line, const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}:{}: {}", name, line, what));
}

nlohmann::json ParseLine(const std::string& name, size_t line, std::string_view text) {
  size_t bad = FindInvalidUtf8(text);
  if (bad != std::string_view::npos) {
    Fail(name, line, fmt::format("invalid UTF-8 at byte {}; save the file as UTF-8", bad + 1));
  }
  try {
    nlohmann::json value = nlohmann::json::parse(text);
    if (!value.is_object()) {
      Fail(name, line, fmt::format("expected a JSON object, found {}", value.type_name()));
    }
    return value;
  } catch (const nlohmann::json::exception& e) {
    Fail(name, line, fmt::format("not valid JSON: {}", EscapeForTerminal(e.what())));
  }
}

}  // namespace

void ReadJsonLines(std::istream& in, const std::string& name, const JsonLineSink& sink) {
  std::string text;
  size_t objects = 0;
  for (size_t line = 1; std::getline(in, text); ++line) {
    std::string_view content = text;
    if (line == 1 && content.substr(0, 3) == "\xEF\xBB\xBF") {
      content.remove_prefix(3);
    }
    content = Trim(content);
    if (content.empty()) {
      continue;
    }
    sink(line, ParseLine(name, line, content));
    ++objects;
  }
  if (in.bad()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: reading failed: {}", name, std::strerror(errno)));
  }
  if (objects == 0) {
    throw Error(ErrorKind::kInput, fmt::format("{}: empty: no JSON line in it", name));
  }
}

void ReadJsonLinesFile(const std::string& path, const JsonLineSink& sink) {
  if (path == "-") {
    ReadJsonLines(std::cin, "standard input", sink);
    return;
  }
  std::string name = EscapeForTerminal(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::kInput, fmt::format("{}: is a folder; name a JSON lines file", name));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::kInput, fmt::format("{}: {}", name, std::strerror(errno)));
  }
  ReadJsonLines(in, name, sink);
}

}  // namespace autoj
