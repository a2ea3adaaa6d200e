#include "dataset/label.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {

using nlohmann::json;

Outcome ParseLabel(const std::string& text, const std::string& where) {
  constexpr size_t kShown = 80;
  json label = json::parse(text);
  const std::pair<json, Outcome> known[] = {
      {0, Outcome::kFirst},       {1, Outcome::kSecond},        {2, Outcome::kTie},
      {"first", Outcome::kFirst}, {"second", Outcome::kSecond}, {"tie", Outcome::kTie}};
  for (const auto& [name, outcome] : known) {
    if (!label.is_number_float() && label == name) {
      return outcome;
    }
  }
  FailRecord(where, fmt::format("\"label\" must be 0 (first), 1 (second) or 2 (tie), or these "
                                "words, found {}",
                                EscapeForTerminal(CutUtf8(text, kShown))));
}

int LabelNumber(Outcome decision) {
  switch (decision) {
    case Outcome::kFirst:
      return 0;
    case Outcome::kSecond:
      return 1;
    case Outcome::kTie:
      return 2;
    default:
      throw Error(ErrorKind::kInternal, fmt::format("{} is no label", OutcomeName(decision)));
  }
}

}  // namespace autoj
