#include "scenario/criteria_json.h"

#include <string>

#include "base/or_null.h"

namespace autoj {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr CriteriaSource kSources[] = {CriteriaSource::kItem, CriteriaSource::kClassified,
                                       CriteriaSource::kUnsure, CriteriaSource::kFlag};

template <typename Value>
std::optional<Value> Optional(const json& value) {
  return value.is_null() ? std::nullopt : std::optional<Value>(value.get<Value>());
}

CriteriaSource SourceFromJson(const json& name) {
  for (CriteriaSource source : kSources) {
    if (name == CriteriaSourceName(source)) {
      return source;
    }
  }
  throw json::other_error::create(501, "no source of criteria: " + name.dump(), &name);
}

}  // namespace

const char* CriteriaSourceName(CriteriaSource source) {
  switch (source) {
    case CriteriaSource::kItem:
      return "item";
    case CriteriaSource::kClassified:
      return "classified";
    case CriteriaSource::kUnsure:
      return "unsure";
    case CriteriaSource::kFlag:
      break;
  }
  return "flag";
}

ordered_json CriteriaToJson(const CriteriaShown& criteria) {
  return {{"scenario", OrNull(criteria.scenario)},
          {"group", OrNull(criteria.group)},
          {"source", CriteriaSourceName(criteria.source)},
          {"probability", OrNull(criteria.probability)},
          {"names", criteria.names},
          {"hash", TextOrNull(criteria.hash)},
          {"reason", TextOrNull(criteria.reason)}};
}

CriteriaShown CriteriaFromJson(const json& json) {
  CriteriaShown criteria;
  criteria.scenario = Optional<std::string>(json.at("scenario"));
  criteria.group = Optional<std::string>(json.at("group"));
  criteria.source = SourceFromJson(json.at("source"));
  criteria.probability = Optional<double>(json.at("probability"));
  criteria.names = json.at("names").get<std::vector<std::string>>();
  criteria.hash = Optional<std::string>(json.at("hash")).value_or("");
  criteria.reason = Optional<std::string>(json.at("reason")).value_or("");
  return criteria;
}

}  // namespace autoj
