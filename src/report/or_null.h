#pragma once

#include <optional>

#include <nlohmann/json.hpp>

namespace autoj {

/// A value as JSON; null where there is none.
template <typename Value>
nlohmann::ordered_json OrNull(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace autoj
