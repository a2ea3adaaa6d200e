#pragma once

#include <string>
#include <vector>

#include "autoj/verdict.h"

namespace autoj {

/// Reads verdicts on pairs as Auto-J's repository keeps them, one {"output": 0|1|2} a line: 0 is
/// the response that was shown first, 1 the second, 2 a tie; -1, which it writes for a text without
/// a verdict, is kUnreadable. Other fields are left alone. Source: pairwise_example_output.jsonl
/// and the scripts beside it. Throws Error(kInput) with file:line for anything else.
///
/// `ids`: of the data, line by line. A line that has an "id" must have that of its place; without,
/// its place is all that is known of it.
std::vector<Outcome> ReadPredictions(const std::string& path, const std::vector<std::string>& ids);

/// Holds the file of the swapped order against that of the given one, whose verdicts `outcomes`
/// are. Throws Error(kInput) where it is the same file, or a copy of it. A copy passes where all
/// verdicts are one: so says a judge that looks at the position alone, or sees ties.
void CheckOtherOrder(const std::string& given, const std::string& swapped,
                     const std::vector<Outcome>& outcomes);

}  // namespace autoj
