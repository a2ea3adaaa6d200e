#pragma once

#include <cmath>
#include <cstdlib>
#include <string>

#include <CLI/CLI.hpp>

namespace autoj {

/// For numbers: a range alone lets "nan" pass.
inline const CLI::Validator kIsFinite(
    [](std::string& text) {
      char* end = nullptr;
      return std::isfinite(std::strtod(text.c_str(), &end)) ? std::string() : "not a finite number";
    },
    "FLOAT", "kIsFinite");

}  // namespace autoj
