#pragma once

#include <string>

#include "autoj/item.h"

namespace autoj {

/// A pair for tests of the judge: the second response is the longer one.
inline Item ExamplePair(const std::string& id, const std::string& query) {
  Item item;
  item.id = id;
  item.query = query;
  item.responses = {"the first answer", "the second answer"};
  item.line = "test:" + id;
  return item;
}

/// An input of two.
inline void TwoPairs(const ItemSink& sink) {
  sink(ExamplePair("a", "one"));
  sink(ExamplePair("b", "two"));
}

}  // namespace autoj
