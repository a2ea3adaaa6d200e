#include "pipeline/fingerprint.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "pipeline/text_runs.h"

namespace autoj {
namespace {

constexpr size_t kRun = 3;
constexpr size_t kDigits = 4;  // of one value

}  // namespace

Fingerprint MakeFingerprint(const std::vector<std::string_view>& texts) {
  std::array<uint64_t, Fingerprint::kValues> least{};
  least.fill(std::numeric_limits<uint64_t>::max());
  for (std::string_view text : texts) {
    std::vector<uint64_t> words = HashWords(text);
    for (size_t begin = 0; begin == 0 || begin + kRun <= words.size(); ++begin) {
      uint64_t run = HashRun(words, begin, std::min(begin + kRun, words.size()));
      for (size_t i = 0; i < least.size(); ++i) {
        least[i] = std::min(least[i], MixBits(run + (i + 1) * 0x9E3779B97F4A7C15U));
      }
    }
  }
  Fingerprint fingerprint;
  std::transform(least.begin(), least.end(), fingerprint.values.begin(),
                 [](uint64_t value) { return static_cast<uint16_t>(value & 0xFFFFU); });
  return fingerprint;
}

double Similarity(const Fingerprint& a, const Fingerprint& b) {
  size_t same = 0;
  for (size_t i = 0; i < Fingerprint::kValues; ++i) {
    same += a.values[i] == b.values[i] ? 1 : 0;
  }
  return static_cast<double>(same) / static_cast<double>(Fingerprint::kValues);
}

std::string RenderFingerprint(const Fingerprint& fingerprint) {
  std::string text;
  for (uint16_t value : fingerprint.values) {
    text += fmt::format("{:04x}", value);
  }
  return text;
}

std::optional<Fingerprint> ParseFingerprint(std::string_view text) {
  if (text.size() != Fingerprint::kValues * kDigits ||
      text.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return std::nullopt;
  }
  Fingerprint fingerprint;
  for (size_t i = 0; i < Fingerprint::kValues; ++i) {
    std::string digits(text.substr(i * kDigits, kDigits));
    fingerprint.values[i] = static_cast<uint16_t>(std::stoul(digits, nullptr, 16));
  }
  return fingerprint;
}

}  // namespace autoj
