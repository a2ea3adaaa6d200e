#include "autoj/judgment.h"

#include <algorithm>

namespace autoj {

const Alternative* Likeliest(const std::vector<Alternative>& alternatives) {
  auto likeliest = std::max_element(
      alternatives.begin(), alternatives.end(),
      [](const Alternative& a, const Alternative& b) { return a.probability < b.probability; });
  auto equals = std::count_if(
      alternatives.begin(), alternatives.end(),
      [&](const Alternative& one) { return one.probability == likeliest->probability; });
  return equals == 1 ? &*likeliest : nullptr;
}

}  // namespace autoj
