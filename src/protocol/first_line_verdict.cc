#include "protocol/first_line_verdict.h"

#include <string>

#include <fmt/format.h>

#include "protocol/reading.h"

namespace autoj {
namespace {

std::string ListAlternatives(const VerdictRule& rule) {
  std::string list;
  for (const auto& alternative : rule.alternatives) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", alternative.second);
  }
  return list;
}

}  // namespace

Verdict ReadFirstLine(const VerdictRule& rule, std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  const std::pair<Outcome, std::string>* found = nullptr;
  for (const auto& alternative : rule.alternatives) {
    if (line.find(alternative.second) == std::string_view::npos) {
      continue;
    }
    if (found != nullptr && found->first != alternative.first) {
      return Unreadable(fmt::format("the first line holds both \"{}\" and \"{}\"", found->second,
                                    alternative.second));
    }
    found = &alternative;
  }
  if (found == nullptr) {
    return Unreadable(fmt::format("the first line holds none of {}", ListAlternatives(rule)));
  }
  return {found->first, std::nullopt, ""};
}

bool IsFirstLineComplete(const VerdictRule& rule, std::string_view text) {
  return text.find('\n') != std::string_view::npos && IsVerdict(ReadFirstLine(rule, text).outcome);
}

}  // namespace autoj
