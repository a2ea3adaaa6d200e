#include "study/candidate_sets.h"

#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/item_field.h"
#include "dataset/items.h"
#include "dataset/prompt_key.h"
#include "dataset/record.h"
#include "dataset/scored_outputs.h"
#include "judge/combine.h"
#include "study/played_tournament.h"
#include "study/selection.h"

namespace autoj {
namespace {

using nlohmann::json;

std::string JudgesOf(const ScoredOutputs& read) {
  std::string names;
  for (const auto& [name, scores] : read.scores) {
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", EscapeForTerminal(name));
  }
  return names;
}

const Scores& ScoresBy(const ScoredOutputs& read, const std::string& judge) {
  auto found = read.scores.find(judge);
  if (found == read.scores.end()) {
    FailRecord(read.where, fmt::format("\"scores\" of base model \"{}\" has no \"{}\"; it has {}",
                                       EscapeForTerminal(read.base_model), EscapeForTerminal(judge),
                                       JudgesOf(read)));
  }
  return found->second;
}

// The one judge beside the quality's.
std::string OtherJudge(const ScoredOutputs& read, const std::string& quality) {
  ScoresBy(read, quality);
  if (read.scores.size() != 2) {
    throw Error(ErrorKind::kUsage, fmt::format("{}: which of these is the judge? --judge says it: "
                                               "{}",
                                               read.where, JudgesOf(read)));
  }
  bool is_first = read.scores.begin()->first != quality;
  return is_first ? read.scores.begin()->first : read.scores.rbegin()->first;
}

Scores LogprobsBy(const ScoredOutputs& read, const std::string& judge) {
  for (const std::string& key : {judge, std::string()}) {
    auto found = read.logprobs.find(key);
    if (found != read.logprobs.end()) {
      return found->second;
    }
  }
  return Scores(read.outputs);
}

CandidateSet SetOf(const ScoredOutputs& read, const std::string& judge,
                   const std::string& quality) {
  CandidateSet set{read.where, read.base_model, read.prompt, {}, {}};
  const Scores& ratings = ScoresBy(read, judge);
  const Scores& truth = ScoresBy(read, quality);
  Scores logprobs = LogprobsBy(read, judge);
  for (size_t i = 0; i < read.outputs; ++i) {
    if (!truth[i]) {
      FailRecord(read.where,
                 fmt::format("output {} of base model \"{}\" has no quality by \"{}\"", i,
                             EscapeForTerminal(read.base_model), EscapeForTerminal(quality)));
    }
    set.candidates.push_back({ratings[i], logprobs[i]});
    set.quality.push_back(*truth[i]);
  }
  return set;
}

std::vector<double> QualityOf(const Item& item, const std::string& field,
                              const std::string& where) {
  std::optional<json> list = FindField(item, field);
  if (!list || !list->is_array()) {
    FailRecord(where, fmt::format("\"{}\" {}; --quality-field names a list of one number a "
                                  "response",
                                  EscapeForTerminal(field), list ? "is no list" : "is missing"));
  }
  if (list->size() != item.responses.size()) {
    FailRecord(where, fmt::format("\"{}\" has {} numbers, for {} responses",
                                  EscapeForTerminal(field), list->size(), item.responses.size()));
  }
  std::vector<double> quality;
  for (const json& number : *list) {
    if (!number.is_number()) {
      FailRecord(where, fmt::format("\"{}\" must hold numbers, found {}", EscapeForTerminal(field),
                                    number.type_name()));
    }
    quality.push_back(number.get<double>());
  }
  return quality;
}

bool IsTournament(const Manifest& manifest) {
  auto scheme = manifest.settings.find("scheme");
  return scheme != manifest.settings.end() && scheme->second == "tournament";
}

// The items of such a run are comparisons, which know neither all responses nor their quality.
void CheckRates(const Manifest& manifest, const std::string& name) {
  if (IsTournament(manifest)) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: a run of a tournament, which holds comparisons and no quality; "
                            "give the file of its items by --items",
                            name));
  }
}

// A set without candidates, named after what judged them.
CandidateSets SetsOf(const Manifest& manifest, const std::string& name,
                     const std::string& quality_field) {
  auto model = manifest.facts.find("model_name");
  return {name, model == manifest.facts.end() ? "" : model->second, quality_field, {}, 0};
}

void CheckSome(const CandidateSets& sets) {
  if (sets.sets.empty()) {
    throw Error(ErrorKind::kInput, fmt::format("{}: no item is judged yet", sets.name));
  }
}

CandidateSet SetOf(const Item& item, const ItemJudgment& judged, const std::string& field,
                   const std::string& where) {
  if (judged.kind != ItemKind::kBestOf) {
    FailRecord(where, fmt::format("{}; `autoj select` (by rating) makes a run of rated "
                                  "candidates",
                                  judged.kind == ItemKind::kPair
                                      ? "compared as a pair, where each response must be rated"
                                      : "one response, which leaves nothing to select from"));
  }
  return {where, "", PromptKey(item), CandidatesOf(judged), QualityOf(item, field, where)};
}

}  // namespace

CandidateSets CandidatesOfFile(const std::string& path, const std::string& judge,
                               const std::string& quality) {
  CandidateSets sets{InputName(path), judge, quality, {}, 0};
  ReadScoredOutputs(path, [&](const ScoredOutputs& read) {
    if (sets.judge.empty()) {
      sets.judge = OtherJudge(read, quality);
    }
    sets.sets.push_back(SetOf(read, sets.judge, quality));
  });
  return sets;
}

CandidateSets CandidatesOfRun(const std::string& folder, const std::string& quality_field) {
  RunReader reader(folder);
  std::string name = EscapeForTerminal(folder);
  CheckRates(reader.manifest(), name);
  CandidateSets sets = SetsOf(reader.manifest(), name, quality_field);
  sets.missing = reader.ForEach([&](const Item& item, const ItemJudgment& judged) {
    std::string where = fmt::format("{}: item \"{}\"", name, EscapeForTerminal(item.id));
    sets.sets.push_back(SetOf(item, judged, quality_field, where));
  });
  CheckSome(sets);
  return sets;
}

CandidateSets CandidatesOfTournament(const std::string& folder, const std::string& items,
                                     const std::string& quality_field) {
  RunFile file(folder);
  std::string name = EscapeForTerminal(folder);
  if (!IsTournament(file.manifest())) {
    throw Error(
        ErrorKind::kInput,
        fmt::format("{}: no run of a tournament: it has its items itself; leave --items out",
                    name));
  }
  CandidateSets sets = SetsOf(file.manifest(), name, quality_field);
  sets.by_tournament = true;
  std::map<std::string, size_t> fewest = FewestResponses(file, name);
  bool knows_some = false;
  ReadItems(items, [&](const Item& item) {
    CheckChoice(item);
    auto compared = fewest.find(item.id);
    knows_some = knows_some || compared != fewest.end();
    if (compared != fewest.end() && compared->second > item.responses.size()) {
      FailRecord(item.line,
                 fmt::format("item \"{}\" has {} responses, of which the run compared number {}: "
                             "the run is of other data",
                             EscapeForTerminal(item.id), item.responses.size(), compared->second));
    }
    TournamentPlan plan = PlayTournament(file, item).plan;
    if (!plan.is_over) {
      ++sets.missing;
      return;
    }
    CandidateSet set{item.line, "", PromptKey(item), {}, QualityOf(item, quality_field, item.line)};
    if (plan.selected) {
      set.selected = static_cast<size_t>(*plan.selected);
    }
    sets.sets.push_back(std::move(set));
  });
  if (!knows_some) {
    throw Error(
        ErrorKind::kInput,
        fmt::format("{}: none of its comparisons is of the items of {}; give the input that "
                    "`autoj select` was given",
                    name, EscapeForTerminal(items)));
  }
  CheckSome(sets);
  return sets;
}

}  // namespace autoj
