#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "autoj/judge.h"
#include "pipeline/dropped_rows.h"
#include "pipeline/made_rows.h"

namespace autoj {

/// What a call that made training rows came to.
struct BalanceReport {
  size_t read = 0;  ///< Rows of preferences, unreadable ones included.
  MadeRows made;
  std::map<DropReason, size_t> dropped;
  std::optional<Cost> cost;
  std::string run;  ///< The run's folder; empty: not told.
};

/// Scenario by scenario what was chosen and made, labels or the mean rating, then what was dropped
/// and why; for a person.
std::string RenderBalance(const BalanceReport& report, size_t width);

/// The same for a program.
nlohmann::ordered_json BalanceToJson(const BalanceReport& report);

}  // namespace autoj
