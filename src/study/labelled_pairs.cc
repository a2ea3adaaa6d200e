#include "study/labelled_pairs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/hash.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/items.h"
#include "dataset/label.h"
#include "dataset/prompt_key.h"
#include "dataset/record.h"
#include "metrics/style_features.h"

namespace autoj {
namespace {

using nlohmann::json;

// Takes items one by one; pairs with the same query become a cluster.
class Collector {
 public:
  Collector(std::string source, std::string without_label)
      : without_label_(std::move(without_label)) {
    labelled_.source = std::move(source);
  }

  void Add(const Item& item, const std::string& where) {
    if (item.responses.size() != 2) {
      FailRecord(where, fmt::format("{} response{}, where a pair has two", item.responses.size(),
                                    item.responses.size() == 1 ? "" : "s"));
    }
    if (!item.label) {
      FailRecord(where, without_label_);
    }
    JudgedPair pair;
    pair.id = item.id;
    pair.scenario = item.scenario.value_or("");
    pair.label = ParseLabel(*item.label, where);
    pair.cluster = clusters_.try_emplace(Sha256(PromptKey(item)), clusters_.size()).first->second;
    pair.first_style = MeasureStyle(item.responses[0]);
    pair.second_style = MeasureStyle(item.responses[1]);
    labelled_.places[item.id] = labelled_.pairs.size();
    labelled_.pairs.push_back(std::move(pair));
    labelled_.contents.push_back(HashContent(item));
  }

  LabelledPairs End() { return std::move(labelled_); }

 private:
  std::string without_label_;
  LabelledPairs labelled_;
  std::unordered_map<std::string, size_t> clusters_;
};

}  // namespace

std::string HashContent(const Item& item) {
  return Sha256(json({PromptKey(item), item.responses}).dump());
}

LabelledPairs ReadLabelledPairs(const std::string& path) {
  Collector collector(InputName(path),
                      "no \"label\": it must be 0 (the first response is better), 1 (the second) "
                      "or 2 (tie)");
  ReadItems(path, [&](const Item& item) { collector.Add(item, item.line); });
  return collector.End();
}

LabelledPairs LabelledPairsOfRun(const std::string& folder) {
  std::string source = EscapeForTerminal(folder);
  Collector collector(source, "no label; --data names the file that has the labels");
  RunReader(folder).ForEach([&](const Item& item, const ItemJudgment&) {
    collector.Add(item, fmt::format("{}: item \"{}\"", source, EscapeForTerminal(item.id)));
  });
  LabelledPairs labelled = collector.End();
  if (labelled.pairs.empty()) {
    throw Error(
        ErrorKind::kInput,
        fmt::format("{}: none of its items is judged yet; `autoj judge` goes on with it", source));
  }
  return labelled;
}

}  // namespace autoj
