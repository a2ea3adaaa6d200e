#pragma once

#include <string>

#include "autoj/item.h"

namespace autoj {

/// The same for items that ask the same: by their query and the dialogue before it.
std::string PromptKey(const Item& item);

}  // namespace autoj
