#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "autoj/item.h"
#include "protocol/template.h"

namespace autoj {

struct Protocol;

/// What a prompt shows: an item in one order (pairwise), or the response of an index (single).
struct Shown {
  const Item& item;
  Order order = Order::kGiven;
  int response = 0;
  const std::string* criteria = nullptr;          ///< In place of the item's own; null: those.
  std::map<std::string, std::string> texts = {};  ///< What earlier steps wrote, by their names.
};

/// The names that a template of `protocol` may use: "prompt", "response", ...
std::vector<std::string> ItemFieldNames(const Protocol& protocol);

/// What a template calls the response that is judged, of a pair both: "response" and
/// "response_another", or "feedback1" and "feedback2".
std::pair<const char*, const char*> ComparedFields(const Protocol& protocol);

/// A template of `protocol`, filled. Throws Error(kInput), naming the item, where a pairwise
/// protocol does not get two responses and where the template shows what the item lacks.
std::string FillTemplate(const Template& text, const Protocol& protocol, const Shown& shown);

}  // namespace autoj
