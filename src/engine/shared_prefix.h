#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace autoj {

/// How many tokens two sequences begin with alike.
inline size_t SharedPrefix(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                             a.begin());
}

}  // namespace autoj
