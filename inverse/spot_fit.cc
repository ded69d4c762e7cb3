// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_fit.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cassert>
#include <cmath>

#include "src/lanes.h"

namespace lauelith::inverse {
namespace {

constexpr int max_iterations = 30;
constexpr double sharpest_px = 0.25;  // no optics make a spot sharper than that
constexpr double broadest_px = 30.0;

bool is_possible(const SpotParameters& spot) {
  if (!(spot.xx > 0.0 && spot.yy > 0.0 && spot.xx * spot.yy > spot.xy * spot.xy)) return false;
  const forward::SpotWidths widths = forward::widths_of({spot.xx, spot.xy, spot.yy});
  return widths.minor_px > sharpest_px && widths.major_px < broadest_px;
}

template <int n, typename Matrix, typename Vector>
Eigen::Matrix<double, n, 1> solution_of(const Matrix& A, const Vector& b) {
  const Eigen::Matrix<double, n, n> fixed = A.template topLeftCorner<n, n>();
  const Eigen::Matrix<double, n, 1> right = b.template head<n>();
  return fixed.llt().solve(right);
}

/// x of A x = b; the sizes of a single spot are known to the compiler.
template <typename Vector, typename Matrix>
Vector solution(const Matrix& A, const Vector& b) {
  if (b.size() == 9) return solution_of<9>(A, b);
  if (b.size() == 6) return solution_of<6>(A, b);
  return A.llt().solve(b);
}

}  // namespace

SpotFitter::SpotFitter(const PixelView& pixels, const NoiseModel& noise, double noise_width)
    : pixels_(pixels), noise_(noise), weight_scale_(1.0 / (noise_width * noise_width)) {}

void SpotFitter::set_noise(double level) {
  reference_variance_ = noise_.variance(level);
  // The Poisson form needs a gain; pure read noise is the limit of a very small one.
  gain_ = std::max(noise_.gain, 1e-3 * std::sqrt(reference_variance_));
  offset_ = noise_.offset + (noise_.gain - gain_) * level;
  for (std::size_t i = 0; i < n_; ++i) as_read_[i] = gain_ * value_[i] + offset_;
}

SpotParameters SpotFitter::spot_of(const GroupStart& start, const Vector& parameters,
                                   std::size_t spot) const {
  const int first = first_column_[spot];
  SpotParameters result = start.spots[spot].spot;
  result.intensity = parameters[first];
  result.x_px = parameters[first + 1];
  result.y_px = parameters[first + 2];
  if (start.spots[spot].shape_fixed) return result;
  result.xx = parameters[first + 3];
  result.xy = parameters[first + 4];
  result.yy = parameters[first + 5];
  return result;
}

double SpotFitter::add_likelihood(const Vector& parameters) {
  const auto level = static_cast<float>(parameters[0]);
  const auto slope_x = static_cast<float>(parameters[1]);
  const auto slope_y = static_cast<float>(parameters[2]);
  for (std::size_t i = 0; i < n_; ++i) model_[i] = level + slope_x * x_[i] + slope_y * y_[i] + neighbours_[i];
  for (const int first : first_column_) {
    const auto intensity = static_cast<float>(parameters[first]);
    const float* share = column(first);
    for (std::size_t i = 0; i < n_; ++i) model_[i] += intensity * share[i];
  }
  const auto gain = static_cast<float>(gain_);
  const auto offset = static_cast<float>(offset_);
  const auto floor = static_cast<float>(noise_.floor);
  const auto scale = static_cast<float>(weight_scale_);
  for (std::size_t i = 0; i < n_; ++i) {
    const float variance = std::max(gain * model_[i] + offset, floor);
    variance_[i] = variance;
    weight_[i] = scale / variance;
    pull_[i] = (value_[i] - model_[i]) * weight_[i];
  }
  const auto n = static_cast<Eigen::Index>(n_);
  const Eigen::Map<const Eigen::ArrayXd> variance(variance_.data(), n);
  const Eigen::Map<const Eigen::ArrayXd> as_read(as_read_.data(), n);
  const double objective =
      (variance - reference_variance_ - as_read * (variance / reference_variance_).log()).sum();
  return objective * weight_scale_ / (gain_ * gain_) + add_saturated();
}

double SpotFitter::add_saturated() {
  double change = 0.0;
  for (const int index : saturated_) {
    const auto i = static_cast<std::size_t>(index);
    const double variance = variance_[i];
    const double as_read = as_read_[i];
    change -= weight_scale_ / (gain_ * gain_) *
              ((variance - reference_variance_) - as_read * std::log(variance / reference_variance_));
    const double sigma = std::sqrt(variance / weight_scale_);
    const double z = (pixels_.saturation - model_[i]) / sigma;
    const double above = 0.5 * std::erfc(z / std::sqrt(2.0));
    // Mills' ratio; beyond z = 8 by the first terms of its continued fraction.
    const double hazard =
        z < 8.0 ? std::exp(-0.5 * z * z) / (std::sqrt(2.0 * EIGEN_PI) * above) : z + 1.0 / (z + 2.0 / z);
    change -= z < 8.0 ? std::log(above) : -0.5 * z * z - std::log(hazard * std::sqrt(2.0 * EIGEN_PI));
    pull_[i] = static_cast<float>(hazard / sigma);
    weight_[i] = static_cast<float>(std::max(1e-12, hazard * (hazard - z)) / (sigma * sigma));
  }
  return change;
}

void SpotFitter::add_information(State& state) {
  state.gradient.resize(n_parameters_);
  state.information.resize(n_parameters_, n_parameters_);
  // Columns are as long as whole vectors; what is beyond the pixels must not count.
  for (int j = 0; j < n_parameters_; ++j) std::fill(column(j) + n_, column(j) + stride_, 0.0F);
  std::fill(weight_.data() + n_, weight_.data() + stride_, 0.0F);
  std::fill(pull_.data() + n_, pull_.data() + stride_, 0.0F);
  for (int j = 0; j < n_parameters_; ++j) {
    const float* column_j = column(j);
    float* weighted_j = weighted(j);
    Lanes gradient{};
    for (std::size_t i = 0; i < stride_; i += n_lanes) {
      const Lanes here = load_lanes(column_j + i);
      gradient += here * load_lanes(pull_.data() + i);
      store_lanes(weighted_j + i, here * load_lanes(weight_.data() + i));
    }
    state.gradient[j] = total(gradient);
  }
  for (int j = 0; j < n_parameters_; j += 3) {  // parameters come by threes
    for (int k = 0; k <= j; k += 3) add_products(j, k, state);
  }
}

/// Scalar products of three columns with three others, side by side in registers.
void SpotFitter::add_products(int j, int k, State& state) const {
  std::array<std::array<Lanes, 3>, 3> products{};
  const std::array<const float*, 3> one{weighted(j), weighted(j + 1), weighted(j + 2)};
  const std::array<const float*, 3> other{column(k), column(k + 1), column(k + 2)};
  for (std::size_t i = 0; i < stride_; i += n_lanes) {
    const std::array<Lanes, 3> here{load_lanes(other[0] + i), load_lanes(other[1] + i),
                                    load_lanes(other[2] + i)};
    for (std::size_t a = 0; a < 3; ++a) {
      const Lanes row = load_lanes(one[a] + i);
      for (std::size_t b = 0; b < 3; ++b) products[a][b] += row * here[b];
    }
  }
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < (j == k ? a + 1 : 3); ++b) {
      const double product = total(products[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]);
      state.information(j + a, k + b) = product;
      state.information(k + b, j + a) = product;
    }
  }
}

void SpotFitter::add_priors(const GroupStart& start, State& state) const {
  const auto add = [&state](int index, double difference, double sigma) {
    const double weight = 1.0 / (sigma * sigma);
    state.objective += 0.5 * weight * difference * difference;
    state.gradient[index] -= weight * difference;
    state.information(index, index) += weight;
  };
  add(1, state.parameters[1] - start.slope_x, start.slope_sigma);
  add(2, state.parameters[2] - start.slope_y, start.slope_sigma);
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    const SpotStart& spot = start.spots[k];
    if (spot.shape_fixed || spot.prior_sigma_px2 <= 0.0) continue;
    const int first = first_column_[k];
    add(first + 3, state.parameters[first + 3] - spot.prior.xx, spot.prior_sigma_px2);
    add(first + 4, state.parameters[first + 4] - spot.prior.xy, spot.prior_sigma_px2);
    add(first + 5, state.parameters[first + 5] - spot.prior.yy, spot.prior_sigma_px2);
  }
}

void SpotFitter::evaluate(const GroupStart& start, const Vector& parameters, State& state) {
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    SpotColumns columns;
    const int n_fitted = start.spots[k].shape_fixed ? 3 : 6;
    for (int c = 0; c < 6; ++c) {
      columns[static_cast<std::size_t>(c)] = c < n_fitted
                                                 ? column(first_column_[k] + c)
                                                 : unused_.data() + static_cast<std::size_t>(c) * stride_;
    }
    SpotParameters spot = spot_of(start, parameters, k);
    spot.x_px -= x_origin_;
    spot.y_px -= y_origin_;
    evaluate_spot(spot, x_.data(), y_.data(), n_, columns);
  }
  state.parameters = parameters;
  state.objective = add_likelihood(parameters);
  add_information(state);
  add_priors(start, state);
}

double SpotFitter::allowed_share(const GroupStart& start, const Vector& parameters,
                                 const Vector& step) const {
  double share = 1.0;
  for (const int first : first_column_) {
    const double far = std::hypot(step[first + 1], step[first + 2]);
    share = std::min(share, 1.0 / std::max(far, 1e-9));
    if (step[first] < 0.0) share = std::min(share, 0.8 * parameters[first] / std::max(-step[first], 1e-30));
  }
  share = std::max(share, 0.0);
  for (int i = 0; i < 12; ++i, share *= 0.5) {
    const Vector there = parameters + share * step;
    bool possible = true;
    for (std::size_t k = 0; k < start.spots.size(); ++k) possible &= is_possible(spot_of(start, there, k));
    if (possible) return share;
  }
  return 0.0;
}

/// Two states take turns: each has room for the largest fit, and copying that costs more than what is in it.
bool SpotFitter::iterate(const GroupStart& start, State*& state, State*& next) {
  double damping = 1e-3;
  Matrix damped(n_parameters_, n_parameters_);
  for (int iteration = 0; iteration < max_iterations; ++iteration) {
    damped = state->information;
    damped.diagonal() *= 1.0 + damping;
    damped.diagonal().array() += 1e-12;
    const Vector step = solution<Vector>(damped, state->gradient);
    if (!step.allFinite()) return false;
    const double share = allowed_share(start, state->parameters, step);
    const double decrease = state->gradient.dot(step);
    if (share == 1.0 && decrease < 0.01) {  // a tenth of a standard deviation, and that quadratically right
      state->parameters += step;
      state->objective -= 0.5 * decrease;
      return true;
    }
    if (share == 0.0) return false;
    evaluate(start, state->parameters + share * step, *next);
    if (next->objective <= state->objective) {
      std::swap(state, next);
      damping = std::max(1e-7, 0.2 * damping);
    } else {
      damping = std::max(1e-2, 8.0 * damping);
      if (damping > 1e6) return false;
    }
  }
  return false;
}

GroupFit SpotFitter::fit(const GroupStart& start) {
  assert(!start.spots.empty() && start.spots.size() <= max_spots_per_fit);
  gather_pixels(start);
  place_columns(start);
  if (n_ < static_cast<std::size_t>(n_parameters_) + 2) return {};
  add_neighbours(start);
  set_noise(start.level);
  Vector parameters(n_parameters_);
  parameters[0] = start.level;
  parameters[1] = start.slope_x;
  parameters[2] = start.slope_y;
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    const SpotParameters& spot = start.spots[k].spot;
    const int first = first_column_[k];
    parameters.segment<3>(first) << spot.intensity, spot.x_px, spot.y_px;
    if (!start.spots[k].shape_fixed) parameters.segment<3>(first + 3) << spot.xx, spot.xy, spot.yy;
  }
  State first;
  State second;
  State* state = &first;
  State* next = &second;
  evaluate(start, parameters, *state);
  const bool converged = iterate(start, state, next);
  return result_of(start, *state, converged);
}

}  // namespace lauelith::inverse
