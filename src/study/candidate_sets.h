#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metrics/best_of.h"

namespace autoj {

/// The responses to one query: as a judge rated them, and how good they are.
struct CandidateSet {
  std::string where;   ///< For messages: "file:line" or the run's item.
  std::string source;  ///< Whose responses they are: the base model; "" where that is not known.
  std::string prompt;  ///< A key of the query: sets with the same one are a cluster.
  std::vector<Candidate> candidates;    ///< None in a tournament, which rates nobody.
  std::vector<double> quality;          ///< Of each response, finite.
  std::optional<size_t> selected = {};  ///< By a tournament; nothing where it named none.
};

/// What a judge is held against, and what both are called.
struct CandidateSets {
  std::string name;     ///< A file or a run, safe for a terminal.
  std::string judge;    ///< Who rated.
  std::string quality;  ///< Whose scores are taken for the truth.
  std::vector<CandidateSet> sets;
  size_t missing = 0;  ///< Items that are not judged yet: the numbers are partial.
  bool by_tournament = false;
};

/// Of a file (dataset/scored_outputs.h). `judge` may be "" where the file has one more judge than
/// `quality`. Throws Error(kInput), naming those there are, for a judge that is not there, and for
/// a response without a quality.
CandidateSets CandidatesOfFile(const std::string& path, const std::string& judge,
                               const std::string& quality);

/// Of a run whose items' responses were rated. `quality_field`: where an item keeps the list of
/// scores (dataset/item_field.h). Throws Error(kInput) for a run of pairs, single responses or a
/// tournament, and for scores that are not one number a response.
CandidateSets CandidatesOfRun(const std::string& folder, const std::string& quality_field);

/// Of a tournament's run, which holds comparisons alone, and the file of its items, where
/// `quality_field` is. Throws Error(kInput) for another run, and as PlayTournament and
/// CandidatesOfRun do.
CandidateSets CandidatesOfTournament(const std::string& folder, const std::string& items,
                                     const std::string& quality_field);

}  // namespace autoj
