#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/criteria.h"
#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/verdict.h"

namespace autoj {

/// One alternative of a decision with its probability, normalised over the alternatives that the
/// protocol names.
struct Alternative {
  Verdict verdict;  ///< kFirst, kSecond, kTie, or kRated with its rating.
  double probability = 0;
};

/// The one with the highest probability; null where there are none, or two share the highest.
const Alternative* Likeliest(const std::vector<Alternative>& alternatives);

/// A text that was written before the answer, and shown to the judge with the question.
struct StepText {
  std::string name;  ///< As the protocol calls it.
  std::string text;
  Finish finish = Finish::kError;
  std::string reason;  ///< Why there is no text; may be empty.
  std::optional<int> prompt_tokens;
  std::optional<int> cached_tokens;
  std::optional<int> completion_tokens;
  double seconds = 0;
};

/// One answer of the judge: one order of a pair, or one response of an item.
struct Judgment {
  Order order = Order::kGiven;
  int response = 0;                        ///< Index of the judged response; 0 for a pair.
  int attempt = 1;                         ///< Counts from 1; more where it was tried again.
  std::string prompt_hash;                 ///< SHA-256 of the whole prompt, in hex; empty where a
                                           ///< step failed before it could be made.
  Verdict verdict;                         ///< Mapped back to the item's own first and second.
  std::vector<Alternative> probabilities;  ///< Mapped back; empty where none were asked for.
  std::string text;
  Finish finish = Finish::kError;
  std::optional<int> prompt_tokens;
  std::optional<int> cached_tokens;  ///< Of the prompt's, those that a server took from its cache.
  std::optional<int> completion_tokens;
  std::optional<double> logprob;
  double seconds = 0;
  std::vector<StepText> steps;  ///< Of protocols with steps, in their order.
};

/// How an item was judged; it settles the shape of its record.
enum class ItemKind {
  kSingle,  ///< One response was rated.
  kPair,    ///< Two responses were compared, in one order or both.
  kBestOf,  ///< Each response was judged for itself, and one selected.
};

/// All that was judged of one item, and what follows from it.
struct ItemJudgment {
  std::string id;
  ItemKind kind = ItemKind::kSingle;
  std::string protocol;
  std::string language;
  std::optional<std::string> scenario;    ///< As in the input.
  std::optional<CriteriaShown> criteria;  ///< Nothing where none were asked for.
  std::optional<std::string> label;       ///< JSON text, as in the input.
  std::string meta = "{}";                ///< JSON object, as in the input.
  Verdict verdict;                        ///< Strict: kInconsistent where the orders differ.
  /// A pair's verdict by the mean of both orders' log-odds; needs probabilities.
  std::optional<Outcome> averaged;
  std::vector<Alternative> probabilities;  ///< Of that mean, or of a single rating.
  std::optional<double> expected;          ///< A rating's expectation over `probabilities`.
  std::optional<int> selected;             ///< Best of N: the chosen response's index.
  std::vector<Judgment> judgments;         ///< Given before swapped; responses by index.
};

}  // namespace autoj
