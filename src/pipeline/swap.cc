#include "pipeline/swap.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/label.h"
#include "dataset/record.h"
#include "pipeline/response_mentions.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

int SwapLabel(int label) { return label == 2 ? 2 : 1 - label; }

SwappedRow Fault(std::string fault) { return {std::nullopt, std::move(fault)}; }

}  // namespace

SwappedRow SwapRow(const TrainingRow& row, const UserMessageReader& reader,
                   const std::string& where) {
  std::optional<UserMessage> message = reader.Read(row.usrmsg);
  if (!message || message->item.responses.size() != 2) {
    FailRecord(where, "\"usrmsg\" is no pairwise message of Auto-J; `autoj data check` says more");
  }
  if (message->is_ambiguous) {
    return Fault("a text in the message holds what stands between its fields");
  }
  ExchangedMentions mentions = ExchangeMentions(row.target_output);
  if (!mentions.unclear.empty()) {
    return Fault(fmt::format("nobody can tell which response \"{}\" speaks of",
                             EscapeForTerminal(mentions.unclear)));
  }
  std::swap(message->item.responses[0], message->item.responses[1]);
  TrainingRow swapped = row;
  swapped.usrmsg = FillUserMessage(*message->protocol, message->item);
  swapped.target_output = std::move(mentions.text);
  swapped.gt_label = SwapLabel(*row.gt_label);
  swapped.pred_label = SwapLabel(*row.pred_label);
  Verdict verdict = ReadVerdict(message->protocol->verdict, swapped.target_output);
  if (!IsVerdict(verdict.outcome) || LabelNumber(verdict.outcome) != *swapped.pred_label) {
    return Fault("the decision cannot be exchanged");
  }
  return {std::move(swapped), ""};
}

}  // namespace autoj
