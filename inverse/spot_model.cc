// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "forward/spot_shape.h"

namespace lauelith::inverse {
namespace {

/// exp for loops over many: 2^whole times a polynomial for 2^fraction, |fraction| ≤ ½ (Taylor series,
/// relative error below 2e-7); of numbers up to 85 either side.
inline float exp_of(float x) {
  const float in_twos = x * std::numbers::log2e_v<float>;
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

/// Gauss–Legendre points of a pixel along one axis: −place, (0,) +place, and their weights.
template <int n_nodes>
struct PixelRule {
  static constexpr bool has_centre = n_nodes == 3;
  static constexpr float place = has_centre ? 0.38729833F : 0.28867513F;
  static constexpr float outer = has_centre ? 5.0F / 18.0F : 0.5F;
  static constexpr float inner = has_centre ? 8.0F / 18.0F : 0.0F;
};

/// What all pixels of a spot share: [a b; b c] is the inverse covariance.
struct Gaussian {
  explicit Gaussian(const SpotParameters& spot) {
    const double determinant = spot.xx * spot.yy - spot.xy * spot.xy;
    a = static_cast<float>(spot.yy / determinant);
    b = static_cast<float>(-spot.xy / determinant);
    c = static_cast<float>(spot.xx / determinant);
    norm = static_cast<float>(0.5 * std::numbers::inv_pi / std::sqrt(determinant));
  }
  float a, b, c, norm;
};

/// Sums over the points p of a pixel: of g, g·p_x, g·p_y, g·p_x², g·p_x·p_y, g·p_y².
struct PixelSums {
  float one, x, y, xx, xy, yy;
};

/// (u, v) is the inverse covariance times the distance d of the pixel's centre from the spot's. At a point p
/// of the pixel, from its centre, the Gaussian is
///   e^(−½ dᵀ(u, v)) · e^(−p_x u − ½ a p_x²) · e^(−p_y v − ½ c p_y²) · e^(−b p_x p_y),
/// so that three exponentials serve all points. Where the first factor is below e^−85 the pixel is dark;
/// where it is not, |u|, |v| < √(170·16) px⁻¹ for any spot wider than 0.25 px, and nothing overflows.
template <int n_nodes>
struct PointSums {
  using Rule = PixelRule<n_nodes>;
  explicit PointSums(const Gaussian& spot)
      : outer_x(Rule::outer * std::exp(-0.5F * spot.a * Rule::place * Rule::place)),
        outer_y(Rule::outer * std::exp(-0.5F * spot.c * Rule::place * Rule::place)),
        same(std::exp(-spot.b * Rule::place * Rule::place)),
        other(1.0F / same) {}

  inline PixelSums of(float exponent, float u, float v) const {
    constexpr float p = Rule::place;
    const float centre = exponent > -85.0F ? exp_of(exponent > -85.0F ? exponent : -85.0F) : 0.0F;
    const float right = exp_of(std::max(-40.0F, std::min(40.0F, -p * u)));
    const float up = exp_of(std::max(-40.0F, std::min(40.0F, -p * v)));
    const float x_high = outer_x * right, x_low = outer_x / right;
    const float y_high = centre * outer_y * up, y_low = centre * outer_y / up;
    const float y_middle = centre * Rule::inner;
    const float high_high = same * x_high * y_high, low_low = same * x_low * y_low;
    const float high_low = other * x_high * y_low, low_high = other * x_low * y_high;
    const float sum_x_high = high_high + high_low + x_high * y_middle;
    const float sum_x_low = low_high + low_low + x_low * y_middle;
    const float sum_y_high = high_high + low_high + Rule::inner * y_high;
    const float sum_y_low = high_low + low_low + Rule::inner * y_low;
    return {sum_x_high + sum_x_low + Rule::inner * (y_high + y_low + y_middle),
            p * (sum_x_high - sum_x_low),
            p * (sum_y_high - sum_y_low),
            p * p * (sum_x_high + sum_x_low),
            p * p * (high_high + low_low - high_low - low_high),
            p * p * (sum_y_high + sum_y_low)};
  }

  float outer_x, outer_y;
  float same, other;  ///< e^(−b p_x p_y) where p_x and p_y have one sign, and where not
};

/// Values and derivatives; as (u, v) is linear in p, all come from the sums.
template <int n_nodes, bool with_shape>
void evaluate(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
              const SpotColumns& columns) {
  const Gaussian gaussian(spot);
  const PointSums<n_nodes> points(gaussian);
  const auto [a, b, c, norm] = gaussian;
  const float counts = norm * static_cast<float>(spot.intensity);
  const auto x0 = static_cast<float>(spot.x_px);
  const auto y0 = static_cast<float>(spot.y_px);
  const auto [share, by_x, by_y, by_xx, by_xy, by_yy] = columns;
#pragma GCC ivdep  // the columns never overlap the pixels; too many pairs for the compiler to check
  for (std::size_t i = 0; i < n; ++i) {
    const float dx = px[i] - x0;
    const float dy = py[i] - y0;
    const float u = a * dx + b * dy;
    const float v = b * dx + c * dy;
    const PixelSums sum = points.of(-0.5F * (u * dx + v * dy), u, v);
    const float moved_u = a * sum.x + b * sum.y;  // Σ g·(change of u)
    const float moved_v = b * sum.x + c * sum.y;
    share[i] = norm * sum.one;
    by_x[i] = counts * (u * sum.one + moved_u);
    by_y[i] = counts * (v * sum.one + moved_v);
    if constexpr (with_shape) {
      const float uu =
          u * (u * sum.one + 2.0F * moved_u) + a * a * sum.xx + 2.0F * a * b * sum.xy + b * b * sum.yy;
      const float uv = u * v * sum.one + u * moved_v + v * moved_u + a * b * sum.xx +
                       (a * c + b * b) * sum.xy + b * c * sum.yy;
      const float vv =
          v * (v * sum.one + 2.0F * moved_v) + b * b * sum.xx + 2.0F * b * c * sum.xy + c * c * sum.yy;
      by_xx[i] = 0.5F * counts * (uu - a * sum.one);
      by_xy[i] = counts * (uv - b * sum.one);
      by_yy[i] = 0.5F * counts * (vv - c * sum.one);
    }
  }
}

bool is_sharp(const SpotParameters& spot) {
  return forward::widths_of({spot.xx, spot.xy, spot.yy}).minor_px < 1.4;
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
