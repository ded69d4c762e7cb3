// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

namespace lauelith::inverse {

/// The cubic B-spline β³ and its derivative at the four points about a place, `fraction` (0 to 1) of the way
/// from the second to the third.
struct BSplineWeights {
  std::array<double, 4> value;
  std::array<double, 4> slope;
};
BSplineWeights b_spline_weights(double fraction);

/// How much a surface smooths: its coefficients c from the values r at the pixels, K·r being the values at
/// the pixels of the surface with coefficients r.
enum class Smoothing {
  least,   ///< c = 2r − K·r: one step from c = r towards interpolating, K·c = r
  little,  ///< c = r
  more,    ///< c = K·r
  most,    ///< c = K·K·r
};
inline constexpr std::size_t n_smoothings = 4;
/// Variance at a pixel that white noise of variance 1 in r leaves.
double noise_left(Smoothing smoothing);

/// Sums over a grid of pixels that surfaces are added to, row by row; slopes may be missing.
struct SurfaceSums {
  int cols = 0;
  int rows = 0;
  double* value = nullptr;
  double* by_x = nullptr;  ///< nullptr: values alone
  double* by_y = nullptr;
};

/// A smooth surface on a grid of pixels: Σ c_ij β³(x − i) β³(y − j) with the cubic B-spline β³. Zero outside.
/// Pinned by: SplineSurface.* (tests/inverse/spot_patches_test.cc).
class SplineSurface {
 public:
  SplineSurface() = default;
  SplineSurface(const std::vector<double>& values, int cols, int rows, Smoothing smoothing);

  struct Point {
    double value = 0.0;
    Eigen::Vector2d slope = Eigen::Vector2d::Zero();
  };
  Point at(const Eigen::Vector2d& place) const;

  /// Adds `weight` times the surface and its slopes, taken at every pixel of `to` plus `offset`: as the
  /// fraction between pixels is the same for all, the sums separate into rows and columns.
  void add_to(const SurfaceSums& to, const Eigen::Vector2d& offset, double weight) const;

 private:
  friend std::array<SplineSurface, n_smoothings> surfaces_of(const std::vector<double>& values, int cols,
                                                             int rows);
  SplineSurface(std::vector<double> coefficients, int cols, int rows)
      : coefficients_(std::move(coefficients)), cols_(cols), rows_(rows) {}

  std::vector<double> coefficients_;
  int cols_ = 0;
  int rows_ = 0;
};

/// One surface per smoothing, in their order.
std::array<SplineSurface, n_smoothings> surfaces_of(const std::vector<double>& values, int cols, int rows);

}  // namespace lauelith::inverse
