#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace autoj {

/// Which run counts where two have judged the same question, and not alike.
enum class Prefer { kNeither, kFirst, kLast };

/// What several runs came to as one.
struct Merged {
  size_t items = 0;      ///< Different ones.
  size_t conflicts = 0;  ///< Judgments of which two runs say other things; settled by Prefer.
  size_t shards = 0;     ///< Into how many parts the input was cut; 0: the runs are no shards.
  std::vector<size_t> missing;  ///< Of the shards, those that no run is.
};

/// Joins runs into a new one in the folder `into`: their items, at their places in the input, and
/// their judgments with all attempts. It is the run of the whole input: a call with the same
/// settings, without a shard, goes on with it. What is judged alike in two runs is kept once; a
/// failed judgment gives way to any other. Memory does not grow with the runs.
///
/// Throws Error: kInput where a folder holds no run or `into` holds one, where settings (shards
/// apart) or protocols differ, where an item has two prompts, and, under Prefer::kNeither, for
/// judgments that differ; kIo. Nothing is left in `into` then. `warn` is told of conflicts, the
/// first of many.
Merged MergeRuns(const std::vector<std::string>& runs, const std::string& into, Prefer prefer,
                 const std::function<void(const std::string&)>& warn);

}  // namespace autoj
