#include "autoj/judgment.h"

#include <algorithm>

namespace autoj {

const Alternative* Likeliest(const std::vector<Alternative>& alternatives) {
  auto likeliest = std::max_element(
      alternatives.begin(), alternatives.end(),
      [](const Alternative& a, const Alternative& b) { return a.probability < b.probability; });
  return likeliest == alternatives.end() ? nullptr : &*likeliest;
}

}  // namespace autoj
