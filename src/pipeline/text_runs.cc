#include "pipeline/text_runs.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace autoj {
namespace {

// FNV-1a.
uint64_t HashWord(std::string_view word) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (unsigned char byte : word) {
    hash = (hash ^ byte) * 0x100000001B3U;
  }
  return hash;
}

bool IsAsciiWord(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

}  // namespace

uint64_t MixBits(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

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
    hash = MixBits(hash + 0x9E3779B97F4A7C15U + words[i]);
  }
  return hash;
}

}  // namespace autoj
