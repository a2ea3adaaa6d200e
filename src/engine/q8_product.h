#pragma once

#include <cstddef>
#include <cstdint>

namespace autoj {

/// Products of a matrix of 8-bit weights (GGUF's Q8_0: blocks of 32 with a scale) with vectors of
/// floats, which become 8-bit blocks too, by the same rounding as in libllama: integer products
/// inside a block are exact, so results differ by the order of a few additions. The weights are
/// packed once so that one instruction multiplies four values of sixteen rows.
struct Q8Weights {
  static constexpr size_t kBlock = 32;       ///< Values of a row that share a scale.
  static constexpr size_t kPanel = 16;       ///< Rows that are multiplied together.
  static constexpr size_t kBlockBytes = 34;  ///< Of Q8_0, and of a packed row's part as well.

  const uint8_t* packed = nullptr;
  size_t rows = 0;  ///< A multiple of kPanel.
  size_t size = 0;  ///< Of a row; a multiple of kBlock.

  size_t Panels() const { return rows / kPanel; }
  size_t Blocks() const { return size / kBlock; }
};

/// Whether this processor has the instructions that make it worth it, and nothing better.
bool HasFastQ8Product();

/// Packs rows of Q8_0 blocks into as many bytes, elsewhere. `shape.packed` is not read.
void PackQ8(const uint8_t* blocks, const Q8Weights& shape, uint8_t* packed);

/// Vectors are rounded in tiles of so many; the last tile may have fewer.
constexpr size_t kQ8Tile = 12;
inline size_t Q8Tiles(size_t vectors) { return (vectors + kQ8Tile - 1) / kQ8Tile; }

/// The bytes of so many vectors when they are rounded.
size_t Q8VectorBytes(const Q8Weights& weights, size_t vectors);

/// Rounds the vectors of one tile, of vectors that stand next to each other. Tiles may be rounded
/// at the same time.
void RoundQ8Tile(const Q8Weights& weights, const float* vectors, size_t count, size_t tile,
                 uint8_t* rounded);

struct Q8Vectors {
  const uint8_t* rounded = nullptr;
  size_t count = 0;
};

/// Rows [16 first, 16 last) of the product with all vectors; output[vector * rows + row]. Other
/// panels may be computed at the same time.
void MultiplyQ8(const Q8Weights& weights, const Q8Vectors& vectors, size_t first, size_t last,
                float* output);

}  // namespace autoj
