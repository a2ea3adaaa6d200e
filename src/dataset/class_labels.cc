#include "dataset/class_labels.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/id_book.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

std::string ParseLabel(const json& record, const std::vector<std::string>& keys,
                       const std::string& where) {
  std::optional<std::string> label;
  for (const std::string& key : keys) {
    std::optional<std::string> text = FindText(record, key.c_str(), where);
    if (text && label) {
      FailRecord(where, fmt::format("\"{}\" and another of {} are given; keep one", key,
                                    fmt::join(keys, ", ")));
    }
    label = text ? text : label;
  }
  std::string trimmed(Trim(label.value_or("")));
  if (trimmed.empty()) {
    FailRecord(where, fmt::format("no class: a line needs one of {}", fmt::join(keys, ", ")));
  }
  return trimmed;
}

}  // namespace

std::vector<ClassLabel> ReadClassLabels(const std::string& path,
                                        const std::vector<std::string>& keys) {
  std::vector<ClassLabel> labels;
  IdBook ids;
  std::string name = InputName(path);
  auto read = [&](const JsonLine& at, json&& record) {
    ClassLabel one;
    one.where = fmt::format("{}:{}", name, at.line);
    std::string id = ids.Add(record, at, one.where);
    if (record.contains("id") && !record["id"].is_null()) {
      one.id = id;
    }
    one.label = ParseLabel(record, keys, one.where);
    labels.push_back(std::move(one));
  };
  ReadJsonLinesFile(path, read);
  return labels;
}

}  // namespace autoj
