#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace autoj {

/// The hashes of a text's words, in their order. Words are ASCII letters and digits in lower case,
/// and every other character beyond ASCII by itself; white space and ASCII punctuation do not
/// count. The same on every machine.
std::vector<uint64_t> HashWords(std::string_view text);

/// The hash of the words [begin, end) as a run.
uint64_t HashRun(const std::vector<uint64_t>& words, size_t begin, size_t end);

/// The finaliser of SplitMix64: every bit of the result depends on every bit of `x`.
uint64_t MixBits(uint64_t x);

}  // namespace autoj
