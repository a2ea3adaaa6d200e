#include "dataset/critique_comparisons.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

[[noreturn]] void FailForeign(const char* what, const CritiqueTask& task,
                              const std::string& where) {
  FailRecord(where,
             fmt::format("its \"meta\" has another {} than {}: the comparisons were made for "
                         "other data, or in another order",
                         what, task.where));
}

// Where the line says what it compared, that must be the task.
void CheckBelongs(const json& meta, const CritiqueTask& task, const std::string& where) {
  CheckSameId(FindId(meta), where, task.id, task.where);
  const std::pair<const char*, const std::string*> texts[] = {
      {"scenario", task.scenario ? &*task.scenario : nullptr},
      {"prompt", &task.prompt},
      {"response", &task.response}};
  for (const auto& [key, expected] : texts) {
    std::optional<std::string> said = FindText(meta, key, where);
    if (said && expected != nullptr && *said != *expected) {
      FailForeign(key, task, where);
    }
  }
}

double ReadCost(const json& record, const std::string& where) {
  auto cost = record.find("cost");
  if (cost == record.end() || cost->is_null()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (!cost->is_number()) {
    FailRecord(where, fmt::format("\"cost\" must be a number, found {}", cost->type_name()));
  }
  return cost->get<double>();
}

CritiqueComparison ReadComparison(const json& record, const std::string& where) {
  CritiqueComparison comparison;
  comparison.where = where;
  if (!record.contains("output")) {
    FailRecord(where, "no \"output\": the text of the judge that compared the critiques");
  }
  auto meta = record.find("meta");
  auto exchange = meta != record.end() && meta->is_object() ? meta->find("exchange") : record.end();
  if (meta == record.end() || !meta->is_object() || exchange == meta->end() ||
      !exchange->is_boolean()) {
    FailRecord(where,
               "no \"meta\": {\"exchange\": true or false}; without it nobody knows which "
               "critique was shown first");
  }
  comparison.output = FindText(record, "output", where).value_or(kFailedOutput);
  comparison.cost = ReadCost(record, where);
  comparison.finish_reason = FindText(record, "finish_reason", where).value_or("");
  comparison.exchange = exchange->get<bool>();
  comparison.meta = *meta;
  return comparison;
}

}  // namespace

std::vector<CritiqueComparison> ReadComparisons(const std::string& path,
                                                const std::vector<CritiqueTask>& tasks) {
  std::vector<CritiqueComparison> comparisons;
  std::string name = InputName(path);
  auto read = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    comparisons.push_back(ReadComparison(record, where));
    if (comparisons.size() <= tasks.size()) {
      CheckBelongs(record["meta"], tasks[comparisons.size() - 1], where);
    }
  };
  ReadJsonLinesFile(path, read);
  CheckLineCount(path, comparisons.size(), tasks);
  return comparisons;
}

std::string RenderComparison(const CritiqueComparison& comparison) {
  constexpr int kOneLine = -1;
  ordered_json record = {
      {"output", comparison.output},
      {"cost", std::isnan(comparison.cost) ? ordered_json(nullptr) : ordered_json(comparison.cost)},
      {"finish_reason", comparison.finish_reason},
      {"meta", comparison.meta}};
  return record.dump(kOneLine, ' ', /*ensure_ascii=*/false,
                     ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace autoj
