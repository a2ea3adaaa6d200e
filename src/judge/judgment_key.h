#pragma once

#include <string>
#include <tuple>

#include "autoj/item.h"

namespace autoj {

/// What a judgment is found by again: its item, order and response.
struct JudgmentKey {
  std::string id;
  Order order = Order::kGiven;
  int response = 0;
  bool operator<(const JudgmentKey& other) const {
    return std::tie(id, order, response) < std::tie(other.id, other.order, other.response);
  }
};

}  // namespace autoj
