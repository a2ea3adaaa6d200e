#include "engine/q8_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace autoj {
namespace {

// Weights as they stand in a file, what they mean, and vectors to multiply them with.
struct Case {
  Case(size_t row_count, size_t row_size, size_t vector_count)
      : rows(row_count), size(row_size), count(vector_count) {
    std::mt19937 random(11);
    for (size_t i = 0; i < rows * size / 32; ++i) {
      auto exponent = static_cast<uint16_t>(8 + random() % 4);  // a scale of 2^-7 to 2^-4
      auto scale = static_cast<uint16_t>(exponent << 10);
      file.push_back(static_cast<uint8_t>(scale & 255));
      file.push_back(static_cast<uint8_t>(scale >> 8));
      for (int k = 0; k < 32; ++k) {
        auto value = static_cast<int>(random() % 256) - 128;
        file.push_back(static_cast<uint8_t>(value));
        weights.push_back(std::ldexp(value, exponent - 15));
      }
    }
    std::normal_distribution<float> normal;
    for (size_t i = 0; i < count * size; ++i) {
      vectors.push_back(normal(random));
    }
  }

  // In parts of so many panels.
  std::vector<float> Product(size_t part) const {
    Q8Weights shape{nullptr, rows, size};
    std::vector<uint8_t> packed(file.size());
    PackQ8(file.data(), shape, packed.data());
    shape.packed = packed.data();
    std::vector<uint8_t> rounded(Q8VectorBytes(shape, count));
    for (size_t tile = 0; tile < Q8Tiles(count); ++tile) {
      RoundQ8Tile(shape, vectors.data(), count, tile, rounded.data());
    }
    std::vector<float> output(count * rows, NAN);
    for (size_t panel = 0; panel < shape.Panels(); panel += part) {
      MultiplyQ8(shape, {rounded.data(), count}, panel, std::min(panel + part, shape.Panels()),
                 output.data());
    }
    return output;
  }

  // Eleven bits, as a half has.
  static double Half(double value) {
    int exponent = 0;
    std::frexp(value, &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(value, 11 - exponent)), exponent - 11);
  }

  // A vector's value as 8 bits keep it: 127 steps to the largest of its block.
  double Rounded(size_t vector, size_t k) const {
    const float* block = vectors.data() + vector * size + k / 32 * 32;
    float most = 0;
    for (size_t i = 0; i < 32; ++i) {
      most = std::max(most, std::abs(block[i]));
    }
    return most == 0 ? 0 : std::nearbyint(block[k % 32] * (127 / most)) * Half(most / 127);
  }

  double Expected(size_t vector, size_t row) const {
    double sum = 0;
    for (size_t k = 0; k < size; ++k) {
      sum += weights[row * size + k] * Rounded(vector, k);
    }
    return sum;
  }

  size_t rows;
  size_t size;
  size_t count;
  std::vector<uint8_t> file;
  std::vector<double> weights;
  std::vector<float> vectors;
};

TEST(Q8Product, IsTheProductOfTheRoundedValues) {
  for (size_t count : {1, 2, 5, 11, 12, 13, 24, 31}) {
    Case one(48, 96, count);
    std::vector<float> product = one.Product(3);
    for (size_t vector = 0; vector < count; ++vector) {
      for (size_t row = 0; row < one.rows; ++row) {
        EXPECT_NEAR(product[vector * one.rows + row], one.Expected(vector, row), 1e-4);
      }
    }
  }
}

TEST(Q8Product, PartsAreTheWhole) {
  Case one(80, 64, 7);
  EXPECT_EQ(one.Product(5), one.Product(1));
}

TEST(Q8Product, AVectorsProductDoesNotDependOnTheOthers) {
  Case many(32, 64, 29);
  std::vector<float> together = many.Product(2);
  for (size_t vector = 0; vector < many.count; ++vector) {
    Case alone = many;
    alone.count = 1;
    alone.vectors.assign(
        many.vectors.begin() + static_cast<std::ptrdiff_t>(vector * many.size),
        many.vectors.begin() + static_cast<std::ptrdiff_t>((vector + 1) * many.size));
    std::vector<float> one = alone.Product(2);
    EXPECT_TRUE(std::equal(one.begin(), one.end(),
                           together.begin() + static_cast<std::ptrdiff_t>(vector * many.rows)));
  }
}

TEST(Q8Product, ZerosGiveZero) {
  Case one(16, 32, 3);
  std::fill(one.vectors.begin(), one.vectors.end(), 0.0F);
  for (float value : one.Product(1)) {
    EXPECT_EQ(value, 0.0F);
  }
}

}  // namespace
}  // namespace autoj
