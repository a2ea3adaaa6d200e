#pragma once

#include <cstddef>
#include <string>

namespace autoj {

/// What a response looks like, whatever it says: Markdown outside of fenced code blocks, counted as
/// arena-hard's style control does (source: its add_markdown_info.py), but for code blocks, which
/// are CommonMark's: "```" or "~~~" at the start of a line, to a line with as many or to the end.
struct StyleFeatures {
  size_t length = 0;   ///< Characters (code points) of the whole response, code included.
  size_t headers = 0;  ///< Lines that begin with one to six "#", then a space or nothing.
  size_t lists = 0;  ///< Lines that begin, after spaces, with "-", "*", "+" or "7.", then the same.
  size_t bold = 0;   ///< Stretches of a line between "**" or "__".
};

/// Takes time in proportion to the text, whatever it holds.
StyleFeatures MeasureStyle(const std::string& response);

}  // namespace autoj
