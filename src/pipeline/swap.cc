#include "pipeline/swap.h"

#include <map>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "dataset/record.h"

namespace autoj {
namespace {

// Mentions of a response; within one, kOrdinal finds what is exchanged. No number goes on behind:
// "Response 10" and "Response 1.5" are no response of ours.
const std::regex& Mention() {
  static const std::regex mention(
      "\\bresponses?\\s*#?\\s*[12](?:(?:\\s*(?:,|/|&|\\band\\b|\\bor\\b|\\bto\\b|\\bvs\\.?)\\s*)+"
      "(?:responses?\\s*)?#?[12](?![0-9.][0-9]|[0-9]))*(?![0-9]|\\.[0-9])"
      "|\\b(?:first|second|1st|2nd)(?:\\s+(?:and|or)\\s+(?:the\\s+)?(?:first|second|1st|2nd))?"
      "\\s+responses?\\b"
      "|(?:回应|回复|回答)\\s*(?:1|2|一|二)(?:\\s*(?:、|和|与|及|或|/)\\s*(?:1|2|一|二))*(?![0-9])"
      "|第(?:一|二|1|2)(?:个|条|份|则)?(?:回应|回复|回答)",
      std::regex::icase | std::regex::optimize);
  return mention;
}

const std::regex& Ordinal() {
  static const std::regex ordinal("1st|2nd|first|second|1|2|一|二",
                                  std::regex::icase | std::regex::optimize);
  return ordinal;
}

// The other one, with capitals where the first has them.
std::string OtherOrdinal(const std::string& word) {
  static const std::map<std::string, std::string> others = {
      {"1", "2"},          {"2", "1"},          {"一", "二"},        {"二", "一"},
      {"1st", "2nd"},      {"2nd", "1st"},      {"1ST", "2ND"},      {"2ND", "1ST"},
      {"first", "second"}, {"second", "first"}, {"First", "Second"}, {"Second", "First"},
      {"FIRST", "SECOND"}, {"SECOND", "FIRST"}};
  auto found = others.find(word);
  return found == others.end() ? word : found->second;
}

// Replaces what `pattern` finds by what `change` makes of it.
template <typename Change>
std::string ReplaceAll(const std::string& text, const std::regex& pattern, const Change& change) {
  std::string replaced;
  auto rest = text.begin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    replaced.append(rest, (*match)[0].first);
    replaced += change(match->str());
    rest = (*match)[0].second;
  }
  return replaced.append(rest, text.end());
}

int SwapLabel(int label) { return label == 2 ? 2 : 1 - label; }

}  // namespace

std::string SwapMentions(std::string_view text) {
  return ReplaceAll(std::string(text), Mention(), [](const std::string& mention) {
    return ReplaceAll(mention, Ordinal(), OtherOrdinal);
  });
}

TrainingRow SwapRow(const TrainingRow& row, const UserMessageReader& reader,
                    const std::string& where) {
  std::optional<UserMessage> message = reader.Read(row.usrmsg);
  if (!message || message->item.responses.size() != 2) {
    FailRecord(where, "\"usrmsg\" is no pairwise message of Auto-J; `autoj data check` says more");
  }
  if (message->is_ambiguous) {
    FailRecord(where,
               "\"usrmsg\" can be taken apart in more than one way: a text in it holds what "
               "stands between the fields; leave the row out");
  }
  std::swap(message->item.responses[0], message->item.responses[1]);
  TrainingRow swapped = row;
  swapped.usrmsg = FillUserMessage(*message->protocol, message->item);
  swapped.target_output = SwapMentions(row.target_output);
  swapped.gt_label = SwapLabel(*row.gt_label);
  swapped.pred_label = SwapLabel(*row.pred_label);
  return swapped;
}

}  // namespace autoj
