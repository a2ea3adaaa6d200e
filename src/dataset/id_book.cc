#include "dataset/id_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr size_t kSmallest = 8;
constexpr size_t kLastLine = (size_t{1} << 31) - 1;

std::string ParseId(const json& record, const std::string& where) {
  const json& id = record["id"];
  if (id.is_string()) {
    return id.get<std::string>();
  }
  if (id.is_number_integer()) {
    return id.dump();
  }
  FailRecord(where, fmt::format("\"id\" must be a string or an integer, found {}", id.type_name()));
}

}  // namespace

std::string IdBook::Add(const json& record, const JsonLine& at, const std::string& where) {
  bool is_position = !record.contains("id") || record["id"].is_null();
  std::string id = is_position ? std::to_string(at.position) : ParseId(record, where);
  std::array<unsigned char, 32> whole = Sha256Bytes(id);
  std::array<unsigned char, 12> digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  Table& table = tables_[digest[0] % tables_.size()];
  if (4 * (table.count + 1) > 3 * table.entries.size()) {
    table.Grow();
  }
  Entry& entry = table.Find(digest);
  if (entry.place == 0) {
    entry.digest = digest;
    entry.place = static_cast<uint32_t>(2 * std::min(at.line, kLastLine) + (is_position ? 1 : 0));
    ++table.count;
    return id;
  }
  size_t line = entry.place / 2;
  bool was_position = entry.place % 2 == 1;
  if (is_position == was_position) {
    FailRecord(where,
               fmt::format("id \"{}\" stands on line {} already", EscapeForTerminal(id), line));
  }
  FailRecord(where, fmt::format("id \"{}\" stands on line {} already: a line without an id has its "
                                "position as one; give every line an id",
                                id, line));
}

IdBook::Entry& IdBook::Table::Find(const std::array<unsigned char, 12>& digest) {
  uint64_t hash = 0;
  for (size_t i = 1; i < 5; ++i) {  // all in this table share what the first byte says
    hash = hash << 8 | digest[i];
  }
  size_t at = hash * entries.size() >> 32;
  while (entries[at].place != 0 && entries[at].digest != digest) {
    at = at + 1 == entries.size() ? 0 : at + 1;
  }
  return entries[at];
}

void IdBook::Table::Grow() {
  std::vector<Entry> old(std::max(kSmallest, entries.size() + entries.size() / 2));
  old.swap(entries);
  for (const Entry& entry : old) {
    if (entry.place != 0) {
      Find(entry.digest) = entry;
    }
  }
}

}  // namespace autoj
