#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace autoj {

/// A value as JSON; null where there is none.
template <typename Value>
nlohmann::ordered_json OrNull(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// A text as JSON; null where it is empty.
inline nlohmann::ordered_json TextOrNull(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

}  // namespace autoj
