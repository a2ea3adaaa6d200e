#pragma once

#include <exception>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json_lines.h"

namespace autoj {

/// Reads a file of JSON lines: `parse`, of (const JsonLine&, json&&), makes a row of each, and
/// `sink` takes it. What `sink` throws is not the line's fault: it is never skipped. Else as
/// ReadJsonLinesFile.
template <typename Parse, typename Sink>
void ReadRows(const std::string& path, const Parse& parse, const Sink& sink, const SkipBad& skip) {
  struct SinkFailed {};
  std::exception_ptr failure;
  auto read = [&](const JsonLine& at, nlohmann::json&& record) {
    auto row = parse(at, std::move(record));
    try {
      sink(std::move(row));
    } catch (...) {
      failure = std::current_exception();
      throw SinkFailed();
    }
  };
  try {
    ReadJsonLinesFile(path, read, skip);
  } catch (const SinkFailed&) {
    std::rethrow_exception(failure);
  }
}

}  // namespace autoj
