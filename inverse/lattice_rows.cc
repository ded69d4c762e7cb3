// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/lattice_rows.h"

#include <Eigen/Geometry>
#include <cmath>

#include "forward/spot_prediction.h"
#include "src/frames.h"
#include "src/rotation.h"

namespace lauelith::inverse {

using Eigen::Matrix2d;
using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

Eigen::Matrix<double, 6, 5> deviatoric_basis() {
  const double r2 = std::sqrt(0.5);
  const double r6 = std::sqrt(1.0 / 6.0);
  Eigen::Matrix<double, 6, 5> basis = Eigen::Matrix<double, 6, 5>::Zero();
  basis.col(0).head<3>() << r2, -r2, 0.0;
  basis.col(1).head<3>() << -r6, -r6, 2.0 * r6;
  basis(3, 2) = basis(4, 3) = basis(5, 4) = r2;  // off-diagonal components appear twice in the tensor
  return basis;
}

std::array<Matrix3d, 8> lattice_generators(double sample_tilt_rad) {
  const Matrix3d L = R_lab_from_sample(sample_tilt_rad);
  const auto basis = deviatoric_basis();
  std::array<Matrix3d, 8> g;
  for (int k = 0; k < 3; ++k) {
    Matrix3d W;
    const Vector3d axis = Vector3d::Unit(k);
    W << 0, -axis.z(), axis.y(), axis.z(), 0, -axis.x(), -axis.y(), axis.x(), 0;
    g[static_cast<std::size_t>(k)] = L * W * L.transpose();
  }
  for (int k = 0; k < 5; ++k)
    g[static_cast<std::size_t>(3 + k)] = L * tensor_of(basis.col(k)) * L.transpose();
  return g;
}

SpotRow spot_row(const Matrix3d& M_lab_1_A, const SpotMatch& match, const Peak& peak,
                 const Detector& detector, const std::array<Matrix3d, 8>& generators) {
  const forward::SpotPosition spot = forward::spot_position(detector, M_lab_1_A, match.hkl, match.source_m);
  SpotRow row;
  row.calculated_px = spot.px;
  row.residual = Vector2d(peak.x_px, peak.y_px) - spot.px;
  for (int k = 0; k < 8; ++k) {
    const Matrix3d& g = generators[static_cast<std::size_t>(k)];
    row.J.col(k) = -spot.d_px_d_G * (g.transpose() * spot.G_lab_1_A);
  }
  return row;
}

Matrix2d position_covariance(const Peak& peak, const Detector& detector) {
  const double floor = detector.sigma_floor_px * detector.sigma_floor_px;
  Matrix2d C;
  C << peak.x_sigma_px * peak.x_sigma_px + floor, peak.xy_covariance_px2, peak.xy_covariance_px2,
      peak.y_sigma_px * peak.y_sigma_px + floor;
  return C;
}

MovablePanel::MovablePanel(const Detector& like) : like_(like) {
  const FiveParameterView view = five_parameters(like);
  five_ = view.five;
  beam_rotation_rad_ = view.beam_rotation_rad;
}

Detector MovablePanel::at(const FiveParameters& five) const {
  Detector panel = placed(like_, five);
  const Matrix3d back = Eigen::AngleAxisd(-beam_rotation_rad_, Vector3d::UnitY()).toRotationMatrix();
  panel.origin_m = back * panel.origin_m;
  panel.fast = back * panel.fast;
  panel.slow = back * panel.slow;
  return panel;
}

FiveParameters moved(FiveParameters five, const Vector5d& step) {
  five.distance_mm += step[0];
  five.xcen_px += step[1];
  five.ycen_px += step[2];
  five.xbet_deg += step[3];
  five.xgam_deg += step[4];
  return five;
}

namespace {

const Vector5d panel_steps(1e-3, 1e-2, 1e-2, 1e-3, 1e-3);

Detector without_mask(Detector detector) {
  detector.mask.clear();
  return detector;
}

}  // namespace

PanelDerivatives::PanelDerivatives(const MovablePanel& panel, const FiveParameters& five) {
  for (std::size_t k = 0; k < 5; ++k) {
    const auto i = static_cast<int>(k);
    const Vector5d step = panel_steps[i] * Vector5d::Unit(i);
    forward_[k] = without_mask(panel.at(moved(five, step)));
    backward_[k] = without_mask(panel.at(moved(five, -step)));
  }
}

PanelJacobian PanelDerivatives::of(const Matrix3d& M_lab_1_A, const SpotMatch& match) const {
  const auto position = [&](const Detector& detector) {
    return forward::spot_position(detector, M_lab_1_A, match.hkl, match.source_m).px;
  };
  PanelJacobian J;
  for (std::size_t k = 0; k < 5; ++k) {
    const auto i = static_cast<int>(k);
    J.col(i) = (position(forward_[k]) - position(backward_[k])) / (2.0 * panel_steps[i]);
  }
  return J;
}

}  // namespace lauelith::inverse
