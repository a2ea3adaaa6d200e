#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// What queries may be classified as: the 58 scenarios, and "rejecting" and "peer_review", which
/// the rows of the reference's classifier have beside them.
const std::vector<std::string>& AllScenarioClasses();

/// By its name or an alias ("default" is "others"); nothing for an unknown one.
std::optional<std::string> FindScenarioClass(std::string_view name);

/// Of a scenario its group; nothing for the two classes that are none.
std::optional<std::string> GroupOfClass(std::string_view name);

}  // namespace autoj
