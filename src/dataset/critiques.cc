#include "dataset/critiques.h"

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "dataset/id_book.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

std::string RequireText(const std::optional<std::string>& text, const char* name,
                        const std::string& where) {
  if (!text) {
    FailRecord(where, fmt::format("no \"{}\"", name));
  }
  return *text;
}

// A critique that says nothing cannot be compared.
std::string RequireCritique(const std::optional<std::string>& text, const std::string& what,
                            const std::string& where) {
  if (!text) {
    FailRecord(where, fmt::format("no text at {}", what));
  }
  if (Trim(*text).empty()) {
    FailRecord(where,
               fmt::format("the critique at {} is empty; an empty one cannot be compared", what));
  }
  return *text;
}

}  // namespace

std::vector<CritiqueTask> ReadCritiqueTasks(const std::string& path, const std::string& field) {
  std::vector<CritiqueTask> tasks;
  IdBook ids;
  std::string name = InputName(path);
  auto read = [&](const JsonLine& at, json&& record) {
    CritiqueTask task;
    task.where = fmt::format("{}:{}", name, at.line);
    task.id = ids.Add(record, at, task.where);
    task.prompt =
        RequireText(FindEither(record, {"prompt", "query"}, task.where), "prompt", task.where);
    task.response = RequireText(FindText(record, "response", task.where), "response", task.where);
    task.scenario = FindScenarioName(record, task.where);
    if (!field.empty()) {
      task.judged = RequireCritique(
          FindTextAt(record, field),
          fmt::format("\"{}\" (--judge-critiques names the field)", EscapeForTerminal(field)),
          task.where);
    }
    tasks.push_back(std::move(task));
  };
  ReadJsonLinesFile(path, read);
  return tasks;
}

void AddReferences(const std::string& path, std::vector<CritiqueTask>* tasks) {
  size_t count = 0;
  std::string name = InputName(path);
  auto read = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::string text = RequireCritique(FindText(record, "output", where), "\"output\"", where);
    if (count < tasks->size()) {
      CheckSameId(FindId(record), where, (*tasks)[count].id, (*tasks)[count].where);
      (*tasks)[count].reference = std::move(text);
    }
    ++count;
  };
  ReadJsonLinesFile(path, read);
  CheckLineCount(path, count, *tasks);
}

void CheckLineCount(const std::string& path, size_t count, const std::vector<CritiqueTask>& tasks) {
  if (count != tasks.size()) {
    std::string data = tasks.empty() ? "" : tasks.front().where;
    throw Error(ErrorKind::kInput,
                fmt::format("{} has {} lines, {} has {}: they belong together line by line; give "
                            "the file that was made for this data",
                            InputName(path), count, data.substr(0, data.rfind(':')), tasks.size()));
  }
}

}  // namespace autoj
