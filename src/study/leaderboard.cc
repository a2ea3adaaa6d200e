#include "study/leaderboard.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/yaml.h"
#include "study/judged_sets.h"
#include "study/shipped.h"

namespace autoj {
namespace {

// The shipped file, read: its tables hold published rows and baselines.
struct Published {
  std::string benchmark;
  std::string content;
  std::vector<LeaderboardTable> tables;
};

// Both ends of "interval", where it is there.
void ParseInterval(const YamlMap& row, Estimate* agreement) {
  if (!row.Has("interval")) {
    return;
  }
  std::vector<double> ends = row.Numbers("interval");
  if (ends.size() != 2 || ends[0] < 0 || ends[0] > ends[1] || ends[1] > 100) {
    row.Fail("interval", "\"interval\" must be two percentages, the lower one first");
  }
  agreement->low = ends[0] / 100;
  agreement->high = ends[1] / 100;
}

double ParsePercent(const YamlMap& row, const std::string& key) {
  std::string text = row.Text(key);
  double percent = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc() || end != text.data() + text.size() || percent < 0 || percent > 100) {
    row.Fail(key, fmt::format("\"{}\" must be a percentage", key));
  }
  return percent / 100;
}

LeaderboardRow ParseRow(const YamlMap& yaml, const std::string& name, const YamlMap& sources) {
  yaml.AllowOnly({"agreement", "interval", "consistency", "language", "source", "kind"});
  LeaderboardRow row;
  row.name = name;
  row.kind = yaml.FindText("kind") == "baseline" ? RowKind::kBaseline : RowKind::kPublished;
  row.agreement.value = ParsePercent(yaml, "agreement");
  ParseInterval(yaml, &row.agreement);
  if (yaml.Has("consistency")) {
    row.consistency.value = ParsePercent(yaml, "consistency");
  }
  row.language = yaml.Text("language");
  row.source = sources.Text(yaml.Text("source"));
  return row;
}

// All names of definitions, with what they count.
std::vector<std::pair<std::string, std::string>> AllDefinitions() {
  std::vector<std::pair<std::string, std::string>> all;
  for (bool without_ties : {false, true}) {
    for (PairDefinition definition : AllPairDefinitions()) {
      all.emplace_back(DefinitionName(definition, without_ties),
                       DefinitionMeaning(definition, without_ties));
    }
  }
  return all;
}

LeaderboardTable EmptyTable(const std::string& definition, const std::string& data) {
  for (auto& [name, note] : AllDefinitions()) {
    if (name == definition) {
      return {name, note, data, {}};
    }
  }
  throw Error(ErrorKind::kInternal, fmt::format("no definition \"{}\"", definition));
}

Published ParsePublished(const ShippedFile& file) {
  YamlMap yaml = YamlMap::Parse(file.text, std::string(file.name));
  YamlMap sources = yaml.Map("sources");
  YamlMap definitions = yaml.Map("definitions");
  Published published{yaml.Text("benchmark"), yaml.Text("content"), {}};
  for (const std::string& definition : definitions.Keys()) {
    LeaderboardTable table = EmptyTable(definition, published.benchmark);
    YamlMap rows = definitions.Map(definition);
    for (const std::string& name : rows.Keys()) {
      table.rows.push_back(ParseRow(rows.Map(name), name, sources));
    }
    published.tables.push_back(std::move(table));
  }
  return published;
}

void CheckDefinition(const std::string& definition) {
  std::vector<std::string> names;
  for (auto& [name, note] : AllDefinitions()) {
    names.push_back(name);
  }
  if (std::find(names.begin(), names.end(), definition) == names.end()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("unknown definition \"{}\"{}", EscapeForTerminal(definition),
                            DidYouMean(definition, names,
                                       fmt::format("; known: {}", fmt::join(names, ", ")))));
  }
}

std::optional<LeaderboardRow> RowOf(const PairwiseEvaluation& run, const std::string& definition) {
  for (const DefinedScore& score : run.definitions) {
    if (score.name == definition && !std::isnan(score.share.estimate.value)) {
      bool both = definition == DefinitionName(PairDefinition::kBothOrders, false);
      std::string left =
          run.missing == 0 ? "" : fmt::format(", PARTIAL: {} not judged yet", run.missing);
      return LeaderboardRow{run.missing == 0 ? run.name : run.name + " (partial)",
                            RowKind::kOwn,
                            score.share.estimate,
                            both ? run.overall.consistency.estimate : Estimate(),
                            "",
                            fmt::format("{} pairs{}", score.items, left)};
    }
  }
  return std::nullopt;
}

// The baselines on the run's own pairs, under the definitions for which they are known.
std::vector<LeaderboardRow> BaselinesOf(const PairwiseEvaluation& run,
                                        const std::string& definition) {
  std::vector<LeaderboardRow> rows;
  bool both = definition == DefinitionName(PairDefinition::kBothOrders, false);
  bool given = definition == DefinitionName(PairDefinition::kGivenOrder, false);
  for (const BaselineScore& baseline : run.baselines) {
    if ((both && run.both_orders) || given) {
      rows.push_back({baseline.name,
                      RowKind::kBaseline,
                      given ? baseline.given_order : baseline.agreement,
                      {},
                      "",
                      "computed from the run's pairs"});
    }
  }
  return rows;
}

// Those with the same pairs share a table.
void AddRun(const OwnRun& run, const std::string& definition, const Published& published,
            std::vector<LeaderboardTable>* tables) {
  std::optional<LeaderboardRow> row = RowOf(run.evaluation, definition);
  if (!row) {
    return;
  }
  bool known = run.content == published.content;
  std::string data = known ? published.benchmark : "pairs " + run.content.substr(0, 8);
  auto same = std::find_if(tables->begin(), tables->end(), [&](const LeaderboardTable& table) {
    return table.definition == definition && table.data == data;
  });
  if (same == tables->end()) {
    tables->push_back(EmptyTable(definition, data));
    same = tables->end() - 1;
    same->rows = known ? std::vector<LeaderboardRow>() : BaselinesOf(run.evaluation, definition);
  }
  same->rows.push_back(std::move(*row));
}

}  // namespace

const char* RowKindName(RowKind kind) {
  return kind == RowKind::kPublished  ? "published"
         : kind == RowKind::kBaseline ? "no model"
                                      : "own run";
}

std::string ContentOf(const LabelledPairs& labelled) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < labelled.pairs.size(); ++i) {
    lines.push_back(labelled.contents[i] + " " + OutcomeName(labelled.pairs[i].label));
  }
  std::sort(lines.begin(), lines.end());
  return Sha256(fmt::format("{}", fmt::join(lines, "\n")));
}

bool IsBenchmark(const LabelledPairs& labelled) {
  return ContentOf(labelled) == ParsePublished(ShippedLeaderboard().front()).content;
}

OwnRun EvaluateRun(const std::string& folder, const PairwiseOptions& options) {
  LabelledPairs labelled = LabelledPairsOfRun(folder);
  return {ContentOf(labelled), EvaluatePairs(JudgedByRun(labelled, folder), {}, options)};
}

std::vector<LeaderboardTable> MakeLeaderboard(const std::vector<OwnRun>& runs,
                                              const std::string& definition) {
  if (!definition.empty()) {
    CheckDefinition(definition);
  }
  Published published = ParsePublished(ShippedLeaderboard().front());
  std::vector<std::string> wanted;
  std::vector<LeaderboardTable> tables;
  for (const LeaderboardTable& table : published.tables) {
    if (definition.empty() || table.definition == definition) {
      wanted.push_back(table.definition);
      tables.push_back(table);
    }
  }
  if (wanted.empty()) {
    wanted = {definition};
  }
  for (const std::string& one : wanted) {
    for (const OwnRun& run : runs) {
      AddRun(run, one, published, &tables);
    }
  }
  for (LeaderboardTable& table : tables) {
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [](const LeaderboardRow& a, const LeaderboardRow& b) {
                       return a.agreement.value > b.agreement.value;
                     });
  }
  return tables;
}

}  // namespace autoj
