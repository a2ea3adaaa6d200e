#include "report/records.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/or_null.h"
#include "scenario/criteria_json.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

Json ProbabilitiesJson(ItemKind kind, const std::vector<Alternative>& alternatives) {
  if (alternatives.empty()) {
    return nullptr;
  }
  Json json = Json::object();
  if (kind == ItemKind::kPair) {  // an alternative that the protocol does not name is null
    json = {{"first", nullptr}, {"second", nullptr}, {"tie", nullptr}};
  }
  for (const Alternative& one : alternatives) {
    json[one.verdict.rating ? fmt::format("{}", *one.verdict.rating)
                            : OutcomeName(one.verdict.outcome)] = one.probability;
  }
  return json;
}

double Milliseconds(double seconds) { return std::round(seconds * 1000) / 1000; }

Json StepsJson(const std::vector<StepText>& steps) {
  Json list = Json::array();
  for (const StepText& step : steps) {
    list.push_back({{"step", step.name},
                    {"text", step.text},
                    {"finish", FinishName(step.finish)},
                    {"prompt_tokens", OrNull(step.prompt_tokens)},
                    {"cached_tokens", OrNull(step.cached_tokens)},
                    {"completion_tokens", OrNull(step.completion_tokens)},
                    {"reason", step.reason.empty() ? Json(nullptr) : Json(step.reason)},
                    {"seconds", Milliseconds(step.seconds)}});
  }
  return list;
}

// What an order and a response have in common, in the order in which it is written.
void AddWriting(Json& json, ItemKind kind, const Judgment& judgment) {
  json["probabilities"] = ProbabilitiesJson(kind, judgment.probabilities);
  json["text"] = judgment.text;
  json["finish"] = FinishName(judgment.finish);
  json["prompt_tokens"] = OrNull(judgment.prompt_tokens);
  json["cached_tokens"] = OrNull(judgment.cached_tokens);
  json["completion_tokens"] = OrNull(judgment.completion_tokens);
  json["reason"] = judgment.verdict.reason.empty() ? Json(nullptr) : Json(judgment.verdict.reason);
  json["seconds"] = Milliseconds(judgment.seconds);
  if (!judgment.steps.empty()) {
    json["steps"] = StepsJson(judgment.steps);
  }
}

Json OrderJson(ItemKind kind, const Judgment& judgment) {
  Json json = {{"order", OrderName(judgment.order)},
               {"verdict", OutcomeName(judgment.verdict.outcome)}};
  AddWriting(json, kind, judgment);
  return json;
}

Json ResponseJson(ItemKind kind, const Judgment& judgment) {
  Json json = {{"response", judgment.response},
               {"verdict", OutcomeName(judgment.verdict.outcome)},
               {"rating", RatingToJson(judgment.verdict.rating)},
               {"logprob", OrNull(judgment.logprob)}};
  AddWriting(json, kind, judgment);
  return json;
}

// What an item had beside its texts is kept as it was; text that is no JSON stays text.
Json KeptJson(const std::string& text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return json.is_discarded() ? Json(text) : json;
}

}  // namespace

Json RatingToJson(const std::optional<double>& rating) {
  constexpr double kExact = 1e15;
  if (rating && std::trunc(*rating) == *rating && std::abs(*rating) < kExact) {
    return static_cast<int64_t>(*rating);
  }
  return OrNull(rating);
}

Json RecordToJson(const ItemJudgment& item) {
  Json json = {{"id", item.id},
               {"protocol", item.protocol},
               {"language", item.language},
               {"scenario", OrNull(item.scenario)},
               {"verdict", OutcomeName(item.verdict.outcome)}};
  if (item.criteria) {
    json["criteria"] = CriteriaToJson(*item.criteria);
  }
  if (item.kind == ItemKind::kBestOf) {
    json["selected"] = OrNull(item.selected);
  } else {
    if (item.kind == ItemKind::kPair) {
      json["averaged"] = item.averaged ? Json(OutcomeName(*item.averaged)) : Json(nullptr);
    } else {
      json["rating"] = RatingToJson(item.verdict.rating);
      json["expected"] = OrNull(item.expected);
    }
    json["probabilities"] = ProbabilitiesJson(item.kind, item.probabilities);
  }
  Json& judged = json[item.kind == ItemKind::kBestOf ? "responses" : "orders"] = Json::array();
  for (const Judgment& judgment : item.judgments) {
    judged.push_back(item.kind == ItemKind::kBestOf ? ResponseJson(item.kind, judgment)
                                                    : OrderJson(item.kind, judgment));
  }
  if (item.label) {
    json["label"] = KeptJson(*item.label);
  }
  if (item.meta != "{}") {
    json["meta"] = KeptJson(item.meta);
  }
  return json;
}

std::string RenderRecord(const ItemJudgment& item) {
  constexpr int kOneLine = -1;
  return RecordToJson(item).dump(kOneLine, ' ', /*ensure_ascii=*/false,
                                 Json::error_handler_t::replace);
}

}  // namespace autoj
