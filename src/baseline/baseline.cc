#include "baseline/baseline.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr std::string_view kPrefix = "baseline:";

}  // namespace

const std::vector<Baseline>& AllBaselines() {
  static const std::vector<Baseline> all = {Baseline::kLonger, Baseline::kShorter, Baseline::kFirst,
                                            Baseline::kSecond, Baseline::kTie};
  return all;
}

const char* BaselineName(Baseline baseline) {
  switch (baseline) {
    case Baseline::kLonger:
      return "longer";
    case Baseline::kShorter:
      return "shorter";
    case Baseline::kFirst:
      return "first";
    case Baseline::kSecond:
      return "second";
    case Baseline::kTie:
      break;
  }
  return "tie";
}

std::optional<Baseline> FindBaseline(std::string_view model) {
  if (model.substr(0, kPrefix.size()) != kPrefix) {
    return std::nullopt;
  }
  std::string_view name = model.substr(kPrefix.size());
  std::vector<std::string> known;
  for (Baseline baseline : AllBaselines()) {
    if (name == BaselineName(baseline)) {
      return baseline;
    }
    known.push_back(BaselineName(baseline));
  }
  throw Error(
      ErrorKind::kUsage,
      fmt::format("unknown baseline \"{}\"{}", EscapeForTerminal(name),
                  DidYouMean(name, known, fmt::format("; known: {}", fmt::join(known, ", ")))));
}

Outcome JudgeByBaseline(Baseline baseline, size_t first_length, size_t second_length) {
  switch (baseline) {
    case Baseline::kLonger:
      return first_length > second_length   ? Outcome::kFirst
             : first_length < second_length ? Outcome::kSecond
                                            : Outcome::kTie;
    case Baseline::kShorter:
      return Swapped(JudgeByBaseline(Baseline::kLonger, first_length, second_length));
    case Baseline::kFirst:
      return Outcome::kFirst;
    case Baseline::kSecond:
      return Outcome::kSecond;
    case Baseline::kTie:
      break;
  }
  return Outcome::kTie;
}

Outcome JudgeByBaseline(Baseline baseline, const Item& item, Order order) {
  if (item.responses.size() != 2) {
    throw Error(
        ErrorKind::kInput,
        fmt::format("{}: item \"{}\" has {} response{}; {}{} compares two", item.line,
                    EscapeForTerminal(item.id), item.responses.size(),
                    item.responses.size() == 1 ? "" : "s", kPrefix, BaselineName(baseline)));
  }
  size_t first = CountCharacters(item.responses[0]);
  size_t second = CountCharacters(item.responses[1]);
  return order == Order::kGiven ? JudgeByBaseline(baseline, first, second)
                                : Swapped(JudgeByBaseline(baseline, second, first));
}

}  // namespace autoj
