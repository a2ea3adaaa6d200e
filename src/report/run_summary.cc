#include "report/run_summary.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

std::pair<double, double> WilsonInterval(size_t successes, size_t trials) {
  constexpr double kZ = 1.959963984540054;  // 95 %, two-sided
  double n = static_cast<double>(trials);
  double share = static_cast<double>(successes) / n;
  double scale = 1 + kZ * kZ / n;
  double centre = (share + kZ * kZ / (2 * n)) / scale;
  double half = kZ / scale * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

bool IsChoice(Outcome outcome) { return outcome == Outcome::kFirst || outcome == Outcome::kSecond; }

void CountPair(const ItemJudgment& item, RunSummary& summary) {
  const Judgment* decided[2] = {nullptr, nullptr};
  for (const Judgment& judgment : item.judgments) {
    Outcome outcome = judgment.verdict.outcome;
    if (IsChoice(outcome)) {
      Outcome shown_first = judgment.order == Order::kGiven ? Outcome::kFirst : Outcome::kSecond;
      ++summary.choices;
      summary.shown_first += outcome == shown_first ? 1u : 0u;
    }
    if (IsVerdict(outcome)) {
      decided[judgment.order == Order::kGiven ? 0 : 1] = &judgment;
    }
  }
  if (decided[0] != nullptr && decided[1] != nullptr) {
    ++summary.pairs;
    summary.alike += decided[0]->verdict.outcome == decided[1]->verdict.outcome ? 1u : 0u;
  }
}

void AddKnown(std::optional<int64_t>& sum, const std::optional<int>& tokens) {
  if (tokens) {
    sum = sum.value_or(0) + *tokens;
  }
}

void CountCriteria(const ItemJudgment& item, RunSummary& summary) {
  if (!item.criteria) {
    return;
  }
  CriteriaSource source = item.criteria->source;
  ++summary.criteria[source];
  summary.without_criteria += item.criteria->hash.empty() ? 1u : 0u;
  bool classified = source == CriteriaSource::kClassified || source == CriteriaSource::kUnsure;
  summary.unknown_scenarios += classified && item.scenario ? 1u : 0u;
}

template <typename Answer>
void CountTokens(const Answer& answer, RunSummary& summary) {
  AddKnown(summary.prompt_tokens, answer.prompt_tokens);
  AddKnown(summary.cached_tokens, answer.cached_tokens);
  if (answer.cached_tokens) {
    summary.cachable_tokens += answer.prompt_tokens.value_or(0);
  }
  AddKnown(summary.completion_tokens, answer.completion_tokens);
}

std::optional<double> Share(size_t part, size_t whole) {
  return whole == 0 ? std::nullopt
                    : std::optional<double>(static_cast<double>(part) / static_cast<double>(whole));
}

std::optional<double> MeanRating(const RunSummary& summary) {
  return summary.ratings == 0
             ? std::nullopt
             : std::optional<double>(summary.rating_sum / static_cast<double>(summary.ratings));
}

Json CostJson(const std::optional<Cost>& cost) {
  if (!cost) {
    return nullptr;
  }
  return {{"total", cost->Total()}, {"prompt", cost->prompt}, {"completion", cost->completion}};
}

// 36,468
template <typename Number>
std::string Grouped(Number number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, 1, ',');
  }
  return digits;
}

std::string Counted(size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", Grouped(count), noun, count == 1 ? "" : "s");
}

std::string VerdictsLine(const RunSummary& summary) {
  std::string line = Counted(summary.items, "item");
  const char* separator = ": ";
  for (const auto& [outcome, count] : summary.outcomes) {
    line += fmt::format("{}{} {}", separator, Grouped(count), OutcomeName(outcome));
    separator = ", ";
  }
  return line;
}

std::string OrdersLine(const RunSummary& summary) {
  return fmt::format("{} of {} decided alike in both orders ({:.0f} %)", Grouped(summary.alike),
                     Counted(summary.pairs, "pair"), 100 * *Share(summary.alike, summary.pairs));
}

std::string PositionLine(const RunSummary& summary) {
  auto [low, high] = *ShownFirstInterval(summary);
  const char* bias = low > 0.5    ? "favours the first"
                     : high < 0.5 ? "favours the second"
                                  : "no clear bias";
  return fmt::format("shown first wins {} of {} ({:.0f} %, 95 % interval {:.0f} to {:.0f} %): {}",
                     Grouped(summary.shown_first), Grouped(summary.choices),
                     100 * *Share(summary.shown_first, summary.choices), 100 * low, 100 * high,
                     bias);
}

std::string TokensLine(const RunSummary& summary) {
  auto known = [](const std::optional<int64_t>& tokens) {
    return tokens ? Grouped(*tokens) : "unknown";
  };
  std::string cached;
  if (summary.cached_tokens && summary.cachable_tokens > 0) {
    cached = fmt::format(" ({:.0f} % from the servers' cache)",
                         100 * static_cast<double>(*summary.cached_tokens) /
                             static_cast<double>(summary.cachable_tokens));
  }
  return fmt::format("{} in prompts{}, {} written", known(summary.prompt_tokens), cached,
                     known(summary.completion_tokens));
}

std::string CriteriaLine(const RunSummary& summary) {
  static const std::map<CriteriaSource, const char*> words = {
      {CriteriaSource::kItem, "by the item's own scenario or words"},
      {CriteriaSource::kClassified, "by its query, classified"},
      {CriteriaSource::kUnsure, "by its query, unsure"},
      {CriteriaSource::kFlag, "the same for all"}};
  std::string line;
  for (const auto& [source, count] : summary.criteria) {
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", Grouped(count), words.at(source));
  }
  if (summary.without_criteria > 0) {
    line += fmt::format("; {} got none", Counted(summary.without_criteria, "item"));
  }
  if (summary.unknown_scenarios > 0) {
    line += fmt::format("; {} with a scenario that is not known",
                        Counted(summary.unknown_scenarios, "item"));
  }
  return line;
}

std::string JudgedLine(const RunSummary& summary) {
  constexpr double kMany = 1000;
  if (summary.judged_now == 0) {
    return fmt::format(
        "{}; {} from earlier calls",
        summary.stopped ? "nothing, it was interrupted" : "nothing was left to judge",
        Counted(summary.judgments, "judgment"));
  }
  std::string line =
      fmt::format("{} in {:.1f} s", Counted(summary.judged_now, "judgment"), summary.seconds);
  if (summary.seconds > 0) {
    double rate = static_cast<double>(summary.judged_now) / summary.seconds;
    line += fmt::format(" ({} a second)",
                        rate < kMany ? fmt::format("{:.3g}", rate) : Grouped(std::lround(rate)));
  }
  if (summary.judgments > summary.judged_now) {
    line += fmt::format(", {} from earlier calls", Grouped(summary.judgments - summary.judged_now));
  }
  return line;
}

}  // namespace

void Count(const ItemJudgment& item, RunSummary* summary) {
  ++summary->items;
  ++summary->outcomes[item.verdict.outcome];
  summary->judgments += item.judgments.size();
  if (item.kind == ItemKind::kPair) {
    CountPair(item, *summary);
  }
  CountInGroup(item, &summary->groups);
  CountInScenario(item, &summary->scenarios);
  CountCriteria(item, *summary);
  for (const Judgment& judgment : item.judgments) {
    CountTokens(judgment, *summary);
    for (const StepText& step : judgment.steps) {
      CountTokens(step, *summary);
    }
    if (IsVerdict(judgment.verdict.outcome)) {
      ++summary->decisions;
      summary->scored += judgment.probabilities.empty() ? 0u : 1u;
    }
    if (judgment.verdict.rating) {
      ++summary->ratings;
      summary->rating_sum += *judgment.verdict.rating;
    }
  }
}

bool AllDecided(const RunSummary& summary) {
  return std::all_of(summary.outcomes.begin(), summary.outcomes.end(),
                     [](const auto& counted) { return IsVerdict(counted.first); });
}

std::optional<std::pair<double, double>> ShownFirstInterval(const RunSummary& summary) {
  if (summary.choices == 0) {
    return std::nullopt;
  }
  return WilsonInterval(summary.shown_first, summary.choices);
}

std::string RenderDollars(double dollars) {
  int digits = dollars == 0 || dollars >= 0.1 ? 2 : dollars >= 0.001 ? 4 : 7;
  return fmt::format("{:.{}f}", dollars, digits);
}

std::string RenderSummary(const RunSummary& summary) {
  std::string lines = fmt::format("verdicts  {}\n", VerdictsLine(summary));
  if (summary.pairs > 0) {
    lines += fmt::format("orders    {}\n", OrdersLine(summary));
  }
  if (summary.choices > 0) {
    lines += fmt::format("position  {}\n", PositionLine(summary));
  }
  if (summary.scored > 0 && summary.scored < summary.decisions) {
    lines += fmt::format("scored    {} of {} have probabilities\n", Grouped(summary.scored),
                         Counted(summary.decisions, "decision"));
  }
  if (std::optional<double> mean = MeanRating(summary)) {
    lines +=
        fmt::format("ratings   mean {:.2f} of {}\n", *mean, Counted(summary.ratings, "rating"));
  }
  if (!summary.criteria.empty()) {
    lines += fmt::format("criteria  {}\n", CriteriaLine(summary));
  }
  if (summary.prompt_tokens || summary.completion_tokens) {
    lines += fmt::format("tokens    {}\n", TokensLine(summary));
  }
  if (summary.cost) {
    lines += fmt::format("cost      ${} ({} in prompts, {} written)\n",
                         RenderDollars(summary.cost->Total()), RenderDollars(summary.cost->prompt),
                         RenderDollars(summary.cost->completion));
  }
  lines += fmt::format("judged    {}\n", JudgedLine(summary));
  if (summary.skipped > 0) {
    lines += fmt::format("skipped   {} of the input\n", Counted(summary.skipped, "line"));
  }
  if (!summary.run.empty()) {
    lines += fmt::format("run       {}\n", EscapeForTerminal(summary.run));
  }
  std::string groups = RenderGroups(summary.groups);
  return groups.empty() ? lines : groups + lines;
}

Json SummaryToJson(const RunSummary& summary) {
  auto or_null = [](const auto& value) { return value ? Json(*value) : Json(nullptr); };
  Json outcomes = Json::object();
  for (const auto& [outcome, count] : summary.outcomes) {
    outcomes[OutcomeName(outcome)] = count;
  }
  Json orders = {{"pairs", summary.pairs},
                 {"alike", summary.alike},
                 {"share", or_null(Share(summary.alike, summary.pairs))}};
  Json position = {{"choices", summary.choices},
                   {"shown_first", summary.shown_first},
                   {"share", or_null(Share(summary.shown_first, summary.choices))},
                   {"interval", or_null(ShownFirstInterval(summary))}};
  Json criteria = Json::object();
  for (const auto& [source, count] : summary.criteria) {
    criteria[CriteriaSourceName(source)] = count;
  }
  return {{"run", summary.run.empty() ? Json(nullptr) : Json(summary.run)},
          {"items", summary.items},
          {"outcomes", outcomes},
          {"orders", orders},
          {"position", position},
          {"decisions", {{"count", summary.decisions}, {"scored", summary.scored}}},
          {"ratings", {{"count", summary.ratings}, {"mean", or_null(MeanRating(summary))}}},
          {"groups", GroupsToJson(summary.groups)},
          {"scenarios", ScenariosToJson(summary.scenarios)},
          {"criteria",
           {{"sources", criteria},
            {"without", summary.without_criteria},
            {"unknown_scenarios", summary.unknown_scenarios}}},
          {"tokens",
           {{"prompt", or_null(summary.prompt_tokens)},
            {"cached", or_null(summary.cached_tokens)},
            {"completion", or_null(summary.completion_tokens)}}},
          {"cost", CostJson(summary.cost)},
          {"skipped", summary.skipped},
          {"judgments", summary.judgments},
          {"judged_now", summary.judged_now},
          {"seconds", summary.seconds}};
}

}  // namespace autoj
