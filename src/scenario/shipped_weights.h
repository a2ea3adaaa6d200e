#pragma once

#include <string_view>

namespace autoj {

/// The bytes of data/classifier/KIND.bin ("lexical" or "embedded"), as they were when the program
/// was built.
std::string_view ShippedClassifier(std::string_view kind);

}  // namespace autoj
