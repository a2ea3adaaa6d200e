#include "pipeline/row_source.h"

#include <nlohmann/json.hpp>

namespace autoj {

using nlohmann::json;

std::string SourceOf(const Item& item) {
  json meta = json::parse(item.meta);
  for (const char* name : {"source_dataset", "source", "dataset"}) {
    auto found = meta.find(name);
    if (found != meta.end() && found->is_string()) {
      return found->get<std::string>();
    }
  }
  return "";
}

void KeepSource(const std::string& source, Item* item) {
  if (SourceOf(*item).empty()) {
    json meta = json::parse(item->meta);
    meta["source_dataset"] = source;
    item->meta = meta.dump();
  }
}

}  // namespace autoj
