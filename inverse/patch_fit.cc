// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/patch_fit.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/spot_model.h"
#include "src/lanes.h"

namespace lauelith::inverse {

using Eigen::Matrix4d;
using Eigen::Vector4d;

namespace {

constexpr std::size_t lanes_of(std::size_t n) { return (n + n_lanes - 1) / n_lanes * n_lanes; }

}  // namespace

PatchFit::PatchFit(const SpotPatch& patch, const forward::SpotShape& shape)
    : patch_(patch),
      shape_(shape),
      n_padded_(lanes_of(patch.value.size())),
      x_(n_padded_, 0.0F),
      y_(n_padded_, 0.0F),
      value_(n_padded_, 0.0F),
      usable_(n_padded_, 0.0F),
      columns_(3 * n_padded_, 0.0F) {
  for (int y = 0, i = 0; y < patch.rows; ++y) {
    for (int x = 0; x < patch.cols; ++x, ++i) {
      const auto at = static_cast<std::size_t>(i);
      x_[at] = static_cast<float>(x);
      y_[at] = static_cast<float>(y);
      if (patch.usable[at] == 0) continue;  // its value may be no number
      value_[at] = patch.value[at];
      usable_[at] = 1.0F;
      ++n_usable_;
    }
  }
  state_ << patch.spot.intensity, patch.spot.x_px - patch.x0, patch.spot.y_px - patch.y0, patch.level;
  seen_ = state_;
}

double PatchFit::least_variance() const {
  const NoiseModel& noise = patch_.noise.model;
  return std::max(noise.floor, 0.5 * noise.variance(patch_.level));
}

void PatchFit::evaluate_gaussian() {
  const SpotParameters unit{1.0, state_[1], state_[2], shape_.xx, shape_.xy, shape_.yy};
  evaluate_spot_place(unit, x_.data(), y_.data(), n_grid(), {column(0), column(1), column(2)});
  seen_ = state_;
}

void PatchFit::evaluate(const BeyondGaussian& beyond) {
  evaluate_gaussian();
  if (beyond.surface[0] == nullptr) return;
  const std::size_t n = n_grid();
  sums_.assign(3 * n, 0.0);
  const SurfaceSums to{patch_.cols, patch_.rows, sums_.data(), sums_.data() + n, sums_.data() + 2 * n};
  for (std::size_t p = 0; p < 2; ++p)
    beyond.surface[p]->add_to(to, beyond.place[p] - place(), beyond.weight[p]);
  for (std::size_t i = 0; i < n; ++i) {
    column(0)[i] += static_cast<float>(to.value[i]);
    column(1)[i] -= static_cast<float>(to.by_x[i]);
    column(2)[i] -= static_cast<float>(to.by_y[i]);
  }
}

PatchFit::Normal PatchFit::normal_equations() const {
  const auto scale = static_cast<float>(seen_[0]);
  const auto level = static_cast<float>(seen_[3]);
  const auto gain = static_cast<float>(patch_.noise.model.gain);
  const auto offset = static_cast<float>(patch_.noise.model.offset);
  const Lanes least = static_cast<float>(least_variance()) + Lanes{};
  std::array<Lanes, 10> h{};  // upper triangle, row by row
  std::array<Lanes, 4> g{};
  Lanes chi2{};
  for (std::size_t i = 0; i < n_padded_; i += n_lanes) {
    const std::array<Lanes, 3> d{load_lanes(column(0) + i), scale * load_lanes(column(1) + i),
                                 scale * load_lanes(column(2) + i)};
    const Lanes model = scale * d[0] + level;
    const Lanes variance = gain * model + offset;
    const Lanes weight = load_lanes(usable_.data() + i) / (variance > least ? variance : least);
    const Lanes residual = load_lanes(value_.data() + i) - model;
    const Lanes pull = weight * residual;
    const std::array<Lanes, 3> wd{weight * d[0], weight * d[1], weight * d[2]};
    h[0] += wd[0] * d[0];
    h[1] += wd[0] * d[1];
    h[2] += wd[0] * d[2];
    h[3] += wd[0];
    h[4] += wd[1] * d[1];
    h[5] += wd[1] * d[2];
    h[6] += wd[1];
    h[7] += wd[2] * d[2];
    h[8] += wd[2];
    h[9] += weight;
    for (std::size_t k = 0; k < d.size(); ++k) g[k] += pull * d[k];
    g[3] += pull;
    chi2 += pull * residual;
  }
  Normal normal;
  std::size_t next = 0;
  for (int row = 0; row < 4; ++row) {
    for (int col = row; col < 4; ++col)
      normal.H(row, col) = normal.H(col, row) = static_cast<double>(total(h[next++]));
    normal.gradient[row] = static_cast<double>(total(g[static_cast<std::size_t>(row)]));
  }
  normal.chi2 = static_cast<double>(total(chi2));
  return normal;
}

/// Moves the state; false where it ran away.
bool PatchFit::step(const Normal& normal, Vector4d& before) {
  const Matrix4d& H = normal.H;
  const Vector4d unit = H.diagonal().cwiseMax(1e-30).cwiseSqrt().cwiseInverse();
  const Matrix4d inverse =
      unit.asDiagonal() * Matrix4d(unit.asDiagonal() * H * unit.asDiagonal()).inverse() * unit.asDiagonal();
  Vector4d move = inverse * normal.gradient;
  if (move.dot(H * before) < 0.0) move *= 0.6;  // the template holds the patch itself: steps overshoot
  before = move;
  chi2_ = normal.chi2;
  covariance_ = patch_.noise.width * patch_.noise.width * inverse;
  if (!move.allFinite() || move.segment<2>(1).norm() > 3.0) return false;
  state_ += move;
  return state_[0] > 0.0;
}

bool PatchFit::fit(const BeyondGaussian& beyond) {
  constexpr int most_steps = 20;
  constexpr double at_rest_px = 1e-4;
  Vector4d before = Vector4d::Zero();
  for (int i = 0; i < most_steps; ++i) {
    evaluate(beyond);
    if (!step(normal_equations(), before)) return false;
    if (before.segment<2>(1).norm() < at_rest_px) return true;
  }
  return false;
}

std::vector<double> PatchFit::inverse_variances() const {
  const NoiseModel& noise = patch_.noise.model;
  const double least = least_variance();
  std::vector<double> result(n_grid());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double model = seen_[0] * column(0)[i] + seen_[3];
    result[i] = usable_[i] / std::max(noise.gain * model + noise.offset, least);
  }
  return result;
}

std::vector<double> PatchFit::residuals() {
  evaluate_gaussian();
  std::vector<double> grid(n_grid());
  for (std::size_t i = 0; i < grid.size(); ++i)
    grid[i] = usable_[i] * ((value_[i] - state_[3]) / state_[0] - column(0)[i]);
  return grid;
}

}  // namespace lauelith::inverse
