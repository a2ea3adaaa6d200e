#include "pipeline/dropped_rows.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/or_null.h"
#include "dataset/items.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

const std::map<DropReason, const char*>& Names() {
  static const std::map<DropReason, const char*> names = {
      {DropReason::kUnreadableRow, "unreadable_row"},
      {DropReason::kNoPair, "no_pair"},
      {DropReason::kNoLabel, "no_label"},
      {DropReason::kEmptyQuery, "empty_query"},
      {DropReason::kEmptyResponse, "empty_response"},
      {DropReason::kMultiTurn, "multi_turn"},
      {DropReason::kSystemMessage, "system_message"},
      {DropReason::kLanguage, "language"},
      {DropReason::kTooManyChars, "too_many_chars"},
      {DropReason::kAmbiguous, "ambiguous_message"},
      {DropReason::kDuplicate, "duplicate"},
      {DropReason::kNearDuplicate, "near_duplicate"},
      {DropReason::kContaminated, "contaminated"},
      {DropReason::kUnknownScenario, "unknown_scenario"},
      {DropReason::kUnsureScenario, "unsure_scenario"},
      {DropReason::kOverCap, "over_cap"},
      {DropReason::kFailed, "failed"},
      {DropReason::kTooLong, "too_long"},
      {DropReason::kRefused, "refused"},
      {DropReason::kTruncated, "truncated"},
      {DropReason::kEmptyAnswer, "empty_answer"},
      {DropReason::kOtherDecision, "other_decision"},
      {DropReason::kForm, "form"}};
  return names;
}

}  // namespace

const char* DropReasonName(DropReason reason) { return Names().at(reason); }

DropReason ParseDropReason(const std::string& name) {
  auto same = [&](const auto& entry) { return entry.second == name; };
  return std::find_if(Names().begin(), Names().end(), same)->first;
}

DroppedRows::DroppedRows(const std::string& path) {
  if (!path.empty()) {
    file_.emplace(path);
  }
}

void DroppedRows::Add(const Item& item, DropReason reason, const std::string& detail,
                      const std::string& text) {
  ++counts_[reason];
  if (file_) {
    ordered_json record = {{"reason", DropReasonName(reason)},
                           {"detail", TextOrNull(detail)},
                           {"line", item.line},
                           {"id", item.id},
                           {"item", ItemToJson(item)},
                           {"text", TextOrNull(text)}};
    file_->Write(record.dump() + "\n");
  }
}

void DroppedRows::AddUnreadable(const std::string& error) {
  ++counts_[DropReason::kUnreadableRow];
  if (file_) {
    ordered_json record = {{"reason", DropReasonName(DropReason::kUnreadableRow)},
                           {"detail", error}};
    file_->Write(record.dump() + "\n");
  }
}

size_t DroppedRows::total() const {
  size_t total = 0;
  for (const auto& count : counts_) {
    total += count.second;
  }
  return total;
}

void DroppedRows::Commit() {
  if (file_) {
    file_->Commit();
  }
}

}  // namespace autoj
