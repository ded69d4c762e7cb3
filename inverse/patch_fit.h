// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "forward/spot_shape.h"
#include "inverse/spline_surface.h"
#include "inverse/spot_patches.h"

namespace lauelith::inverse {

/// What the template of both patches has beyond the Gaussian: weighted surfaces, each with the place of the
/// spot in its own patch.
struct BeyondGaussian {
  std::array<const SplineSurface*, 2> surface{nullptr, nullptr};
  std::array<double, 2> weight{0.0, 0.0};
  std::array<Eigen::Vector2d, 2> place{Eigen::Vector2d::Zero(), Eigen::Vector2d::Zero()};
};

/// One patch while it is being fitted (spot_patches.h): scale, place and level. Works on all pixels of the
/// rectangle at once; those that cannot be used weigh nothing.
class PatchFit {
 public:
  PatchFit(const SpotPatch& patch, const forward::SpotShape& shape);

  int n_pixels() const { return n_usable_; }
  double scale() const { return state_[0]; }
  /// In the coordinates of the patch, and of the frame.
  Eigen::Vector2d place() const { return state_.segment<2>(1); }
  Eigen::Vector2d place_in_frame() const { return place() + Eigen::Vector2d(patch_.x0, patch_.y0); }
  const Eigen::Matrix4d& covariance() const { return covariance_; }
  double chi2() const { return chi2_; }

  /// Fisher scoring with Poisson weights until the place stands still; false where it does not.
  bool fit(const BeyondGaussian& beyond);
  /// What the pixels say beyond the Gaussian, per unit of scale, on the grid of the patch; 0 where unusable.
  std::vector<double> residuals();
  /// Per pixel of the grid, as the last step of the fit saw it; 0 where unusable. Where the template falls
  /// below the background, which no light does, the variance is that of half the background.
  std::vector<double> inverse_variances() const;

 private:
  struct Normal {
    Eigen::Matrix4d H = Eigen::Matrix4d::Zero();
    Eigen::Vector4d gradient = Eigen::Vector4d::Zero();
    double chi2 = 0.0;
  };
  std::size_t n_grid() const { return patch_.value.size(); }
  double least_variance() const;
  void evaluate_gaussian();
  void evaluate(const BeyondGaussian& beyond);
  Normal normal_equations() const;
  bool step(const Normal& normal, Eigen::Vector4d& before);
  float* column(std::size_t k) { return columns_.data() + k * n_padded_; }
  const float* column(std::size_t k) const { return columns_.data() + k * n_padded_; }

  const SpotPatch& patch_;
  forward::SpotShape shape_;
  std::size_t n_padded_;  ///< pixels, filled up to whole lanes with such of no weight
  int n_usable_ = 0;
  std::vector<float> x_, y_, value_, usable_;
  std::vector<float> columns_;  ///< template, ∂/∂x, ∂/∂y, each per unit of scale
  std::vector<double> sums_;    ///< of the surfaces, the same three
  Eigen::Vector4d state_;       ///< scale, x, y, level
  Eigen::Vector4d seen_;        ///< the same when the template was last evaluated
  Eigen::Matrix4d covariance_ = Eigen::Matrix4d::Zero();
  double chi2_ = 0.0;
};

}  // namespace lauelith::inverse
