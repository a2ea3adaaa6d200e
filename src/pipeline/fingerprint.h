#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// What texts are like, in 64 bytes from which they cannot be told again: MinHash over all runs of
/// three words (pipeline/text_runs.h), whatever the texts' order. The same on every machine.
/// Source: Broder, "On the resemblance and containment of documents" (1997).
struct Fingerprint {
  static constexpr size_t kValues = 32;
  std::array<uint16_t, kValues> values{};
  bool operator==(const Fingerprint& other) const { return values == other.values; }
};

Fingerprint MakeFingerprint(const std::vector<std::string_view>& texts);

/// Estimates what share of their runs two have in common: 1 for the same, near 0 for unlike ones;
/// at 0.7 its standard error is 0.08.
double Similarity(const Fingerprint& a, const Fingerprint& b);

/// 128 digits in lower-case hex; and back, or nothing for another text.
std::string RenderFingerprint(const Fingerprint& fingerprint);
std::optional<Fingerprint> ParseFingerprint(std::string_view text);

}  // namespace autoj
