#include "dataset/query_rows.h"

#include <utility>

#include <fmt/format.h>

#include "dataset/id_book.h"
#include "dataset/items.h"
#include "dataset/read_rows.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

QueryRow ReadReferenceRow(const json& record, const std::string& where) {
  for (const char* other : {"query", "prompt", "dialogue"}) {
    if (record.contains(other)) {
      FailRecord(where, fmt::format("both \"instruction\" and \"{}\" are given; keep one", other));
    }
  }
  std::optional<std::string> instruction = FindText(record, "instruction", where);
  if (!instruction) {
    FailRecord(where, "\"instruction\" must be a string, found null");
  }
  std::string input = FindText(record, "input", where).value_or("");
  return {.id = "",
          .query = *instruction + " " + input,
          .category = FindText(record, "category", where),
          .line = where};
}

QueryRow ReadItemRow(const json& record, const std::string& where) {
  Item item;
  ReadQuestion(record, where, &item);
  return {
      .id = "", .query = item.query, .category = FindScenarioName(record, where), .line = where};
}

}  // namespace

void ReadQueryRows(const std::string& path, const QueryRowSink& sink, const SkipBad& skip) {
  IdBook ids;
  std::string name = InputName(path);
  auto parse = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    QueryRow row = record.contains("instruction") ? ReadReferenceRow(record, where)
                                                  : ReadItemRow(record, where);
    row.id = ids.Add(record, at, where);
    return row;
  };
  ReadRows(path, parse, sink, skip);
}

}  // namespace autoj
