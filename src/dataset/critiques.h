#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_lines.h"

namespace autoj {

/// A response, the critique of it that is evaluated, and the one that it is held against: a line of
/// Auto-J's test data for critiques.
struct CritiqueTask {
  std::string id;
  std::string where;  ///< "file:line", for messages.
  std::string prompt;
  std::string response;
  std::optional<std::string> scenario;
  std::string judged;     ///< Empty where it was not asked for.
  std::string reference;  ///< Empty until AddReferences.
};

/// Reads {"id"?, "scenario"?, "prompt" | "query", "response", ..} lines, with the critique at the
/// dotted path `field` ("critiques.autoj"); "" leaves critiques out. Throws Error(kInput), with
/// file:line, for what is missing or empty, and for an id that stands there twice.
std::vector<CritiqueTask> ReadCritiqueTasks(const std::string& path, const std::string& field);

/// Gives each task its reference, line by line: {"output": text}. Throws Error(kInput) for a file
/// of other length, an empty critique, and an id (where there is one) that is another task's.
void AddReferences(const std::string& path, std::vector<CritiqueTask>* tasks);

/// Throws Error(kInput) where `count` lines of `path` do not belong to the tasks, line by line.
void CheckLineCount(const std::string& path, size_t count, const std::vector<CritiqueTask>& tasks);

}  // namespace autoj
