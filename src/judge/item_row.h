#pragma once

#include <cstddef>
#include <string>

#include "autoj/item.h"
#include "judge/kept_item.h"

namespace SQLite {  // NOLINT(readability-identifier-naming): the library's own name
class Statement;
}

namespace autoj {

/// The columns of the table `items` behind its `row`, in the order that both functions below
/// expect. `item` is the item as a line of input, `steps` a
/// list of names, `criteria` null or an object (scenario/criteria_json.h).
constexpr const char* kItemColumns =
    "id, position, kind, protocol, language, judgments, item, steps, criteria";

/// Binds ?1 to ?9.
void BindItem(SQLite::Statement& statement, const KeptItem& kept, size_t position);

/// Of a row of kItemColumns.
size_t ReadPosition(SQLite::Statement& row);

/// Reads a row of kItemColumns; `kept.item` becomes `item`. Throws
/// SQLite::Exception(SQLITE_CORRUPT) for a row that this program cannot have written.
KeptItem ReadItem(SQLite::Statement& row, Item* item);

}  // namespace autoj
