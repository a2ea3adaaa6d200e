#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Offset of the first byte that is not valid UTF-8 (overlong forms and surrogates included), or
/// npos.
size_t FindInvalidUtf8(std::string_view text);

/// Every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string RepairUtf8(std::string_view text);

/// How many code points valid UTF-8 holds: what Python's len counts.
size_t CountCharacters(std::string_view text);

/// At most `characters` code points of valid UTF-8, from the front or from the back.
std::string_view FirstCharacters(std::string_view text, size_t characters);
std::string_view LastCharacters(std::string_view text, size_t characters);

/// The code points of a text; bytes that are not part of valid UTF-8 become U+FFFD.
std::u32string ToCodePoints(std::string_view text);

/// ASCII letters in lower case; every other byte unchanged, so offsets stay the same.
std::string LowerAscii(std::string_view text);

/// Without ASCII white space at both ends.
std::string_view Trim(std::string_view text);

/// At most `bytes` bytes from the front; no character is cut in two.
std::string_view CutUtf8(std::string_view text, size_t bytes);

/// Control characters, terminal escapes and bidirectional overrides made visible (\x1b, \u202e):
/// safe on a terminal.
std::string EscapeForTerminal(std::string_view text);

/// JSON text with the same characters written as JSON does (\u202e): the same value, and safe on a
/// terminal. Line feeds between values stay.
std::string EscapeJsonForTerminal(std::string_view json);

/// Columns that text without control characters takes on a terminal: two for a wide character
/// (Chinese, Japanese, Korean, most emoji), none for a combining mark.
size_t DisplayWidth(std::string_view text);

/// The text in at most `columns` columns: what does not fit is cut off between two characters and
/// replaced by an ellipsis.
std::string CutToWidth(std::string_view text, size_t columns);

/// "zh" where at least three in ten of the letters are Han characters, else "en".
const char* DetectLanguage(std::string_view text);

/// The candidate nearest to `word` by edit distance, or "" where none is near.
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

/// What follows "unknown ...": `; did you mean "nearest"?`, or `otherwise` where none is near.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates,
                       std::string_view otherwise);

}  // namespace autoj
