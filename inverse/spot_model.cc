// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_model.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "forward/spot_shape.h"

namespace lauelith::inverse {
namespace {

/// exp of a number ≤ 0 for loops over many: 2^whole times a polynomial for 2^fraction, |fraction| ≤ ½ (Taylor
/// series, relative error below 2e-7). Below −80 it stays at e^−80.
inline float exp_of_negative(float x) {
  const float in_twos = (x > -80.0F ? x : -80.0F) * std::numbers::log2e_v<float>;
  const float whole = std::floor(in_twos + 0.5F);
  const float f = (in_twos - whole) * std::numbers::ln2_v<float>;
  float series = 1.0F / 720.0F;
  series = series * f + 1.0F / 120.0F;
  series = series * f + 1.0F / 24.0F;
  series = series * f + 1.0F / 6.0F;
  series = series * f + 0.5F;
  series = series * f + 1.0F;
  series = series * f + 1.0F;
  const std::int32_t exponent = (static_cast<std::int32_t>(whole) + 127) << 23;
  return series * std::bit_cast<float>(exponent);
}

/// Gauss–Legendre points of a pixel, from its centre, and their weights.
template <int n>
constexpr float node(int i) {
  constexpr float place = n == 2 ? 0.28867513F : 0.38729833F;
  return n == 2 ? (i == 0 ? -place : place) : static_cast<float>(i - 1) * place;
}
template <int n>
constexpr float node_weight(int i) {
  return n == 2 ? 0.5F : (i == 1 ? 8.0F / 18.0F : 5.0F / 18.0F);
}

/// [a b; b c] is the inverse covariance, (u, v) that matrix times the distance from the centre; the sums of
/// g, g·u, g·v, g·u², g·u·v, g·v² over the points of a pixel give the value and all derivatives.
template <int n_nodes, bool with_shape>
void evaluate(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
              const SpotColumns& columns) {
  const double determinant = spot.xx * spot.yy - spot.xy * spot.xy;
  const auto a = static_cast<float>(spot.yy / determinant);
  const auto b = static_cast<float>(-spot.xy / determinant);
  const auto c = static_cast<float>(spot.xx / determinant);
  const auto norm = static_cast<float>(0.5 * std::numbers::inv_pi / std::sqrt(determinant));
  const auto intensity = static_cast<float>(spot.intensity);
  const auto x0 = static_cast<float>(spot.x_px);
  const auto y0 = static_cast<float>(spot.y_px);
  float* share = columns[0];
  float* by_x = columns[1];
  float* by_y = columns[2];
  float* by_xx = columns[3];
  float* by_xy = columns[4];
  float* by_yy = columns[5];
#pragma GCC ivdep  // the columns never overlap the pixels; too many pairs for the compiler to check
  for (std::size_t i = 0; i < n; ++i) {
    float sum = 0.0F;
    float sum_u = 0.0F;
    float sum_v = 0.0F;
    float sum_uu = 0.0F;
    float sum_uv = 0.0F;
    float sum_vv = 0.0F;
#pragma GCC unroll 3
    for (int j = 0; j < n_nodes; ++j) {
      const float dy = py[i] + node<n_nodes>(j) - y0;
#pragma GCC unroll 3
      for (int k = 0; k < n_nodes; ++k) {
        const float dx = px[i] + node<n_nodes>(k) - x0;
        const float u = a * dx + b * dy;
        const float v = b * dx + c * dy;
        const float g =
            node_weight<n_nodes>(j) * node_weight<n_nodes>(k) * exp_of_negative(-0.5F * (u * dx + v * dy));
        sum += g;
        sum_u += g * u;
        sum_v += g * v;
        if constexpr (with_shape) {
          sum_uu += g * u * u;
          sum_uv += g * u * v;
          sum_vv += g * v * v;
        }
      }
    }
    const float counts = norm * intensity;
    share[i] = norm * sum;
    by_x[i] = counts * sum_u;
    by_y[i] = counts * sum_v;
    if constexpr (with_shape) {
      by_xx[i] = 0.5F * counts * (sum_uu - a * sum);
      by_xy[i] = counts * (sum_uv - b * sum);
      by_yy[i] = 0.5F * counts * (sum_vv - c * sum);
    }
  }
}

bool is_sharp(const SpotParameters& spot) {
  return forward::axes_of({spot.xx, spot.xy, spot.yy}).sigma_minor_px < 1.4;
}

}  // namespace

void evaluate_spot(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
                   const SpotColumns& columns) {
  if (is_sharp(spot)) {
    evaluate<3, true>(spot, px, py, n, columns);
  } else {
    evaluate<2, true>(spot, px, py, n, columns);
  }
}

void evaluate_spot_place(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
                         const std::array<float*, 3>& columns) {
  const SpotColumns three{columns[0], columns[1], columns[2], nullptr, nullptr, nullptr};
  if (is_sharp(spot)) {
    evaluate<3, false>(spot, px, py, n, three);
  } else {
    evaluate<2, false>(spot, px, py, n, three);
  }
}

}  // namespace lauelith::inverse
