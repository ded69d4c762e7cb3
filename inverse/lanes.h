// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace lauelith::inverse {

/// Eight floats that the compiler keeps in one vector register (two where the machine has only short ones).
using Lanes = float __attribute__((vector_size(32)));
using LaneMask = std::int32_t __attribute__((vector_size(32)));
inline constexpr int n_lanes = 8;

inline Lanes load_lanes(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
inline void store_lanes(float* to, const Lanes& lanes) { std::memcpy(to, &lanes, sizeof lanes); }

inline float total(const Lanes& lanes) {
  float sum = 0.0F;
  for (int i = 0; i < n_lanes; ++i) sum += lanes[i];
  return sum;
}
inline float largest(const Lanes& lanes) {
  float highest = lanes[0];
  for (int i = 1; i < n_lanes; ++i) highest = lanes[i] > highest ? lanes[i] : highest;
  return highest;
}
inline std::int32_t total(const LaneMask& lanes) {
  std::int32_t sum = 0;
  for (int i = 0; i < n_lanes; ++i) sum += lanes[i];
  return sum;
}

}  // namespace lauelith::inverse
