#include "pipeline/training_file.h"

#include <fmt/format.h>

namespace autoj {

void ReadTrainingRows(const std::string& path, const TrainingRowSink& sink, const SkipBad& skip) {
  std::string name = InputName(path);
  auto read = [&](const JsonLine& at, nlohmann::json&& row) {
    std::string where = fmt::format("{}:{}", name, at.line);
    sink(ParseTrainingRow(row, where), where);
  };
  ReadJsonLinesFile(path, read, skip);
}

}  // namespace autoj
