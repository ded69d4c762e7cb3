// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_patches.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "forward/spot_shape.h"
#include "inverse/spline_surface.h"

namespace lauelith::inverse {

using Eigen::Matrix4d;
using Eigen::Vector2d;
using Eigen::Vector4d;

namespace {

/// One patch while it is being fitted: scale, place and level, and the template at its pixels.
class PatchFit {
 public:
  PatchFit(const SpotPatch& patch, const forward::SpotShape& shape) : patch_(patch), shape_(shape) {
    for (int y = 0; y < patch.rows; ++y) {
      for (int x = 0; x < patch.cols; ++x) {
        const auto i = static_cast<std::size_t>(y * patch.cols + x);
        if (patch.usable[i] == 0) continue;
        x_.push_back(static_cast<float>(x));
        y_.push_back(static_cast<float>(y));
        value_.push_back(patch.value[i]);
      }
    }
    state_ << patch.spot.intensity, patch.spot.x_px - patch.x0, patch.spot.y_px - patch.y0, patch.level;
    columns_.resize(n_spot_parameters * x_.size());
  }

  std::size_t n_pixels() const { return x_.size(); }
  double scale() const { return state_[0]; }
  /// In the coordinates of the patch, and of the frame.
  Vector2d place() const { return state_.segment<2>(1); }
  Vector2d place_in_frame() const { return place() + Vector2d(patch_.x0, patch_.y0); }
  const Matrix4d& covariance() const { return covariance_; }
  double chi2() const { return chi2_; }

  bool fit(const std::array<const SplineSurface*, 2>& beyond, const std::array<double, 2>& weights,
           const std::array<Vector2d, 2>& places);
  /// What the pixels say beyond the Gaussian, per unit of scale, on the grid of the patch; 0 where unusable.
  std::vector<double> residuals();
  /// Where the template falls below the background, which no light does: that of half the background.
  double variance(std::size_t i) const {
    const NoiseModel& noise = patch_.noise.model;
    return std::max(noise.variance(model_[i]), 0.5 * noise.variance(patch_.level));
  }
  Vector2d pixel(std::size_t i) const { return {x_[i], y_[i]}; }

 private:
  void evaluate_gaussian();
  void evaluate(const std::array<const SplineSurface*, 2>& beyond, const std::array<double, 2>& weights,
                const std::array<Vector2d, 2>& places);
  const float* column(std::size_t k) const { return columns_.data() + k * x_.size(); }

  const SpotPatch& patch_;
  forward::SpotShape shape_;
  std::vector<float> x_, y_, value_;
  std::vector<float> columns_;
  std::vector<double> template_, by_x_, by_y_, model_;
  Vector4d state_;  ///< scale, x, y, level
  Matrix4d covariance_ = Matrix4d::Zero();
  double chi2_ = 0.0;
};

void PatchFit::evaluate_gaussian() {
  const SpotParameters unit{1.0, state_[1], state_[2], shape_.xx, shape_.xy, shape_.yy};
  SpotColumns columns;
  for (std::size_t k = 0; k < n_spot_parameters; ++k) columns[k] = columns_.data() + k * x_.size();
  evaluate_spot(unit, x_.data(), y_.data(), x_.size(), columns);
  template_.assign(column(0), column(0) + x_.size());
  by_x_.assign(column(1), column(1) + x_.size());
  by_y_.assign(column(2), column(2) + x_.size());
}

void PatchFit::evaluate(const std::array<const SplineSurface*, 2>& beyond,
                        const std::array<double, 2>& weights, const std::array<Vector2d, 2>& places) {
  evaluate_gaussian();
  for (std::size_t p = 0; p < 2; ++p) {
    if (beyond[p] == nullptr || weights[p] == 0.0) continue;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const auto spline = beyond[p]->at(pixel(i) - place() + places[p]);
      template_[i] += weights[p] * spline.value;
      by_x_[i] -= weights[p] * spline.slope.x();
      by_y_[i] -= weights[p] * spline.slope.y();
    }
  }
  model_.resize(x_.size());
  for (std::size_t i = 0; i < x_.size(); ++i) model_[i] = state_[0] * template_[i] + state_[3];
}

bool PatchFit::fit(const std::array<const SplineSurface*, 2>& beyond, const std::array<double, 2>& weights,
                   const std::array<Vector2d, 2>& places) {
  constexpr int most_steps = 20;
  Vector4d before = Vector4d::Zero();
  const double width2 = patch_.noise.width * patch_.noise.width;
  for (int step = 0; step < most_steps; ++step) {
    evaluate(beyond, weights, places);
    Matrix4d H = Matrix4d::Zero();
    Vector4d gradient = Vector4d::Zero();
    chi2_ = 0.0;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const Vector4d d(template_[i], state_[0] * by_x_[i], state_[0] * by_y_[i], 1.0);
      const double weight = 1.0 / variance(i);
      const double residual = value_[i] - model_[i];
      H.noalias() += weight * d * d.transpose();
      gradient.noalias() += weight * residual * d;
      chi2_ += weight * residual * residual;
    }
    const Vector4d scale = H.diagonal().cwiseMax(1e-30).cwiseSqrt().cwiseInverse();
    const Matrix4d inverse = scale.asDiagonal() *
                             Matrix4d(scale.asDiagonal() * H * scale.asDiagonal()).inverse() *
                             scale.asDiagonal();
    Vector4d move = inverse * gradient;
    if (move.dot(H * before) < 0.0) move *= 0.6;  // the template holds the patch itself: steps overshoot
    before = move;
    covariance_ = width2 * inverse;
    if (!move.allFinite() || move.segment<2>(1).norm() > 3.0) return false;
    state_ += move;
    if (!(state_[0] > 0.0)) return false;
    if (move.segment<2>(1).norm() < 1e-4) return true;
  }
  return false;
}

std::vector<double> PatchFit::residuals() {
  evaluate_gaussian();
  std::vector<double> grid(static_cast<std::size_t>(patch_.cols * patch_.rows), 0.0);
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const auto at = static_cast<std::size_t>(static_cast<int>(y_[i]) * patch_.cols + static_cast<int>(x_[i]));
    grid[at] = (value_[i] - state_[3]) / state_[0] - template_[i];
  }
  return grid;
}

/// Both patches and the template that they share.
class PairFit {
 public:
  PairFit(const SpotPatch& first, const SpotPatch& second)
      : first_(first), second_(second), shape_(mean_shape()), fits_{{{first, shape_}, {second, shape_}}} {}

  PatchShift run();

 private:
  forward::SpotShape mean_shape() const;
  bool fit_both();
  void make_template();
  void make_surfaces(Smoothing smoothing);
  double power() const;
  Vector2d shift() const { return fits_[1].place_in_frame() - fits_[0].place_in_frame(); }
  PatchShift result() const;

  const SpotPatch& first_;
  const SpotPatch& second_;
  forward::SpotShape shape_;
  std::array<PatchFit, 2> fits_;
  std::array<SplineSurface, 2> beyond_;
  std::array<double, 2> weights_{0.0, 0.0};
  std::array<Vector2d, 2> places_{Vector2d::Zero(), Vector2d::Zero()};
  double lambda_ = 0.0;
};

forward::SpotShape PairFit::mean_shape() const {
  const SpotParameters& a = first_.spot;
  const SpotParameters& b = second_.spot;
  const double share = a.intensity / (a.intensity + b.intensity);
  const auto mean = [share](double of_a, double of_b) { return share * of_a + (1.0 - share) * of_b; };
  return {mean(a.xx, b.xx), mean(a.xy, b.xy), mean(a.yy, b.yy)};
}

bool PairFit::fit_both() {
  std::array<const SplineSurface*, 2> beyond{nullptr, nullptr};
  if (lambda_ > 0.0) beyond = {&beyond_[0], &beyond_[1]};
  return fits_[0].fit(beyond, weights_, places_) && fits_[1].fit(beyond, weights_, places_);
}

/// Σ (mean residual)²/variance, as the surfaces give it, over the pixels of the first patch.
double PairFit::power() const {
  const double total = fits_[0].scale() + fits_[1].scale();
  double sum = 0.0;
  for (std::size_t i = 0; i < fits_[0].n_pixels(); ++i) {
    const Vector2d v = fits_[0].pixel(i) - fits_[0].place();
    double mean = 0.0;
    for (std::size_t p = 0; p < 2; ++p) mean += fits_[p].scale() * beyond_[p].at(v + fits_[p].place()).value;
    // Both patches look alike: of the second the variance is that of the first, in proportion.
    sum += mean * mean / (fits_[0].variance(i) * total / fits_[0].scale());
  }
  return sum;
}

void PairFit::make_surfaces(Smoothing smoothing) {
  const std::array<const SpotPatch*, 2> patches{&first_, &second_};
  for (std::size_t p = 0; p < 2; ++p)
    beyond_[p] = SplineSurface(fits_[p].residuals(), patches[p]->cols, patches[p]->rows, smoothing);
}

void PairFit::make_template() {
  Smoothing best = Smoothing::least;
  double best_gain = 0.0;
  lambda_ = 0.0;
  for (const Smoothing smoothing : {Smoothing::least, Smoothing::little, Smoothing::more, Smoothing::most}) {
    make_surfaces(smoothing);
    const double noise = noise_left(smoothing) * static_cast<double>(fits_[0].n_pixels());
    const double seen = power();
    if (seen - 6.0 * noise <= best_gain) continue;
    best_gain = seen - 6.0 * noise;
    best = smoothing;
    lambda_ = 1.0 - noise / seen;
  }
  make_surfaces(best);
  const double total = fits_[0].scale() + fits_[1].scale();
  for (std::size_t p = 0; p < 2; ++p) {
    places_[p] = fits_[p].place();
    weights_[p] = lambda_ * fits_[p].scale() / total;
  }
}

PatchShift PairFit::run() {
  constexpr int most_rounds = 8;
  if (std::min(fits_[0].n_pixels(), fits_[1].n_pixels()) < 20 || !fit_both()) return {};
  for (int round = 0; round < most_rounds; ++round) {
    const Vector2d before = shift();
    make_template();
    if (lambda_ == 0.0 && round == 0) break;
    if (!fit_both()) return {};
    if ((shift() - before).norm() < 2e-4) break;
  }
  return result();
}

PatchShift PairFit::result() const {
  PatchShift result;
  result.converged = true;
  result.shift_px = shift();
  result.share_beyond_gaussian = lambda_;
  double chi2 = 0.0;
  double n = 0.0;
  for (const PatchFit& fit : fits_) {
    chi2 += fit.chi2();
    n += static_cast<double>(fit.n_pixels()) - 4.0;
    // Faint spots: as in the fit of peaks.
    const double significance2 = fit.scale() * fit.scale() / std::max(fit.covariance()(0, 0), 1e-30);
    result.covariance_px2 += (1.0 + 4.0 / std::max(significance2, 4.0)) * fit.covariance().block<2, 2>(1, 1);
  }
  result.chi2_per_degree = chi2 / n;
  if (result.chi2_per_degree > 1.0 + 4.0 * std::sqrt(2.0 / n))
    result.covariance_px2 *= result.chi2_per_degree;
  return result;
}

}  // namespace

PatchShift patch_shift(const SpotPatch& first, const SpotPatch& second) {
  if (!(first.spot.intensity > 0.0) || !(second.spot.intensity > 0.0)) return {};
  return PairFit(first, second).run();
}

}  // namespace lauelith::inverse
