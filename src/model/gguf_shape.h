#pragma once

#include <cstdint>
#include <string>

namespace autoj {

/// What a GGUF file says of itself, read without its weights: enough to plan memory and to know
/// the model.
struct GgufShape {
  std::string name;  ///< general.name, or "".
  uint64_t file_bytes = 0;
  uint64_t kv_bytes_per_token = 0;  ///< Keys and values of all layers, 16 bits each.
  int context = 0;                  ///< Tokens it was trained on; 0 where it does not say.
  int layers = 0;                   ///< Blocks; the output is not one.
  int heads = 0;
  int vocabulary = 0;
};

/// Throws Error(kModel): no such file, a folder, no GGUF, cut off, no tokenizer.
GgufShape ReadGgufShape(const std::string& path);

}  // namespace autoj
