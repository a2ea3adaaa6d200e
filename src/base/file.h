#pragma once

#include <string>
#include <string_view>

namespace autoj {

/// Writes `content` to a temporary file beside `path` and renames it: readers see the old content
/// or the new, never half of it, also after a crash of the machine. A symbolic link stays and its
/// target is replaced; a file keeps its permissions. A device or pipe is written to directly.
/// Throws Error(kIo) with path and reason; the old content is kept then.
void WriteFileAtomically(const std::string& path, std::string_view content);

/// Throws what WriteFileAtomically would throw for `path` before it writes a byte; leaves nothing
/// behind.
void CheckWritable(const std::string& path);

/// $XDG_CACHE_HOME/autoj, or ~/.cache/autoj. Not created.
std::string CacheFolder();

/// $XDG_STATE_HOME/autoj, or ~/.local/state/autoj. Not created.
std::string StateFolder();

}  // namespace autoj
