#include "pipeline/run_index.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "pipeline/text_runs.h"

namespace autoj {
namespace {

constexpr size_t kLongest = 8;  // words
constexpr size_t kShortest = 4;
constexpr size_t kMostRuns = 8;
constexpr size_t kDigits = 16;

// Those of all lengths that a prompt's runs may have.
std::set<uint64_t> AllRuns(const std::vector<uint64_t>& words) {
  std::set<uint64_t> runs;
  for (size_t length = kShortest; length <= kLongest; ++length) {
    for (size_t begin = 0; begin + length <= words.size(); ++begin) {
      runs.insert(HashRun(words, begin, begin + length));
    }
  }
  return runs;
}

}  // namespace

PromptRuns SampleRuns(std::string_view prompt) {
  std::vector<uint64_t> words = HashWords(prompt);
  size_t length = std::min(words.size(), kLongest);
  if (length < kShortest) {
    return {};
  }
  std::set<uint64_t> runs;
  for (size_t begin = 0; begin + length <= words.size(); ++begin) {
    runs.insert(HashRun(words, begin, begin + length));
  }
  PromptRuns sample(runs.begin(), runs.end());
  sample.resize(std::min(sample.size(), kMostRuns));
  return sample;
}

std::string RenderRuns(const PromptRuns& runs) {
  return fmt::format("{:016x}", fmt::join(runs, " "));
}

std::optional<PromptRuns> ParseRuns(std::string_view text) {
  PromptRuns runs;
  for (; !text.empty(); text.remove_prefix(std::min(kDigits + 1, text.size()))) {
    std::string digits(text.substr(0, kDigits));
    bool ends = text.size() == kDigits || (text.size() > kDigits + 1 && text[kDigits] == ' ');
    if (!ends || digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
      return std::nullopt;
    }
    runs.push_back(std::stoull(digits, nullptr, 16));
  }
  return runs;
}

void RunIndex::Add(const PromptRuns& runs) {
  for (uint64_t run : runs) {
    prompts_.emplace(run, counts_.size());
  }
  counts_.push_back(runs.size());
}

std::optional<size_t> RunIndex::Find(std::string_view text) const {
  std::map<size_t, size_t> found;  // number -> runs
  for (uint64_t run : AllRuns(HashWords(text))) {
    auto [begin, end] = prompts_.equal_range(run);
    for (auto prompt = begin; prompt != end; ++prompt) {
      ++found[prompt->second];
    }
  }
  std::optional<size_t> best;
  double highest = 0.5;
  for (const auto& [number, runs] : found) {
    double share = static_cast<double>(runs) / static_cast<double>(counts_[number]);
    if (share > highest) {
      best = number;
      highest = share;
    }
  }
  return best;
}

}  // namespace autoj
