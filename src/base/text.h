#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Offset of the first byte that is not valid UTF-8 (overlong forms and surrogates included), or
/// npos.
size_t FindInvalidUtf8(std::string_view text);

/// ASCII letters in lower case; every other byte unchanged, so offsets stay the same.
std::string LowerAscii(std::string_view text);

/// Without ASCII white space at both ends.
std::string_view Trim(std::string_view text);

/// Control characters, terminal escapes and bidirectional overrides made visible (\x1b, \u202e):
/// safe on a terminal.
std::string EscapeForTerminal(std::string_view text);

/// "zh" where at least three in ten of the letters are Han characters, else "en".
const char* DetectLanguage(std::string_view text);

/// The candidate nearest to `word` by edit distance, or "" where none is near.
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace autoj
