#pragma once

#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "dataset/critiques.h"

namespace autoj {

/// The output of a comparison to which no answer came: what the reference's scripts write, and look
/// for to ask again.
inline constexpr const char* kFailedOutput = "Failed!";

/// What a judge said of two critiques: a line of the reference's comparison files,
/// {"output": text, "cost": dollars, "finish_reason": "stop", "meta": {"exchange": bool, ..}}.
struct CritiqueComparison {
  std::string output;  ///< kFailedOutput where no answer came, as also null is read.
  double cost = std::numeric_limits<double>::quiet_NaN();  ///< Dollars; NaN: not known.
  std::string finish_reason;                               ///< "stop", "length" or "fail".
  bool exchange = false;        ///< The judged critique was shown second.
  nlohmann::ordered_json meta;  ///< Whatever the line says of itself, "exchange" included.
  std::string where;            ///< "file:line", for messages.
};

/// Reads a comparison for each task, line by line. Throws Error(kInput), with file:line, for a file
/// of other length, for a line without text or "exchange", and for one that was made for another
/// task: what its meta says of id, scenario, prompt and response must be the task's.
std::vector<CritiqueComparison> ReadComparisons(const std::string& path,
                                                const std::vector<CritiqueTask>& tasks);

/// The line, with its line feed.
std::string RenderComparison(const CritiqueComparison& comparison);

}  // namespace autoj
