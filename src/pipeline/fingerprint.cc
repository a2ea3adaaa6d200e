#include "pipeline/fingerprint.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kRun = 3;
constexpr size_t kDigits = 4;  // of one value

// FNV-1a.
uint64_t HashWord(std::string_view word) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (unsigned char byte : word) {
    hash = (hash ^ byte) * 0x100000001B3U;
  }
  return hash;
}

// The finaliser of SplitMix64: every bit of the result depends on every bit of `x`.
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

bool IsAsciiWord(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

// The hashes of a text's words, in their order.
std::vector<uint64_t> HashWords(std::string_view text) {
  std::string lower = LowerAscii(text);
  std::vector<uint64_t> words;
  for (size_t at = 0; at < lower.size();) {
    size_t end = at;
    while (end < lower.size() && IsAsciiWord(static_cast<unsigned char>(lower[end]))) {
      ++end;
    }
    bool is_wide = static_cast<unsigned char>(lower[at]) >= 0x80;
    if (is_wide) {  // a character: its first byte and those that continue it
      for (end = at + 1;
           end < lower.size() && (static_cast<unsigned char>(lower[end]) & 0xC0U) == 0x80U; ++end) {
      }
    }
    if (end > at) {
      words.push_back(HashWord(std::string_view(lower).substr(at, end - at)));
    }
    at = std::max(end, at + 1);
  }
  return words;
}

uint64_t HashRun(const std::vector<uint64_t>& words, size_t begin, size_t end) {
  uint64_t hash = 0;
  for (size_t i = begin; i < end; ++i) {
    hash = Mix(hash + 0x9E3779B97F4A7C15U + words[i]);
  }
  return hash;
}

}  // namespace

Fingerprint MakeFingerprint(const std::vector<std::string_view>& texts) {
  std::array<uint64_t, Fingerprint::kValues> least{};
  least.fill(std::numeric_limits<uint64_t>::max());
  for (std::string_view text : texts) {
    std::vector<uint64_t> words = HashWords(text);
    for (size_t begin = 0; begin == 0 || begin + kRun <= words.size(); ++begin) {
      uint64_t run = HashRun(words, begin, std::min(begin + kRun, words.size()));
      for (size_t i = 0; i < least.size(); ++i) {
        least[i] = std::min(least[i], Mix(run + (i + 1) * 0x9E3779B97F4A7C15U));
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
