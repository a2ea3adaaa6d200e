#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// One turn of a dialogue that stands before the responses.
struct Turn {
  std::string role;  ///< "user" or "assistant".
  std::string text;
};

/// One thing to judge: a query with the responses given to it. A plain value; all text is valid
/// UTF-8.
struct Item {
  std::string id;                      ///< As in the input; without one, the zero-based position.
  std::string query;                   ///< What the user asked; of a dialogue, the last user turn.
  std::vector<std::string> responses;  ///< One (single), two (pairwise) or more (best of N).
  std::vector<Turn> dialogue;  ///< All turns up to the responses; empty where the input has none.
  std::optional<std::string> language;  ///< "en" or "zh" where the input says so.
  std::optional<std::string> scenario;
  std::optional<std::string> reference;  ///< A reference answer, for protocols that show one.
  std::optional<std::string> rubric;     ///< A scoring rubric, for protocols that show one.
  std::optional<std::string> criteria;   ///< What to look at, for protocols that show it.
  /// The response that the responses are feedback on, for protocols that compare feedback.
  std::optional<std::string> critiqued;
  std::optional<std::string> label;  ///< The human label, as JSON text: kept, never shown.
  std::string meta = "{}";  ///< JSON object: whatever else the input had; kept, never shown.
  std::string line;         ///< "file:line" it was read from, for messages.
};

/// Takes items, one after the other.
using ItemSink = std::function<void(Item item)>;

/// Gives all items of an input to a sink, in their order, and need hold no more than one of them.
/// What goes wrong with the input is thrown; what the sink throws passes through.
using ItemSource = std::function<void(const ItemSink& sink)>;

/// The order in which a pair's responses are shown.
enum class Order { kGiven, kSwapped };

/// "given" or "swapped", as records spell it.
const char* OrderName(Order order);

}  // namespace autoj
