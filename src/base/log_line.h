#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace autoj {

/// One line of a log that programs read: {"time": "2026-01-31T12:00:00.123Z", "event": .., and what
/// `fields` holds}, with the newline. Bytes that are no UTF-8 become U+FFFD, and what a terminal
/// would act on is escaped as JSON does.
std::string RenderLogLine(const std::string& event, const nlohmann::ordered_json& fields);

}  // namespace autoj
