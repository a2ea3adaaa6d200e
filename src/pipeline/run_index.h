#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace autoj {

/// What a prompt is found by within a text: the hashes of runs of eight of its words
/// (pipeline/text_runs.h), or of all of them where it has fewer. Of many runs those with the eight
/// smallest hashes; none of a prompt below four words, which stands in too many texts.
using PromptRuns = std::vector<uint64_t>;

PromptRuns SampleRuns(std::string_view prompt);

/// 16 digits in lower-case hex a run, with blanks between them; and back, or nothing for another
/// text.
std::string RenderRuns(const PromptRuns& runs);
std::optional<PromptRuns> ParseRuns(std::string_view text);

/// Finds which of many prompts stands within a text, whatever else that says.
class RunIndex {
 public:
  void Add(const PromptRuns& runs);

  /// The number, in the order of Add and from 0, of the prompt of whose runs more than half stand
  /// in the text (of several the one with the most, of equals the first); nothing where none do.
  std::optional<size_t> Find(std::string_view text) const;

 private:
  std::vector<size_t> counts_;                         // a prompt's runs
  std::unordered_multimap<uint64_t, size_t> prompts_;  // run -> number
};

}  // namespace autoj
