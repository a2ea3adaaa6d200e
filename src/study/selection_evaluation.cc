#include "study/selection_evaluation.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/correlation.h"
#include "metrics/resampled_share.h"

namespace autoj {
namespace {

using Sets = std::vector<const CandidateSet*>;

double MeanOf(const std::vector<double>& values, size_t n) {
  return std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), 0.0) /
         static_cast<double>(n);
}

double BestOf(const std::vector<double>& values, size_t n) {
  return *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n));
}

std::vector<size_t> ClustersOf(const Sets& sets) {
  std::vector<std::string> prompts;
  for (const CandidateSet* set : sets) {
    prompts.push_back(set->prompt);
  }
  return NumberClusters(prompts);
}

// What is asked for, or what the smallest set can give of the paper's 8, 16 and 32.
std::vector<size_t> ChooseN(const CandidateSets& sets, const std::vector<size_t>& asked) {
  auto smallest = std::min_element(sets.sets.begin(), sets.sets.end(),
                                   [](const CandidateSet& a, const CandidateSet& b) {
                                     return a.quality.size() < b.quality.size();
                                   });
  size_t least = smallest->quality.size();
  for (size_t n : asked) {
    if (n == 0) {
      throw Error(ErrorKind::kUsage, "the best of 0 is nothing; N is at least 1");
    }
    if (n > least) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: {} responses, and the best of {} is asked for", smallest->where,
                              least, n));
    }
  }
  if (!asked.empty()) {
    return asked;
  }
  std::vector<size_t> chosen;
  for (size_t n : {8, 16, 32}) {
    if (n <= least) {
      chosen.push_back(n);
    }
  }
  return chosen.empty() ? std::vector<size_t>{least} : chosen;
}

// A tournament names the best of all: N is how many the largest set has.
std::vector<size_t> WholeN(const CandidateSets& sets, const std::vector<size_t>& asked) {
  if (!asked.empty()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: a tournament names the best of all responses, not of the first N; "
                            "leave --n out",
                            sets.name));
  }
  size_t most = 0;
  for (const CandidateSet& set : sets.sets) {
    most = std::max(most, set.quality.size());
  }
  return {most};
}

// The columns of ResampleShares; a set without a pick counts in none.
struct PickColumns {
  std::vector<double> picked, random, oracle, all, advantage;

  void Add(const CandidateSet& set, size_t most) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    size_t n = std::min(most, set.quality.size());
    std::optional<size_t> pick =
        set.candidates.empty() ? set.selected : PickBest(set.candidates, n);
    double expected = MeanOf(set.quality, n);
    picked.push_back(pick ? set.quality[*pick] : kNone);
    random.push_back(pick ? expected : kNone);
    oracle.push_back(pick ? BestOf(set.quality, n) : kNone);
    all.push_back(pick ? MeanOf(set.quality, set.quality.size()) : kNone);
    advantage.push_back(pick ? set.quality[*pick] - expected : kNone);
  }
};

PickScore ScorePicks(const Sets& sets, size_t n, const ClusterBootstrap& bootstrap) {
  PickColumns columns;
  for (const CandidateSet* set : sets) {
    columns.Add(*set, n);
  }
  std::vector<ResampledShare> means = ResampleShares(
      {columns.picked, columns.random, columns.oracle, columns.all, columns.advantage}, bootstrap);
  return {.n = n,
          .picks = means[0].rows,
          .picked = EstimateMean(means[0]),
          .random = EstimateMean(means[1]),
          .oracle = EstimateMean(means[2]),
          .all = EstimateMean(means[3]),
          .advantage = EstimateMean(means[4])};
}

Correlations CorrelateAll(const std::vector<double>& x, const std::vector<double>& y,
                          const std::vector<size_t>& clusters, const BootstrapOptions& options) {
  auto correlate = [&](Correlation kind) {
    return CorrelateWithInterval(kind, x, y, clusters, options);
  };
  return {correlate(Correlation::kPearson), correlate(Correlation::kSpearman),
          correlate(Correlation::kKendall)};
}

// Of all sets, side by side.
struct RatedResponses {
  std::vector<double> ratings;
  std::vector<double> quality;
  std::vector<size_t> clusters;
};

RatedResponses RatedOf(const Sets& sets) {
  RatedResponses rated;
  std::vector<std::string> prompts;
  for (const CandidateSet* set : sets) {
    for (size_t i = 0; i < set->candidates.size(); ++i) {
      if (set->candidates[i].rating) {
        rated.ratings.push_back(*set->candidates[i].rating);
        rated.quality.push_back(set->quality[i]);
        prompts.push_back(set->prompt);
      }
    }
  }
  rated.clusters = NumberClusters(prompts);
  return rated;
}

SelectionScore Score(const std::string& source, const Sets& sets, const std::vector<size_t>& n,
                     const BootstrapOptions& options) {
  SelectionScore score;
  score.source = source;
  score.sets = sets.size();
  std::vector<size_t> clusters = ClustersOf(sets);
  ClusterBootstrap bootstrap(clusters, options);
  score.prompts = bootstrap.clusters();
  for (size_t one : n) {
    score.picks.push_back(ScorePicks(sets, one, bootstrap));
  }
  for (const CandidateSet* set : sets) {
    score.responses += set->quality.size();
    score.unrated += set->candidates.size();  // less those that are rated
  }
  RatedResponses rated = RatedOf(sets);
  score.unrated -= rated.ratings.size();
  score.correlations = CorrelateAll(rated.ratings, rated.quality, rated.clusters, options);
  return score;
}

// The mean rating and quality of a source, over its rated responses.
SystemMean MeansOf(const std::string& source, const Sets& sets, const BootstrapOptions& options) {
  RatedResponses rated = RatedOf(sets);
  std::vector<ResampledShare> means =
      ResampleShares({rated.ratings, rated.quality}, ClusterBootstrap(rated.clusters, options));
  return {source, EstimateMean(means[0]), EstimateMean(means[1])};
}

}  // namespace

SelectionEvaluation EvaluateSelection(const CandidateSets& sets,
                                      const SelectionEvaluationOptions& options) {
  std::vector<size_t> n = sets.by_tournament ? WholeN(sets, options.n) : ChooseN(sets, options.n);
  Sets all;
  std::map<std::string, Sets> by_source;
  for (const CandidateSet& set : sets.sets) {
    all.push_back(&set);
    by_source[set.source].push_back(&set);
  }
  SelectionEvaluation evaluation;
  evaluation.name = sets.name;
  evaluation.judge = sets.judge;
  evaluation.quality = sets.quality;
  evaluation.by_tournament = sets.by_tournament;
  evaluation.missing = sets.missing;
  evaluation.all = Score("", all, n, options.bootstrap);
  if (by_source.size() > 1) {
    std::vector<SystemMean> systems;
    for (const auto& [source, its] : by_source) {
      evaluation.sources.push_back(Score(source, its, n, options.bootstrap));
      systems.push_back(MeansOf(source, its, options.bootstrap));
    }
    evaluation.systems = EvaluateSystems(std::move(systems), options.bootstrap);
  }
  return evaluation;
}

SystemEvaluation EvaluateSystems(std::vector<SystemMean> systems, const BootstrapOptions& options) {
  SystemEvaluation evaluation;
  constexpr size_t kFewest = 3;
  if (systems.size() >= kFewest) {
    std::vector<double> ratings;
    std::vector<double> references;
    for (const SystemMean& system : systems) {
      ratings.push_back(system.rating.value);
      references.push_back(system.reference.value);
    }
    evaluation.correlations =
        CorrelateAll(ratings, references, SingleClusters(systems.size()), options);
  }
  evaluation.systems = std::move(systems);
  return evaluation;
}

SystemEvaluation EvaluateGivenSystems(const std::vector<SystemScore>& systems,
                                      const BootstrapOptions& options) {
  std::vector<SystemMean> means;
  std::transform(systems.begin(), systems.end(), std::back_inserter(means),
                 [](const SystemScore& system) {
                   return SystemMean{system.system, {system.rating}, {system.reference}};
                 });
  return EvaluateSystems(std::move(means), options);
}

}  // namespace autoj
