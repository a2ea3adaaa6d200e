#include "engine/token_cut.h"

#include <numeric>

#include "base/text.h"

namespace autoj {

std::string CutMiddle(const std::vector<std::string>& tokens, const TokenCut& cut) {
  auto join = [](auto begin, auto end) { return std::accumulate(begin, end, std::string()); };
  if (tokens.size() <= cut.most) {
    return join(tokens.begin(), tokens.end());
  }
  std::string head = join(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(cut.head));
  std::string tail = join(tokens.end() - static_cast<std::ptrdiff_t>(cut.tail), tokens.end());
  return RepairUtf8(head) + cut.between + RepairUtf8(tail);
}

}  // namespace autoj
