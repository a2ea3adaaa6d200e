#pragma once

#include <string_view>
#include <vector>

namespace autoj {

/// A file of data/, compiled into the program (written by cmake/embed.cmake at build time).
struct ShippedFile {
  std::string_view name;  ///< "autoj-single.en.yaml"
  std::string_view text;
};

}  // namespace autoj
