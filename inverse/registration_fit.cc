// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/registration_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "inverse/spline_surface.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr double least_weight = 0.5;   // of the points about a place
constexpr double most_of_all = 0.999;  // all of them: at the rim, or beside gaps, shares mean something else
constexpr int fewest_points = 9;

double median_of(std::vector<double>& values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// None where slopes are what noise makes of an even field: they would look like knowledge of the place.
double trust_of(const Eigen::Matrix<double, 3, 2>& slope_mrad, double noise_mrad2) {
  constexpr double share_of_noise = 1.5;  // of the six squares, in the mean
  return std::max(0.0, 1.0 - share_of_noise * 6.0 * noise_mrad2 / (slope_mrad.squaredNorm() + 1e-12));
}

}  // namespace

RegistrationFit::RegistrationFit(const std::vector<PlacedPoint>& first,
                                 const std::vector<PlacedPoint>& second)
    : first_(first), second_(second), grid_(first), second_grid_(second), step_um_(grid_.step_um()) {
  Vector2d low = second.empty() ? Vector2d(0.0, 0.0) : second.front().place_um;
  Vector2d high = low;
  for (const PlacedPoint& point : second) {
    low = low.cwiseMin(point.place_um);
    high = high.cwiseMax(point.place_um);
  }
  centre_um_ = 0.5 * (low + high);
  arm_um_ = std::max(0.5 * (high - low).norm(), step_um_.maxCoeff());
  constexpr double turned_rad = 2.0 * units::deg;
  planes_ = rotation_planes(first, grid_);
  second_planes_ = rotation_planes(second, second_grid_);
  for (const PlacedPoint& point : second) own_share_.push_back(own_share(point));
  constexpr double sample_turned_mrad = 10.0;  // beyond the median
  prior_sigma_ << 1.0, 1.0, std::max(0.5, turned_rad * arm_um_ / step_um_.minCoeff()), 1.0, 1.0,
      sample_turned_mrad, sample_turned_mrad, sample_turned_mrad;
}

Vector2d RegistrationFit::place_um(const Parameters& p, std::size_t k) const {
  ScanRegistration there;
  there.centre_um = centre_um_;
  there.shift_um = p.head<2>().cwiseProduct(step_um_);
  there.rotation_rad = p[2] * step_um_.minCoeff() / arm_um_;
  there.drift_um = p.segment<2>(3).cwiseProduct(step_um_);
  const double last = std::max<double>(1.0, static_cast<double>(second_.size()) - 1.0);
  return there.place_in_first_um(second_[k].place_um, static_cast<double>(k) / last);
}

RegistrationFit::Terms RegistrationFit::terms_at(const Parameters& p, std::size_t k) const {
  const Vector2d place = place_um(p, k);
  const PlacedPoint& point = second_[k];
  Terms terms;
  const Vector2d cell = grid_.cell(place);
  const Vector2d whole(std::floor(cell.x()), std::floor(cell.y()));
  const BSplineWeights wx = b_spline_weights(cell.x() - whole.x());
  const BSplineWeights wy = b_spline_weights(cell.y() - whole.y());
  double weight = 0.0;
  double with_plane = 0.0;
  Vector3d rotation = Vector3d::Zero();
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < 4; ++i) {
      const int index = grid_.at(static_cast<int>(whole.x()) + i - 1, static_cast<int>(whole.y()) + j - 1);
      if (index < 0 || first_[static_cast<std::size_t>(index)].label < 0) continue;
      const auto a = static_cast<std::size_t>(i);
      const auto b = static_cast<std::size_t>(j);
      const double share = wx.value[a] * wy.value[b];
      weight += share;
      const PlacedPoint& there = first_[static_cast<std::size_t>(index)];
      if (there.label != point.label) continue;
      terms.same_grain += share;
      terms.same_slope += Eigen::RowVector2d(wx.slope[a] * wy.value[b], wx.value[a] * wy.slope[b]);
      const RotationPlane& plane = planes_[static_cast<std::size_t>(index)];
      if (!plane.is_known) continue;
      with_plane += share;
      const Vector2d from_there = (place - there.place_um).cwiseQuotient(step_um_);
      rotation += share * (plane.value_mrad + plane.slope_mrad * from_there);
      terms.slope_mrad += share * plane.slope_mrad;
      terms.slope_noise_mrad2 += share * plane.slope_noise_mrad2;
    }
  }
  terms.is_on_map = weight > most_of_all;
  terms.has_rotation = terms.is_on_map && with_plane > least_weight && second_planes_[k].is_known;
  if (!terms.has_rotation) return terms;
  terms.turned_mrad = second_planes_[k].value_mrad - rotation / with_plane;
  terms.slope_mrad /= with_plane;
  terms.slope_noise_mrad2 /= with_plane;
  return terms;
}

/// What terms_at gives at a point, of the second map itself; −1 at the rim of the map.
double RegistrationFit::own_share(const PlacedPoint& point) const {
  const Vector2d cell = second_grid_.cell(point.place_um);
  const BSplineWeights w = b_spline_weights(0.0);
  double weight = 0.0;
  double same = 0.0;
  for (int j = 0; j < 3; ++j) {
    for (int i = 0; i < 3; ++i) {
      const int index = second_grid_.at(static_cast<int>(std::lround(cell.x())) + i - 1,
                                        static_cast<int>(std::lround(cell.y())) + j - 1);
      if (index < 0 || second_[static_cast<std::size_t>(index)].label < 0) continue;
      const double share = w.value[static_cast<std::size_t>(i)] * w.value[static_cast<std::size_t>(j)];
      weight += share;
      same += second_[static_cast<std::size_t>(index)].label == point.label ? share : 0.0;
    }
  }
  return weight > most_of_all ? same : -1.0;
}

/// Share of the points that lie on the map whose grain is the nearest point's.
double RegistrationFit::agreement_at(const Parameters& p) const {
  std::size_t n = 0;
  std::size_t n_same = 0;
  std::size_t n_labelled = 0;
  for (std::size_t k = 0; k < second_.size(); ++k) {
    if (second_[k].label < 0) continue;
    ++n_labelled;
    const int i = grid_.nearest(place_um(p, k));
    if (i < 0 || first_[static_cast<std::size_t>(i)].label < 0) continue;
    ++n;
    n_same += first_[static_cast<std::size_t>(i)].label == second_[k].label ? 1 : 0;
  }
  // Less than half of the scan on the map says nothing.
  if (2 * n < n_labelled || n == 0) return 0.0;
  return static_cast<double>(n_same) / static_cast<double>(n);
}

Vector2d RegistrationFit::best_whole_steps() const {
  constexpr int farthest = 20;
  const int reach_x = std::min(farthest, grid_.n_x() / 3);
  const int reach_y = std::min(farthest, grid_.n_y() / 3);
  Vector2d best = Vector2d::Zero();
  Parameters p = Parameters::Zero();
  // Elsewhere must be better by more than chance to be believed against the stage.
  double most = agreement_at(p) + 2.0 / std::sqrt(static_cast<double>(second_.size()) + 1.0) * 0.1;
  for (int y = -reach_y; y <= reach_y; ++y) {
    for (int x = -reach_x; x <= reach_x; ++x) {
      p.head<2>() = Vector2d(x, y);
      const double here = agreement_at(p);
      const bool nearer = here == most && p.head<2>().norm() < best.norm();
      if (here <= most && !nearer) continue;
      most = here;
      best = p.head<2>();
    }
  }
  return best;
}

void RegistrationFit::measure_scatter(const Parameters& p) {
  std::array<std::vector<double>, 3> rotations;
  double squares = 0.0;
  double n = 0.0;
  for (std::size_t k = 0; k < second_.size(); ++k) {
    if (second_[k].label < 0) continue;
    const Terms terms = terms_at(p, k);
    if (!terms.is_on_map) continue;
    if (own_share_[k] >= 0.0 && terms.same_slope.norm() > 0.01) {  // inside a grain there is nothing to see
      squares += std::pow(own_share_[k] - terms.same_grain, 2);
      n += 1.0;
    }
    if (!terms.has_rotation) continue;
    for (std::size_t c = 0; c < 3; ++c)
      rotations[c].push_back(std::abs(terms.turned_mrad[static_cast<int>(c)] - p[5 + static_cast<int>(c)]));
  }
  // Points along a boundary share its rounding to the grid: about six are worth one.
  share_scatter_ = n > 0.0 ? 2.5 * std::max(0.05, std::sqrt(squares / n)) : 1.0;
  if (rotations[0].empty()) return;
  double spread = 0.0;
  for (std::size_t c = 0; c < 3; ++c) {
    spread = std::max(spread, 1.4826 * median_of(rotations[c]));
  }
  rotation_scatter_mrad_ = std::max(spread, 0.01);
}

/// Adds a point's share to the normal equations.
void RegistrationFit::add_point(const Parameters& p, std::size_t k, Information& N, Parameters& gradient) {
  const PlacedPoint& point = second_[k];
  if (point.label < 0) return;
  const Terms terms = terms_at(p, k);
  if (!terms.is_on_map) return;
  Eigen::Matrix<double, 2, n_parameters> moves;  // of the place, in steps
  for (int j = 0; j < n_parameters; ++j) {
    const Parameters step = 0.5 * Parameters::Unit(j);
    moves.col(j) = (place_um(p + step, k) - place_um(p - step, k)).cwiseQuotient(step_um_);
  }
  Eigen::Matrix<double, 4, 2> slope;
  slope << terms.same_slope, terms.slope_mrad;
  Eigen::Vector4d residual;
  residual << own_share_[k] - terms.same_grain, terms.turned_mrad - p.tail<3>();
  if (own_share_[k] < 0.0) slope.row(0).setZero();
  for (int row = 0; row < (terms.has_rotation ? 4 : 1); ++row) {
    const double scatter = row == 0 ? share_scatter_ : rotation_scatter_mrad_;
    const double r = residual[row] / scatter;
    // The points of a plane are worth one.
    const double trust =
        row == 0 ? 1.0
                 : trust_of(terms.slope_mrad, terms.slope_noise_mrad2) / std::pow(RotationPlane::side, 2);
    const double weight = trust / (1.0 + r * r / 9.0) / (scatter * scatter);
    Eigen::Matrix<double, 1, n_parameters> J = slope.row(row) * moves;
    if (row > 0) J[4 + row] = 1.0;
    N += weight * J.transpose() * J;
    gradient += weight * J.transpose() * residual[row];
    if (row > 0) noise_ += weight * terms.slope_noise_mrad2 * moves.transpose() * moves;
  }
}

RegistrationFit::Parameters RegistrationFit::settle(const Parameters& start, Information& N) {
  constexpr int most_steps = 30;
  const Information prior = prior_sigma_.cwiseAbs2().cwiseInverse().asDiagonal();
  Parameters p = start;
  for (int i = 0; i < most_steps; ++i) {
    measure_scatter(p);
    N = prior;
    noise_.setZero();
    Parameters gradient = prior * (start_ - p);
    for (std::size_t k = 0; k < second_.size(); ++k) add_point(p, k, N, gradient);
    Parameters step = N.ldlt().solve(gradient);
    const double longest = step.head<5>().cwiseAbs().maxCoeff();
    if (longest > 0.5) step *= 0.5 / longest;
    p += step;
    if (longest < 1e-3) break;
  }
  return p;
}

void RegistrationFit::report(const Parameters& p, const Information& N,
                             ScanRegistration& registration) const {
  constexpr double known = 0.5;  // of the prior's standard deviation is left, at most
  const Information covariance = N.inverse();
  registration.centre_um = centre_um_;
  registration.shift_um = p.head<2>().cwiseProduct(step_um_);
  registration.rotation_rad = p[2] * step_um_.minCoeff() / arm_um_;
  registration.drift_um = p.segment<2>(3).cwiseProduct(step_um_);
  registration.shift_sigma_um = covariance.diagonal().head<2>().cwiseSqrt().cwiseProduct(step_um_);
  registration.agreement = agreement_at(p);
  double variance = 0.0;
  std::array<bool, 2> located{false, false};
  for (int axis = 0; axis < 2; ++axis) {
    // Slopes of noise look like knowledge.
    const bool is_noise = N(axis, axis) < 4.0 * noise_(axis, axis);
    if (is_noise || std::sqrt(covariance(axis, axis)) > known * prior_sigma_[axis]) continue;
    located[static_cast<std::size_t>(axis)] = registration.located = true;
    variance = std::max(variance, covariance(axis, axis));
  }
  registration.error_steps = std::sqrt(variance);
  for (int axis = 0; axis < 2; ++axis) {
    if (located[static_cast<std::size_t>(axis)]) continue;
    registration.shift_um[axis] = start_[axis] * step_um_[axis];
    registration.shift_sigma_um[axis] = prior_sigma_[axis] * step_um_[axis];
    registration.drift_um[axis] = 0.0;
  }
  if (!registration.located) registration.rotation_rad = 0.0;
}

void RegistrationFit::run(ScanRegistration& registration) {
  start_.head<2>() = best_whole_steps();
  Information N = prior_sigma_.cwiseAbs2().cwiseInverse().asDiagonal();
  Parameters p = start_;
  if (static_cast<int>(second_.size()) >= fewest_points) p = settle(start_, N);
  report(p, N, registration);
}

}  // namespace lauelith::inverse
