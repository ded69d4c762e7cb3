// SPDX-License-Identifier: BSD-3-Clause
#include "forward/grain_truth.h"

#include <cmath>

#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith::forward {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

using Vector9d = Eigen::Matrix<double, 9, 1>;

/// Deviatoric strain (6) and rotation vector (3) that a small gradient stands for.
Vector9d strain_and_rotation(const Matrix3d& H) {
  const Matrix3d symmetric = 0.5 * (H + H.transpose());
  Vector9d result;
  result << components_of(symmetric - symmetric.trace() / 3.0 * Matrix3d::Identity()),
      0.5 * Vector3d(H(2, 1) - H(1, 2), H(0, 2) - H(2, 0), H(1, 0) - H(0, 1));
  return result;
}

}  // namespace

void GrainTruth::add(std::size_t stretch, const StretchSpot& spot) {
  Sums& sums = sums_[stretch];
  sums.photons += spot.photons;
  sums.t_m += spot.photons * spot.t_mean_m;
  sums.tt_m2 += spot.photons * spot.t_square_m2;
}

TrueGrain GrainTruth::truth(const Matrix3d& R_sample_from_crystal, const Matrix3d& B_1_A,
                            double sine_tilt) const {
  TrueGrain grain;
  Matrix3d mean = Matrix3d::Zero();
  double path_m = 0.0;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const PathInterval& path = stretches_[i].path;
    grain.photons += sums_[i].photons;
    mean += sums_[i].photons * path.H_middle + sums_[i].t_m * path.dH_dt_1_m;
    path_m += sums_[i].photons * 0.5 * (path.t_begin_m + path.t_end_m) + sums_[i].t_m;
  }
  if (!(grain.photons > 0.0)) return grain;
  mean /= grain.photons;
  grain.depth_m = path_m / grain.photons * sine_tilt;
  Vector9d variance = Vector9d::Zero();
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Vector9d offset = strain_and_rotation(stretches_[i].path.H_middle - mean);
    const Vector9d slope = strain_and_rotation(stretches_[i].path.dH_dt_1_m);
    variance += sums_[i].photons * offset.cwiseAbs2() + 2.0 * sums_[i].t_m * offset.cwiseProduct(slope) +
                sums_[i].tt_m2 * slope.cwiseAbs2();
  }
  const Vector9d spread = (variance / grain.photons).cwiseMax(0.0).cwiseSqrt();
  grain.strain_spread = spread.head<6>();
  grain.rotation_spread_mrad = spread.tail<3>() / units::mrad;
  const LatticeState state = lattice_state(
      strained_reciprocal_1_A(Matrix3d::Identity() + mean, R_sample_from_crystal, B_1_A), B_1_A);
  grain.R_sample_from_crystal = state.R_frame_from_crystal;
  grain.strain_deviatoric_sample = components_of(state.strain_deviatoric);
  return grain;
}

}  // namespace lauelith::forward
