#include "study/played_tournament.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/prompt_key.h"
#include "dataset/record.h"

namespace autoj {
namespace {

// What an earlier round, or an earlier call, knows of a comparison.
std::optional<ItemJudgment> Find(const RunFile& file, const Item& item, const Pairing& pairing) {
  Item pair;
  std::string id = ComparisonId(item, pairing);
  std::optional<KeptItem> kept = file.FindItem(id, &pair);
  if (!kept) {
    return std::nullopt;
  }
  std::vector<std::string> own = {item.responses[static_cast<size_t>(pairing.first)],
                                  item.responses[static_cast<size_t>(pairing.second)]};
  bool is_same_query = PromptKey(pair) == PromptKey(item);
  if (!is_same_query || pair.responses != own) {
    FailRecord(item.line, fmt::format("item \"{}\" has {} that the run "
                                      "compared as \"{}\": the run is of other data",
                                      EscapeForTerminal(item.id),
                                      is_same_query ? "other responses than those"
                                                    : "another query than the one",
                                      EscapeForTerminal(id)));
  }
  return Assemble(*kept, [&](const JudgmentKey& key) { return file.Find(key); });
}

}  // namespace

PlayedTournament PlayTournament(const RunFile& file, const Item& item) {
  std::vector<int> players = DistinctResponses(item);
  PlayedTournament played;
  ComparisonResults results;
  while (true) {
    played.plan = PlanTournament(players, results);
    size_t known = results.size();
    for (const TournamentPlan::Match& match : played.plan.matches) {
      if (results.count(match.pairing) != 0) {
        continue;
      }
      if (std::optional<ItemJudgment> found = Find(file, item, match.pairing)) {
        results.emplace(match.pairing, ReadComparison(match.pairing, *found));
        played.judged.emplace(match.pairing, std::move(*found));
      }
    }
    if (results.size() == known) {
      return played;
    }
  }
}

std::map<std::string, size_t> FewestResponses(const RunFile& file) {
  std::map<std::string, size_t> fewest;
  file.ForEachItem([&](const Item& pair, const KeptItem&, size_t) {
    size_t mark = pair.id.rfind('#');
    size_t dash = pair.id.rfind('-');
    size_t& known = fewest[pair.id.substr(0, mark)];
    known = std::max(known, static_cast<size_t>(std::stoul(pair.id.substr(dash + 1))) + 1);
  });
  return fewest;
}

std::string ComparisonId(const Item& item, const Pairing& pairing) {
  return fmt::format("{}#{}-{}", item.id, pairing.first, pairing.second);
}

std::vector<int> DistinctResponses(const Item& item) {
  std::map<std::string_view, int> seen;
  std::vector<int> players;
  for (size_t i = 0; i < item.responses.size(); ++i) {
    if (seen.emplace(item.responses[i], static_cast<int>(i)).second) {
      players.push_back(static_cast<int>(i));
    }
  }
  return players;
}

}  // namespace autoj
