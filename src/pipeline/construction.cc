#include "pipeline/construction.h"

#include "pipeline/row_source.h"
#include "pipeline/user_message.h"

namespace autoj {

TrainingRow MakeRow(const Protocol& protocol, const Item& item, const std::string& output) {
  TrainingRow row;
  row.usrmsg = FillUserMessage(protocol, item);
  row.target_output = output;
  row.scenario = *item.scenario;
  row.source_dataset = SourceOf(item);
  return row;
}

}  // namespace autoj
