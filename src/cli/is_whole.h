#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

namespace autoj {

/// For counts and seeds: without it "-1" and what is too large are taken for some other number.
inline const CLI::Validator kIsWhole(
    [](std::string& text) {
      uint64_t number = 0;
      const char* end = text.data() + text.size();
      auto [rest, error] = std::from_chars(text.data(), end, number);
      return error == std::errc() && rest == end
                 ? std::string()
                 : text + " is no whole number from 0 to 18446744073709551615";
    },
    "UINT", "kIsWhole");

}  // namespace autoj
