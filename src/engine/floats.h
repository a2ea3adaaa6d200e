#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__) && defined(__F16C__))
#include <immintrin.h>
#endif

/// A register of floats, and the few operations that the kernels of this folder need: one of three
/// bodies, chosen by what the including source is compiled for. To be included by kernels alone.
namespace autoj {

#if defined(__AVX512F__)

using Floats = __m512;
constexpr size_t kLanes = 16;

inline Floats Fill(float value) { return _mm512_set1_ps(value); }
inline Floats Load(const float* from) { return _mm512_loadu_ps(from); }
inline void Store(float* to, Floats a) { _mm512_storeu_ps(to, a); }
inline Floats LoadHalf(const uint16_t* from) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}
inline Floats Add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
inline Floats Multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
inline Floats MultiplyAdd(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
inline Floats Larger(Floats a, Floats b) { return _mm512_max_ps(a, b); }
inline Floats Round(Floats a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT); }
inline Floats TimesPowerOfTwo(Floats a, Floats exponent) { return _mm512_scalef_ps(a, exponent); }
inline float Largest(Floats a) { return _mm512_reduce_max_ps(a); }
inline float Sum(Floats a) { return _mm512_reduce_add_ps(a); }

/// Lane i of the result is the sum of the lanes of rows[i], which are overwritten.
inline Floats SumEach(Floats* rows) {
  const __m512i low[] = {
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      _mm512_setr_epi32(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
      _mm512_setr_epi32(0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29),
      _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)};
  const int step[] = {8, 4, 2, 1};
  size_t count = kLanes;
  for (int level = 0; level < 4; ++level, count /= 2) {
    const __m512i high = _mm512_add_epi32(low[level], _mm512_set1_epi32(step[level]));
    for (size_t i = 0; i < count; i += 2) {
      rows[i / 2] = Add(_mm512_permutex2var_ps(rows[i], low[level], rows[i + 1]),
                        _mm512_permutex2var_ps(rows[i], high, rows[i + 1]));
    }
  }
  return rows[0];
}

#elif defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)

using Floats = __m256;
constexpr size_t kLanes = 8;

inline Floats Fill(float value) { return _mm256_set1_ps(value); }
inline Floats Load(const float* from) { return _mm256_loadu_ps(from); }
inline void Store(float* to, Floats a) { _mm256_storeu_ps(to, a); }
inline Floats LoadHalf(const uint16_t* from) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
inline Floats Add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
inline Floats Multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
inline Floats MultiplyAdd(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
inline Floats Larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }
inline Floats Round(Floats a) {
  return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
inline Floats TimesPowerOfTwo(Floats a, Floats exponent) {
  __m256i biased = _mm256_add_epi32(_mm256_cvtps_epi32(exponent), _mm256_set1_epi32(127));
  return _mm256_mul_ps(a, _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23)));
}
inline float Largest(Floats a) {
  __m128 four = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}
inline float Sum(Floats a) {
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
inline Floats SumEach(Floats* rows) {
  Floats a = _mm256_hadd_ps(_mm256_hadd_ps(rows[0], rows[1]), _mm256_hadd_ps(rows[2], rows[3]));
  Floats b = _mm256_hadd_ps(_mm256_hadd_ps(rows[4], rows[5]), _mm256_hadd_ps(rows[6], rows[7]));
  return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}

#else

struct Floats {
  float lane[8];
};
constexpr size_t kLanes = 8;

template <typename Function>
inline Floats Each(Function function) {
  Floats result;
  for (size_t i = 0; i < kLanes; ++i) {
    result.lane[i] = function(i);
  }
  return result;
}
inline float FromHalf(uint16_t half) {
  int exponent = (half >> 10) & 31;
  auto fraction = static_cast<float>(half & 1023);
  float size = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
               : exponent == 0 ? std::ldexp(fraction, -24)
                               : std::ldexp(fraction + 1024, exponent - 25);
  return (half & 0x8000) != 0 ? -size : size;
}
inline Floats Fill(float value) {
  return Each([&](size_t) { return value; });
}
inline Floats Load(const float* from) {
  return Each([&](size_t i) { return from[i]; });
}
inline void Store(float* to, Floats a) {
  for (size_t i = 0; i < kLanes; ++i) {
    to[i] = a.lane[i];
  }
}
inline Floats LoadHalf(const uint16_t* from) {
  return Each([&](size_t i) { return FromHalf(from[i]); });
}
inline Floats Add(Floats a, Floats b) {
  return Each([&](size_t i) { return a.lane[i] + b.lane[i]; });
}
inline Floats Multiply(Floats a, Floats b) {
  return Each([&](size_t i) { return a.lane[i] * b.lane[i]; });
}
inline Floats MultiplyAdd(Floats a, Floats b, Floats c) {
  return Each([&](size_t i) { return a.lane[i] * b.lane[i] + c.lane[i]; });
}
inline Floats Larger(Floats a, Floats b) {
  return Each([&](size_t i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
}
inline Floats Round(Floats a) {
  return Each([&](size_t i) { return std::nearbyint(a.lane[i]); });
}
inline Floats TimesPowerOfTwo(Floats a, Floats exponent) {
  return Each([&](size_t i) { return std::ldexp(a.lane[i], static_cast<int>(exponent.lane[i])); });
}
inline float Largest(Floats a) {
  float largest = a.lane[0];
  for (float value : a.lane) {
    largest = value > largest ? value : largest;
  }
  return largest;
}
inline float Sum(Floats a) {
  float sum = 0;
  for (float value : a.lane) {
    sum += value;
  }
  return sum;
}
inline Floats SumEach(Floats* rows) {
  return Each([&](size_t i) { return Sum(rows[i]); });
}

#endif

/// e^x for x <= 0, within 2 units in the last place; below -87, where the result would be smaller
/// than any ordinary float, e^-87.
inline Floats Exp(Floats x) {
  x = Larger(x, Fill(-87.0F));
  Floats n = Round(Multiply(x, Fill(1.44269504F)));
  // ln 2 in two parts: n times the first is exact.
  Floats r = MultiplyAdd(n, Fill(2.12194440e-4F), MultiplyAdd(n, Fill(-0.693359375F), x));
  Floats p = Fill(1.9875691500e-4F);
  for (float c :
       {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F}) {
    p = MultiplyAdd(p, r, Fill(c));
  }
  p = Add(MultiplyAdd(p, Multiply(r, r), r), Fill(1.0F));
  return TimesPowerOfTwo(p, n);
}

}  // namespace autoj
