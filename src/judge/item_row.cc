#include "judge/item_row.h"

#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "dataset/items.h"
#include "scenario/criteria_json.h"

namespace autoj {
namespace {

constexpr const char* kPairwise = "pairwise";
constexpr const char* kSingle = "single";

}  // namespace

void BindItem(SQLite::Statement& statement, const KeptItem& kept, size_t position) {
  statement.bind(1, kept.item->id);
  statement.bind(2, static_cast<int64_t>(position));
  statement.bind(3, kept.pairwise ? kPairwise : kSingle);
  statement.bind(4, kept.protocol);
  statement.bind(5, kept.language);
  statement.bind(6, kept.judgments);
  statement.bind(7, ItemToJson(*kept.item).dump());
  statement.bind(8, nlohmann::json(kept.steps).dump());
  if (kept.criteria) {
    statement.bind(9, CriteriaToJson(*kept.criteria).dump());
  } else {
    statement.bind(9);
  }
}

size_t ReadPosition(SQLite::Statement& row) {
  return static_cast<size_t>(row.getColumn(1).getInt64());
}

KeptItem ReadItem(SQLite::Statement& row, Item* item) try {
  std::string id = row.getColumn(0).getString();
  *item = ItemFromJson(nlohmann::json::parse(row.getColumn(6).getString()), "item " + id);
  item->id = id;
  KeptItem kept;
  kept.item = item;
  kept.pairwise = row.getColumn(2).getString() == kPairwise;
  kept.protocol = row.getColumn(3).getString();
  kept.language = row.getColumn(4).getString();
  kept.judgments = row.getColumn(5).getInt();
  kept.steps = nlohmann::json::parse(row.getColumn(7).getString()).get<std::vector<std::string>>();
  if (SQLite::Column criteria = row.getColumn(8); !criteria.isNull()) {
    kept.criteria = CriteriaFromJson(nlohmann::json::parse(criteria.getString()));
  }
  return kept;
} catch (const nlohmann::json::exception& e) {
  throw SQLite::Exception(e.what(), SQLITE_CORRUPT);
} catch (const Error& e) {
  throw SQLite::Exception(e.what(), SQLITE_CORRUPT);
}

}  // namespace autoj
