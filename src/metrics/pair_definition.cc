#include "metrics/pair_definition.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

struct Description {
  PairDefinition definition;
  const char* name;
  const char* note;
  const char* published;
  const char* published_without_ties = "";
};

constexpr Description kDescriptions[] = {
    {PairDefinition::kBothOrders, "both_orders", "right where both orders give the label",
     "Auto-J: 54.96, GPT-4 62.28"},
    {PairDefinition::kGivenOrder, "given_order",
     "right where the one call gives the label that shows the responses in the file's order",
     "Auto-J, --type single: 59.99"},
    {PairDefinition::kSwappedOrder, "swapped_order",
     "the same with the responses swapped: beside given_order it shows what position does", ""},
    {PairDefinition::kBestOrder, "best_order",
     "the better of given_order and swapped_order, chosen on these labels", "SFR-Judge-70B: 63.51"},
    {PairDefinition::kRandomOrder, "random_order", "one order drawn for each pair: its expectation",
     "Prometheus 2, with ties", "Prometheus 2, without ties"},
    {PairDefinition::kInconsistentAsTie, "inconsistent_as_tie", "orders that differ are a tie",
     "MT-bench's S1, on other data"},
    {PairDefinition::kAveragedOrders, "averaged_orders",
     "the likeliest by the mean log-odds of both orders", ""},
};

const Description& Describe(PairDefinition definition) {
  return *std::find_if(std::begin(kDescriptions), std::end(kDescriptions),
                       [&](const Description& one) { return one.definition == definition; });
}

constexpr Outcome kDecisions[] = {Outcome::kFirst, Outcome::kSecond, Outcome::kTie};

double Right(bool right) { return right ? 1.0 : 0.0; }

double CreditAsTie(const JudgedPair& pair) {
  if (!IsDecided(pair.given) || !IsDecided(*pair.swapped)) {
    return 0;
  }
  return Right(pair.label == (pair.given == *pair.swapped ? pair.given : Outcome::kTie));
}

// What an outcome may have been: itself, or any decision where it is none.
std::vector<Outcome> Possible(Outcome outcome) {
  return IsDecided(outcome) ? std::vector<Outcome>{outcome}
                            : std::vector<Outcome>(std::begin(kDecisions), std::end(kDecisions));
}

std::vector<std::optional<Outcome>> Possible(const std::optional<Outcome>& outcome) {
  if (!outcome) {
    return {std::nullopt};
  }
  std::vector<Outcome> decisions = Possible(*outcome);
  return {decisions.begin(), decisions.end()};
}

}  // namespace

const std::vector<PairDefinition>& AllPairDefinitions() {
  static const std::vector<PairDefinition> all = [] {
    std::vector<PairDefinition> definitions;
    for (const Description& one : kDescriptions) {
      definitions.push_back(one.definition);
    }
    return definitions;
  }();
  return all;
}

std::string DefinitionName(PairDefinition definition, bool without_ties) {
  std::string name = Describe(definition).name;
  return without_ties ? name + "_without_ties" : name;
}

const char* DefinitionPublished(PairDefinition definition, bool without_ties) {
  const Description& description = Describe(definition);
  return without_ties ? description.published_without_ties : description.published;
}

std::string DefinitionMeaning(PairDefinition definition, bool without_ties) {
  return fmt::format("{}{}", Describe(definition).note,
                     without_ties ? ", of the pairs whose label is no tie" : "");
}

std::string DefinitionNote(PairDefinition definition, bool without_ties) {
  std::string published = DefinitionPublished(definition, without_ties);
  return fmt::format("{}; {}", DefinitionMeaning(definition, without_ties),
                     published.empty() ? "no published numbers" : "compare with " + published);
}

std::optional<double> Credit(PairDefinition definition, const JudgedPair& pair) {
  switch (definition) {
    case PairDefinition::kGivenOrder:
      return Right(pair.given == pair.label);
    case PairDefinition::kAveragedOrders:
      return pair.averaged ? std::optional<double>(Right(*pair.averaged == pair.label))
                           : std::nullopt;
    case PairDefinition::kBestOrder:
      throw Error(ErrorKind::kInternal, "the best order is chosen for all pairs together");
    case PairDefinition::kBothOrders:
    case PairDefinition::kSwappedOrder:
    case PairDefinition::kRandomOrder:
    case PairDefinition::kInconsistentAsTie:
      break;
  }
  if (!pair.swapped) {
    return std::nullopt;
  }
  double given = Right(pair.given == pair.label);
  double swapped = Right(*pair.swapped == pair.label);
  return definition == PairDefinition::kBothOrders     ? given * swapped
         : definition == PairDefinition::kSwappedOrder ? swapped
         : definition == PairDefinition::kRandomOrder  ? (given + swapped) / 2
                                                       : CreditAsTie(pair);
}

std::optional<bool> IsConsistent(const JudgedPair& pair) {
  if (!pair.swapped) {
    return std::nullopt;
  }
  return IsDecided(pair.given) && pair.given == *pair.swapped;
}

std::optional<CreditBounds> BoundCredit(PairDefinition definition, const JudgedPair& pair) {
  std::optional<double> credit = Credit(definition, pair);
  if (!credit) {
    return std::nullopt;
  }
  // Left undecided it may count less than any decision: a tie beside it, with a label of a tie.
  CreditBounds bounds{*credit, *credit};
  JudgedPair decided = pair;
  for (Outcome given : Possible(pair.given)) {
    for (const std::optional<Outcome>& swapped : Possible(pair.swapped)) {
      for (const std::optional<Outcome>& averaged : Possible(pair.averaged)) {
        decided.given = given;
        decided.swapped = swapped;
        decided.averaged = averaged;
        double possible = *Credit(definition, decided);
        bounds.worst = std::min(bounds.worst, possible);
        bounds.best = std::max(bounds.best, possible);
      }
    }
  }
  return bounds;
}

std::optional<CreditBounds> BoundConsistency(const JudgedPair& pair) {
  std::optional<bool> consistent = IsConsistent(pair);
  if (!consistent) {
    return std::nullopt;
  }
  bool decided = IsDecided(pair.given) && IsDecided(*pair.swapped);
  return decided ? CreditBounds{Right(*consistent), Right(*consistent)} : CreditBounds{0, 1};
}

}  // namespace autoj
