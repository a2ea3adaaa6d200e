#pragma once

#include <string>
#include <tuple>

#include "autoj/item.h"

namespace autoj {

/// What a judgment is found by again: its item, order and response; and the step, where it is one
/// of those before the judgment itself.
struct JudgmentKey {
  std::string id;
  Order order = Order::kGiven;
  int response = 0;
  int step = 0;  ///< From 1; 0: the judgment itself.
  bool operator<(const JudgmentKey& other) const {
    return std::tie(id, order, response, step) <
           std::tie(other.id, other.order, other.response, other.step);
  }
};

}  // namespace autoj
