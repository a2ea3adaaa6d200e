#include "study/played_tournament.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
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

std::map<std::string, size_t> FewestResponses(const RunFile& file, const std::string& name) {
  std::map<std::string, size_t> fewest;
  file.ForEachItem([&](const Item& pair, const KeptItem&, size_t) {
    std::optional<std::pair<std::string, Pairing>> compared = ReadComparisonId(pair.id);
    if (!compared) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: \"{}\" is no comparison of a tournament (ID#0-1): the run was "
                              "altered; judge it again into another folder",
                              name, EscapeForTerminal(pair.id)));
    }
    const auto& [item, pairing] = *compared;
    size_t last = static_cast<size_t>(std::max(pairing.first, pairing.second));
    size_t& known = fewest[item];
    known = std::max(known, last + 1);
  });
  return fewest;
}

std::optional<std::pair<std::string, Pairing>> ReadComparisonId(const std::string& id) {
  size_t mark = id.rfind('#');
  if (mark == std::string::npos) {
    return std::nullopt;
  }
  int first = -1;
  int second = -1;
  const char* end = id.data() + id.size();
  auto [dash, problem] = std::from_chars(id.data() + mark + 1, end, first);
  if (problem != std::errc() || dash == end || *dash != '-') {
    return std::nullopt;
  }
  auto [rest, other_problem] = std::from_chars(dash + 1, end, second);
  if (other_problem != std::errc() || rest != end || first < 0 || second < 0) {
    return std::nullopt;
  }
  return std::pair(id.substr(0, mark), Pairing{first, second});
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
