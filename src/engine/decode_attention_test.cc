#include "engine/decode_attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace autoj {
namespace {

constexpr uint16_t kMinusInfinity = 0xFC00;

double FromHalf(uint16_t half) {
  int exponent = (half >> 10) & 31;
  double fraction = half & 1023;
  double size = exponent == 31  ? std::numeric_limits<double>::infinity()
                : exponent == 0 ? std::ldexp(fraction, -24)
                                : std::ldexp(fraction + 1024, exponent - 25);
  return (half & 0x8000) != 0 ? -size : size;
}

// A KV cache as libllama lays it out (the heads of a token next to each other), queries, a mask.
struct Case {
  size_t streams = 1;
  size_t tokens = 1;
  size_t heads = 1;
  size_t kv_heads = 1;
  size_t keys = 1;
  size_t key_size = 16;
  size_t value_size = 16;

  std::vector<float> query = {};
  std::vector<uint16_t> key = {};
  std::vector<uint16_t> value = {};
  std::vector<uint16_t> mask = {};
  std::vector<float> output = {};

  // Random halves between 1/4 and 2 of either sign, random queries; nothing is masked.
  void Make() {
    std::mt19937 random(7);
    auto fill = [&](std::vector<uint16_t>* halves, size_t count) {
      for (size_t i = 0; i < count; ++i) {
        uint32_t sign = random() & 1;
        halves->push_back(
            static_cast<uint16_t>(sign << 15 | (13 + random() % 3) << 10 | (random() & 1023)));
      }
    };
    fill(&key, streams * keys * kv_heads * key_size);
    fill(&value, streams * keys * kv_heads * value_size);
    std::normal_distribution<float> normal;
    for (size_t i = 0; i < streams * tokens * heads * key_size; ++i) {
      query.push_back(normal(random));
    }
    mask.assign(streams * tokens * keys, 0);
    output.assign(streams * tokens * heads * value_size, NAN);
  }

  uint16_t* Mask(size_t stream, size_t token) {
    return mask.data() + (stream * tokens + token) * keys;
  }

  DecodeAttention Work() {
    DecodeAttention work;
    work.streams = streams;
    work.tokens = tokens;
    work.heads = heads;
    work.kv_heads = kv_heads;
    work.keys = keys;
    work.key_size = key_size;
    work.value_size = value_size;
    work.scale = 0.25F;
    size_t query_row = heads * key_size * sizeof(float);
    size_t key_row = kv_heads * key_size * sizeof(uint16_t);
    size_t value_row = kv_heads * value_size * sizeof(uint16_t);
    size_t mask_row = keys * sizeof(uint16_t);
    work.query = {query.data(), query_row, key_size * sizeof(float), tokens * query_row};
    work.key = {key.data(), key_row, key_size * sizeof(uint16_t), keys * key_row};
    work.value = {value.data(), value_row, value_size * sizeof(uint16_t), keys * value_row};
    work.mask = {mask.data(), mask_row, 0, tokens * mask_row};
    work.output = output.data();
    return work;
  }

  // In parts of so many KV heads.
  void Compute(size_t part) {
    DecodeAttention work = Work();
    std::vector<float> space(DecodeAttentionSpace(work));
    for (size_t stream = 0; stream < streams; ++stream) {
      for (size_t head = 0; head < kv_heads; head += part) {
        ComputeDecodeAttention(work, stream, head, std::min(head + part, kv_heads), space.data());
      }
    }
  }

  // The definition, in double precision.
  std::vector<double> Expected(size_t stream, size_t token, size_t head) {
    size_t kv = head / (heads / kv_heads);
    std::vector<double> sums(value_size);
    double total = 0;
    for (size_t i = 0; i < keys; ++i) {
      size_t row = (stream * keys + i) * kv_heads + kv;
      double score = 0;
      for (size_t d = 0; d < key_size; ++d) {
        score +=
            static_cast<double>(query[((stream * tokens + token) * heads + head) * key_size + d]) *
            FromHalf(key[row * key_size + d]);
      }
      double weight = std::exp(score * 0.25 + FromHalf(Mask(stream, token)[i]));
      total += weight;
      for (size_t d = 0; d < value_size; ++d) {
        sums[d] += weight * FromHalf(value[row * value_size + d]);
      }
    }
    for (double& sum : sums) {
      sum = total == 0 ? 0 : sum / total;
    }
    return sums;
  }

  double LargestError() {
    double largest = 0;
    const float* at = output.data();
    for (size_t stream = 0; stream < streams; ++stream) {
      for (size_t token = 0; token < tokens; ++token) {
        for (size_t head = 0; head < heads; ++head) {
          for (double expected : Expected(stream, token, head)) {
            double error = std::abs(expected - static_cast<double>(*at++));
            largest = std::isnan(error) ? INFINITY : std::max(largest, error);
          }
        }
      }
    }
    return largest;
  }
};

constexpr double kRounding = 2e-6;  // of values below 2

TEST(DecodeAttention, IsTheDefinitionForManyShapes) {
  std::vector<Case> cases = {
      {.streams = 3, .heads = 9, .kv_heads = 3, .keys = 256, .key_size = 64, .value_size = 64},
      {.streams = 2,
       .tokens = 4,
       .heads = 9,
       .kv_heads = 3,
       .keys = 77,
       .key_size = 64,
       .value_size = 64},
      {.heads = 1, .kv_heads = 1, .keys = 1, .key_size = 16, .value_size = 16},
      {.heads = 7, .kv_heads = 1, .keys = 33, .key_size = 80, .value_size = 48},
      {.tokens = 2, .heads = 8, .kv_heads = 8, .keys = 65, .key_size = 128, .value_size = 128},
      {.heads = 10, .kv_heads = 2, .keys = 300, .key_size = 96, .value_size = 112},
  };
  for (Case& one : cases) {
    one.Make();
    one.Compute(one.kv_heads);
    EXPECT_LT(one.LargestError(), kRounding) << one.heads << " heads, " << one.keys << " keys";
  }
}

TEST(DecodeAttention, PartsOfTheHeadsAreTheWhole) {
  Case whole{
      .streams = 2, .heads = 9, .kv_heads = 3, .keys = 100, .key_size = 64, .value_size = 64};
  whole.Make();
  Case parts = whole;
  whole.Compute(3);
  parts.Compute(1);
  EXPECT_EQ(whole.output, parts.output);
}

TEST(DecodeAttention, MaskedKeysCountForNothing) {
  Case one{.streams = 3,
           .tokens = 2,
           .heads = 6,
           .kv_heads = 2,
           .keys = 256,
           .key_size = 64,
           .value_size = 64};
  one.Make();
  for (size_t stream = 0; stream < one.streams; ++stream) {
    for (size_t token = 0; token < one.tokens; ++token) {
      // Causal, of another length in each stream: whole blocks are masked, and single keys.
      size_t length = 40 + 90 * stream + token;
      std::fill(one.Mask(stream, token) + length, one.Mask(stream, token) + one.keys,
                kMinusInfinity);
      one.Mask(stream, token)[3] = kMinusInfinity;
      one.Mask(stream, token)[5] = 0xC000;  // -2
    }
  }
  std::fill(one.Mask(2, 0), one.Mask(2, 0) + 64, kMinusInfinity);  // the first blocks of one token
  one.Compute(2);
  EXPECT_LT(one.LargestError(), kRounding);
}

TEST(DecodeAttention, WhereAllIsMaskedTheOutputIsZero) {
  Case one{.tokens = 2, .heads = 2, .kv_heads = 1, .keys = 40, .key_size = 16, .value_size = 16};
  one.Make();
  std::fill(one.Mask(0, 0), one.Mask(0, 0) + one.keys, kMinusInfinity);
  one.Compute(1);
  for (size_t i = 0; i < one.heads * one.value_size; ++i) {
    EXPECT_EQ(one.output[i], 0.0F);
  }
  EXPECT_LT(one.LargestError(), kRounding);
}

TEST(DecodeAttention, ScoresFarApartNeitherOverflowNorVanish) {
  Case one{.heads = 2, .kv_heads = 1, .keys = 90, .key_size = 64, .value_size = 64};
  one.Make();
  for (float& value : one.query) {
    value *= 100;  // scores of hundreds: later blocks replace what earlier ones gave
  }
  one.Compute(1);
  EXPECT_LT(one.LargestError(), 1e-4);
}

TEST(DecodeAttention, WithoutAMaskNothingIsMasked) {
  Case one{.heads = 3, .kv_heads = 1, .keys = 50, .key_size = 64, .value_size = 64};
  one.Make();
  DecodeAttention work = one.Work();
  work.mask.data = nullptr;
  std::vector<float> space(DecodeAttentionSpace(work));
  ComputeDecodeAttention(work, 0, 0, 1, space.data());
  EXPECT_LT(one.LargestError(), kRounding);
}

}  // namespace
}  // namespace autoj
