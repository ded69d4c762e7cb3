// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

namespace lauelith::inverse {

/// One spot as the fit knows it: integrated intensity, centre, covariance before pixel integration.
struct SpotParameters {
  double intensity = 0.0;
  double x_px = 0.0;
  double y_px = 0.0;
  double xx = 1.0;
  double xy = 0.0;
  double yy = 1.0;
};
inline constexpr std::size_t n_spot_parameters = 6;

/// Six columns of n values, in the order of the parameters.
using SpotColumns = std::array<float*, n_spot_parameters>;

/// Derivatives of the expected counts of `n` pixels (centres px, py) with respect to the six parameters. The
/// first column, ∂/∂intensity, is the share of the spot in the pixel.
///
/// Gaussian of any covariance, integrated over the pixel by Gauss–Legendre points, 3 × 3 where the minor
/// width is below 1.4 px, else 2 × 2: within 1e-3 of the highest pixel of the exact integral for minor widths
/// from 0.45 px on, 3e-4 from 0.7 px on. ∂/∂Σ_xx = ½∂²/∂x², ∂/∂Σ_xy = ∂²/∂x∂y: no derivative of the inverse
/// is needed. Pinned by: SpotModel.AgreesWithTheRenderer, SpotModel.DerivativesAreDifferences.
void evaluate_spot(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
                   const SpotColumns& columns);

/// The first three columns alone, ∂/∂intensity, ∂/∂x, ∂/∂y: the same numbers. Pinned by:
/// SpotModel.PlaceAloneIsTheSame.
void evaluate_spot_place(const SpotParameters& spot, const float* px, const float* py, std::size_t n,
                         const std::array<float*, 3>& columns);

}  // namespace lauelith::inverse
