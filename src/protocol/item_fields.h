#pragma once

#include <string>
#include <utility>
#include <vector>

#include "autoj/item.h"
#include "protocol/template.h"

namespace autoj {

struct Protocol;

/// The names that a template of `protocol` may use: "prompt", "response", ...
std::vector<std::string> ItemFieldNames(const Protocol& protocol);

/// What a template calls the response that is judged, of a pair both: "response" and
/// "response_another", or "feedback1" and "feedback2".
std::pair<const char*, const char*> ComparedFields(const Protocol& protocol);

/// A template of `protocol`, filled with what it shows of `item` in one order (pairwise) or for the
/// response of an index (single). Throws Error(kInput), naming the item, where a pairwise protocol
/// does not get two responses and where the template shows what the item lacks.
std::string FillTemplate(const Template& text, const Protocol& protocol, const Item& item,
                         Order order, int response);

}  // namespace autoj
