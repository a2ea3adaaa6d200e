#pragma once

#include <string>
#include <string_view>

namespace autoj {

/// The sentence of a judge's text that tells most of its decision: the last one, or the one before
/// where the last only spells the decision out ("So, the final decision is Response 1."). One line
/// without line breaks, at its full length; empty for an empty text. English and Chinese.
std::string DecisiveSentence(std::string_view text);

}  // namespace autoj
