#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/near_index.h"

namespace autoj {

/// The prompts that a model will be tested on, as fingerprints: what must not be trained on.
///
/// Found is a prompt that shares at least 0.7 of its runs of words with one of them: the same one,
/// or one that was shortened or dressed otherwise. Not found is a short one that stands within a
/// long text.
class TestPrompts {
 public:
  /// Of one set: "eval-p" (shipped: data/decontamination/eval_p.txt), a .txt file of fingerprints
  /// as RenderPrompts writes it, or a test set (JSON lines with "query" or "prompt"). Throws
  /// Error(kInput) with file:line where it cannot be read.
  void Add(const std::string& set);

  /// "eval_p.txt:12", by the line of the most similar one, or nothing.
  std::optional<std::string> Find(std::string_view query) const;

  size_t size() const { return index_.size(); }

 private:
  void AddFingerprints(std::string_view text, const std::string& name);
  void AddTestSet(const std::string& path);
  void AddOne(const Fingerprint& fingerprint, size_t line);

  static constexpr double kSame = 0.7;
  struct Place {
    size_t set = 0;
    size_t line = 0;
  };
  NearIndex index_{kSame};
  std::vector<Place> places_;
  std::vector<std::string> sets_;
};

/// The distinct fingerprints of a test set's prompts, one a line, sorted: they say nothing about
/// the prompts' order, and cannot be turned back into them. Throws Error(kInput) as Add does.
std::string RenderPrompts(const std::string& test_set);

}  // namespace autoj
