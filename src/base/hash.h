#pragma once

#include <array>
#include <string>
#include <string_view>

namespace autoj {

/// SHA-256 as its bytes.
std::array<unsigned char, 32> Sha256Bytes(std::string_view bytes);

/// SHA-256 in lower-case hex.
std::string Sha256(std::string_view bytes);

/// The same of a file's content, read in blocks. Throws Error(kInput) where it cannot be read.
std::string Sha256OfFile(const std::string& path);

}  // namespace autoj
