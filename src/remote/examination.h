#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "remote/server_card.h"

namespace autoj {

/// Whether a server can do one thing, by having tried it.
struct Trial {
  std::string what;  ///< "texts, by completions"; "decisions, by chat"; "choices, by chat".
  bool works = false;
  std::string detail;  ///< What came back, or why not.
};

/// What a server is and can do.
struct Examination {
  std::string address;
  std::optional<ServerCard> card;  ///< None: `error` says why.
  std::string error;
  std::vector<Trial> trials;
};

/// Asks each server what it is and tries, with a few tokens, what judging needs, by each of its two
/// APIs: texts, decisions with their probabilities, and choices: decisions without. Throws Error as
/// RemoteEngine's constructor does.
std::vector<Examination> ExamineServers(const std::string& addresses, const RemoteOptions& options);

}  // namespace autoj
