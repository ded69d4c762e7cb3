// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace lauelith {

/// Eight floats that the compiler keeps in one vector register (two where the machine has only short ones).
using Lanes = float __attribute__((vector_size(32)));
using LaneMask = std::int32_t __attribute__((vector_size(32)));
using WordLanes = std::uint32_t __attribute__((vector_size(32)));
inline constexpr int n_lanes = 8;

inline Lanes load_lanes(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
inline WordLanes load_lanes(const std::uint32_t* from) {
  WordLanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
inline void store_lanes(float* to, const Lanes& lanes) { std::memcpy(to, &lanes, sizeof lanes); }
inline void store_lanes(std::uint32_t* to, const WordLanes& lanes) { std::memcpy(to, &lanes, sizeof lanes); }

inline Lanes magnitude(const Lanes& lanes) {
  return reinterpret_cast<Lanes>(reinterpret_cast<LaneMask>(lanes) & 0x7fffffff);
}

/// Which of eight bytes are not zero; of the conversion the compiler makes eight single ones.
inline LaneMask masked_lanes(const std::uint8_t* bytes) {
#ifdef __AVX2__
  const __m256i eight = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
  return reinterpret_cast<LaneMask>(eight) != 0;
#else
  using Bytes = std::uint8_t __attribute__((vector_size(8)));
  Bytes eight;
  std::memcpy(&eight, bytes, sizeof eight);
  return __builtin_convertvector(eight, LaneMask) != 0;
#endif
}

/// Halves onto each other, then quarters, then eighths: every lane ends with the result.
template <typename Vector, typename Join>
Vector folded(Vector lanes, const Join& join) {
  lanes = join(lanes, __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7, 0, 1, 2, 3));
  lanes = join(lanes, __builtin_shufflevector(lanes, lanes, 2, 3, 0, 1, 6, 7, 4, 5));
  return join(lanes, __builtin_shufflevector(lanes, lanes, 1, 0, 3, 2, 5, 4, 7, 6));
}
inline float total(const Lanes& lanes) {
  return folded(lanes, [](const Lanes& a, const Lanes& b) { return a + b; })[0];
}
inline float largest(const Lanes& lanes) {
  return folded(lanes, [](const Lanes& a, const Lanes& b) { return a > b ? a : b; })[0];
}
inline std::int32_t total(const LaneMask& lanes) {
  return folded(lanes, [](const LaneMask& a, const LaneMask& b) { return a + b; })[0];
}
/// A bit for each lane that is set, the first lane lowest.
inline std::uint32_t bits_of(const LaneMask& lanes) {
#ifdef __AVX2__
  return static_cast<std::uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(lanes)));
#else
  std::uint32_t bits = 0;
  for (int i = 0; i < n_lanes; ++i) bits |= lanes[i] != 0 ? 1U << i : 0U;
  return bits;
#endif
}

/// Eight entries of a table; the compiler does not find the one instruction that does it.
inline Lanes gathered(const float* table, const WordLanes& index) {
#ifdef __AVX2__
  return _mm256_i32gather_ps(table, reinterpret_cast<__m256i>(index), 4);
#else
  Lanes lanes;
  for (int i = 0; i < n_lanes; ++i) lanes[i] = table[index[i]];
  return lanes;
#endif
}
/// Eight bytes of a table that ends three bytes after the last that is asked for, or later.
inline WordLanes gathered_bytes(const std::uint8_t* table, const WordLanes& index) {
#ifdef __AVX2__
  const auto words =
      _mm256_i32gather_epi32(reinterpret_cast<const int*>(table), reinterpret_cast<__m256i>(index), 1);
  return reinterpret_cast<WordLanes>(words) & 0xffU;
#else
  WordLanes lanes;
  for (int i = 0; i < n_lanes; ++i) lanes[i] = table[index[i]];
  return lanes;
#endif
}

}  // namespace lauelith
