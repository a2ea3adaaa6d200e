#include <optional>
#include <string>
#include <utility>

#include "autoj/run.h"
#include "judge/run_file.h"

namespace autoj {

struct RunReader::State {
  explicit State(const std::string& folder) : file(folder) {}
  RunFile file;
};

RunReader::RunReader(const std::string& folder) : state_(std::make_unique<State>(folder)) {}

RunReader::~RunReader() = default;

const Manifest& RunReader::manifest() const { return state_->file.manifest(); }

size_t RunReader::ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const {
  size_t unfinished = 0;
  auto find = [&](const JudgmentKey& key) { return state_->file.Find(key); };
  state_->file.ForEachItem([&](const Item& item, const KeptItem& kept, size_t) {
    if (std::optional<ItemJudgment> judged = Assemble(kept, find)) {
      sink(item, std::move(*judged));
    } else {
      ++unfinished;
    }
  });
  return unfinished;
}

}  // namespace autoj
