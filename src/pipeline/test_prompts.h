#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/near_index.h"
#include "pipeline/run_index.h"

namespace autoj {

/// The prompts that a model will be tested on, as hashes: what must not be trained on.
///
/// Found is a query that is like one of them (0.7 of all runs of three words are common to both:
/// words were changed here and there) or within which one stands (pipeline/run_index.h).
class TestPrompts {
 public:
  /// Of one set: "eval-p" (shipped: data/decontamination/eval_p.txt), a .txt file of fingerprints
  /// as RenderPrompts writes it, or a test set (JSON lines with "query" or "prompt"). Throws
  /// Error(kInput) with file:line where it cannot be read.
  void Add(const std::string& set);

  /// "eval_p.txt:12", by the line of the one that it is most like, else of the one within it; or
  /// nothing.
  std::optional<std::string> Find(std::string_view query) const;

  size_t size() const { return places_.size(); }

 private:
  void AddFingerprints(std::string_view text, const std::string& name);
  void AddTestSet(const std::string& path);
  void AddOne(const Fingerprint& fingerprint, const PromptRuns& runs, size_t line);

  static constexpr double kSame = 0.7;
  struct Place {
    size_t set = 0;
    size_t line = 0;
  };
  NearIndex alike_{kSame};
  RunIndex within_;
  std::vector<Place> places_;
  std::vector<std::string> sets_;
};

/// The distinct fingerprints of a test set's prompts, each with the prompt's runs on its line,
/// sorted: they say nothing about the prompts' order, and cannot be turned back into them. Throws
/// Error(kInput) as Add does.
std::string RenderPrompts(const std::string& test_set);

}  // namespace autoj
