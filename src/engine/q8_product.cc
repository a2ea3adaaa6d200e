#include "engine/q8_product.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/floats.h"

// Where there are AMX tiles, libllama's own product of Q8_0 uses them.
#if defined(__AVX512VNNI__) && !defined(__AMX_INT8__)
#define AUTOJ_FAST_Q8 1
#endif

namespace autoj {
namespace {

constexpr size_t kBlock = Q8Weights::kBlock;
constexpr size_t kPanel = Q8Weights::kPanel;
constexpr size_t kStep = 4;  // values of a row that one instruction multiplies
constexpr size_t kPanelBlock = kPanel * kBlock;
// A rounded block of a vector: its values, its scale, and what the weights' offset adds to it.
constexpr size_t kVectorBlock = kBlock + sizeof(float) + sizeof(int32_t);
// The instruction wants one side unsigned: packed weights are larger by this.
constexpr int kOffset = 128;

template <typename T>
T Read(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

template <typename T>
void Write(uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof(value));
}

float RoundToHalf(float value) {
#if defined(__F16C__)
  return _cvtsh_ss(_cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT));
#else
  int exponent = 0;
  std::frexp(value, &exponent);
  float unit = std::ldexp(1.0F, std::max(exponent - 11, -24));
  return std::nearbyint(value / unit) * unit;
#endif
}

const uint8_t* Scales(const Q8Weights& weights) {
  return weights.packed + weights.rows * weights.size;
}

// A vector's block as 8-bit values, and their sum.
struct RoundedBlock {
  std::array<int8_t, kBlock> values;
  int sum;
  float scale;
};

#if defined(AUTOJ_FAST_Q8)

RoundedBlock RoundValues(const float* values) {
  __m512 low = Load(values);
  __m512 high = Load(values + kLanes);
  float most = Largest(Larger(_mm512_abs_ps(low), _mm512_abs_ps(high)));
  __m512 factor = Fill(most != 0 ? 127.0F / most : 0.0F);
  __m512i low_rounded = _mm512_cvtps_epi32(Multiply(low, factor));
  __m512i high_rounded = _mm512_cvtps_epi32(Multiply(high, factor));
  RoundedBlock block;
  auto* to = reinterpret_cast<__m128i*>(block.values.data());
  _mm_storeu_si128(to, _mm512_cvtepi32_epi8(low_rounded));
  _mm_storeu_si128(to + 1, _mm512_cvtepi32_epi8(high_rounded));
  block.sum = _mm512_reduce_add_epi32(_mm512_add_epi32(low_rounded, high_rounded));
  block.scale = most / 127.0F;
  return block;
}

#else

RoundedBlock RoundValues(const float* values) {
  float most = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    most = std::max(most, std::abs(values[i]));
  }
  float factor = most != 0 ? 127.0F / most : 0.0F;
  RoundedBlock block = {{}, 0, most / 127.0F};
  for (size_t i = 0; i < kBlock; ++i) {
    block.values[i] = static_cast<int8_t>(std::nearbyint(values[i] * factor));
    block.sum += block.values[i];
  }
  return block;
}

#endif

// Into the block of a tile of so many vectors.
void StoreBlock(const RoundedBlock& rounded, size_t width, size_t column, uint8_t* block) {
  for (size_t i = 0; i < kBlock; i += kStep) {
    std::memcpy(block + i * width + column * kStep, rounded.values.data() + i, kStep);
  }
  uint8_t* scale = block + width * kBlock + column * sizeof(float);
  Write(scale, RoundToHalf(rounded.scale));
  Write(scale + width * sizeof(float), int32_t{-kOffset * rounded.sum});
}

#if defined(AUTOJ_FAST_Q8)

template <size_t kWidth>
void MultiplyTile(const Q8Weights& weights, size_t panel, const uint8_t* tile, float* output) {
  const size_t blocks = weights.Blocks();
  const uint8_t* values = weights.packed + panel * blocks * kPanelBlock;
  const uint8_t* scales = Scales(weights) + panel * blocks * kPanel * sizeof(uint16_t);
  __m512 sums[kWidth];
  for (__m512& sum : sums) {
    sum = _mm512_setzero_ps();
  }
  for (size_t b = 0; b < blocks; ++b) {
    const uint8_t* scale = tile + kWidth * kBlock;
    __m512i dots[kWidth];
    for (size_t i = 0; i < kWidth; ++i) {
      dots[i] = _mm512_set1_epi32(Read<int32_t>(scale + (kWidth + i) * sizeof(float)));
    }
    for (size_t step = 0; step < kBlock / kStep; ++step) {
      __m512i weight = _mm512_loadu_si512(values + step * kPanel * kStep);
      for (size_t i = 0; i < kWidth; ++i) {
        auto four = Read<int32_t>(tile + (step * kWidth + i) * kStep);
        dots[i] = _mm512_dpbusd_epi32(dots[i], weight, _mm512_set1_epi32(four));
      }
    }
    __m512 of_rows = _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(scales)));
    for (size_t i = 0; i < kWidth; ++i) {
      __m512 both = _mm512_mul_ps(of_rows, _mm512_set1_ps(Read<float>(scale + i * sizeof(float))));
      sums[i] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[i]), both, sums[i]);
    }
    tile += kWidth * kVectorBlock;
    values += kPanelBlock;
    scales += kPanel * sizeof(uint16_t);
  }
  for (size_t i = 0; i < kWidth; ++i) {
    _mm512_storeu_ps(output + i * weights.rows + panel * kPanel, sums[i]);
  }
}

#else

// The same in plain steps: never used for models, but its tests hold everywhere.
template <size_t kWidth>
void MultiplyTile(const Q8Weights& weights, size_t panel, const uint8_t* tile, float* output) {
  const size_t blocks = weights.Blocks();
  for (size_t i = 0; i < kWidth * kPanel; ++i) {
    size_t column = i / kPanel;
    size_t row = i % kPanel;
    float sum = 0;
    for (size_t b = 0; b < blocks; ++b) {
      const uint8_t* values = weights.packed + (panel * blocks + b) * kPanelBlock;
      const uint8_t* block = tile + b * kWidth * kVectorBlock;
      const uint8_t* scale = block + kWidth * kBlock + column * sizeof(float);
      auto dot = Read<int32_t>(scale + kWidth * sizeof(float));
      for (size_t k = 0; k < kBlock; ++k) {
        dot += values[(k / kStep * kPanel + row) * kStep + k % kStep] *
               static_cast<int8_t>(block[(k / kStep * kWidth + column) * kStep + k % kStep]);
      }
      auto half = Read<uint16_t>(Scales(weights) + ((panel * blocks + b) * kPanel + row) * 2);
      std::array<uint16_t, kLanes> halves = {half};
      std::array<float, kLanes> floats;
      Store(floats.data(), LoadHalf(halves.data()));
      sum += static_cast<float>(dot) * (floats[0] * Read<float>(scale));
    }
    output[column * weights.rows + panel * kPanel + row] = sum;
  }
}

#endif

using TileFunction = void (*)(const Q8Weights&, size_t, const uint8_t*, float*);

template <size_t... kWidths>
constexpr std::array<TileFunction, sizeof...(kWidths)> TileFunctions(
    std::index_sequence<kWidths...>) {
  return {MultiplyTile<kWidths + 1>...};
}

// By the width of a tile, less one.
constexpr std::array<TileFunction, kQ8Tile> kMultiplyTile =
    TileFunctions(std::make_index_sequence<kQ8Tile>());

size_t WidthOf(size_t tile, size_t vectors) { return std::min(kQ8Tile, vectors - tile * kQ8Tile); }

}  // namespace

bool HasFastQ8Product() {
#if defined(AUTOJ_FAST_Q8)
  return true;
#else
  return false;
#endif
}

void PackQ8(const uint8_t* blocks, const Q8Weights& shape, uint8_t* packed) {
  uint8_t* scales = packed + shape.rows * shape.size;
  for (size_t row = 0; row < shape.rows; ++row) {
    for (size_t b = 0; b < shape.Blocks(); ++b, blocks += Q8Weights::kBlockBytes) {
      size_t at = row / kPanel * shape.Blocks() + b;  // of the panel's blocks
      std::memcpy(scales + (at * kPanel + row % kPanel) * sizeof(uint16_t), blocks,
                  sizeof(uint16_t));
      const uint8_t* values = blocks + sizeof(uint16_t);
      uint8_t* to = packed + at * kPanelBlock + row % kPanel * kStep;
      for (size_t i = 0; i < kBlock; ++i) {
        to[i / kStep * kPanel * kStep + i % kStep] = static_cast<uint8_t>(values[i] ^ kOffset);
      }
    }
  }
}

size_t Q8VectorBytes(const Q8Weights& weights, size_t vectors) {
  return vectors * weights.Blocks() * kVectorBlock;
}

void RoundQ8Tile(const Q8Weights& weights, const float* vectors, size_t count, size_t tile,
                 uint8_t* rounded) {
  size_t width = WidthOf(tile, count);
  uint8_t* to = rounded + Q8VectorBytes(weights, tile * kQ8Tile);
  for (size_t i = 0; i < width; ++i) {
    const float* vector = vectors + (tile * kQ8Tile + i) * weights.size;
    for (size_t b = 0; b < weights.Blocks(); ++b) {
      StoreBlock(RoundValues(vector + b * kBlock), width, i, to + b * width * kVectorBlock);
    }
  }
}

void MultiplyQ8(const Q8Weights& weights, const Q8Vectors& vectors, size_t first, size_t last,
                float* output) {
  for (size_t panel = first; panel < last; ++panel) {
    for (size_t tile = 0; tile < Q8Tiles(vectors.count); ++tile) {
      size_t begin = tile * kQ8Tile;
      TileFunction multiply = kMultiplyTile[WidthOf(tile, vectors.count) - 1];
      multiply(weights, panel, vectors.rounded + Q8VectorBytes(weights, begin),
               output + begin * weights.rows);
    }
  }
}

}  // namespace autoj
