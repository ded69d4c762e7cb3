// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/expected_errors.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "inverse/lattice_rows.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith::inverse {
namespace {

constexpr int least_spots = 12;  // of a strain

/// Expected counts of a spot at the centre of a pixel, and what its place changes in them. Pixels are
/// integrated by the covariance of a pixel, 1/12 px², which is exact for the second moment.
struct ExpectedPixel {
  double share = 0.0;
  Eigen::Vector2d slope = Eigen::Vector2d::Zero();  ///< ∂ share/∂(x, y)
};

class ExpectedSpot {
 public:
  explicit ExpectedSpot(const forward::SpotShape& shape) {
    constexpr double pixel = 1.0 / 12.0;
    Eigen::Matrix2d S;
    S << shape.xx + pixel, shape.xy, shape.xy, shape.yy + pixel;
    inverse_ = S.inverse();
    height_ = 1.0 / (2.0 * std::numbers::pi * std::sqrt(S.determinant()));
    reach_x_ = static_cast<int>(std::ceil(5.0 * std::sqrt(S(0, 0))));
    reach_y_ = static_cast<int>(std::ceil(5.0 * std::sqrt(S(1, 1))));
  }

  template <typename Take>
  void for_each_pixel(Take take) const {
    for (int y = -reach_y_; y <= reach_y_; ++y) {
      for (int x = -reach_x_; x <= reach_x_; ++x) {
        const Eigen::Vector2d at(x, y);
        const double share = height_ * std::exp(-0.5 * at.dot(inverse_ * at));
        take(ExpectedPixel{share, share * (inverse_ * at)});
      }
    }
  }

 private:
  Eigen::Matrix2d inverse_;
  double height_ = 0.0;
  int reach_x_ = 0;
  int reach_y_ = 0;
};

double noise_variance(const SpotNoise& noise) {
  return noise.background_photons + noise.read_noise_photons * noise.read_noise_photons;
}

bool is_usable(const forward::TrueSpot& spot, const SpotNoise& noise, double least_significance) {
  return !spot.overlaps && expected_significance(spot.shape, spot.photons, noise) >= least_significance;
}

std::vector<const forward::TrueSpot*> usable_spots(const forward::TrueGrain& grain, const SpotNoise& noise,
                                                   double least_significance, std::size_t brightest) {
  std::vector<const forward::TrueSpot*> spots;
  for (const forward::TrueSpot& spot : grain.spots)
    if (is_usable(spot, noise, least_significance)) spots.push_back(&spot);
  std::stable_sort(spots.begin(), spots.end(),
                   [](const auto* a, const auto* b) { return a->photons > b->photons; });
  if (brightest > 0 && spots.size() > brightest) spots.resize(brightest);
  return spots;
}

}  // namespace

Eigen::Matrix2d centroid_covariance_px2(const forward::SpotShape& shape, double photons,
                                        const SpotNoise& noise) {
  Eigen::Matrix2d information = Eigen::Matrix2d::Zero();
  const double variance = noise_variance(noise);
  ExpectedSpot(shape).for_each_pixel([&](const ExpectedPixel& pixel) {
    const Eigen::Vector2d slope = photons * pixel.slope;
    information += slope * slope.transpose() / std::max(photons * pixel.share + variance, 1e-300);
  });
  const double floor = noise.sigma_floor_px * noise.sigma_floor_px;
  return information.inverse() + floor * Eigen::Matrix2d::Identity();
}

double expected_significance(const forward::SpotShape& shape, double photons, const SpotNoise& noise) {
  double sum = 0.0;
  ExpectedSpot(shape).for_each_pixel([&](const ExpectedPixel& pixel) { sum += pixel.share * pixel.share; });
  return photons * std::sqrt(sum / std::max(noise_variance(noise), 1e-3));
}

std::optional<ExpectedErrors> expected_errors(const forward::TrueGrain& grain,
                                              const forward::LaueSetup& setup, const SpotNoise& noise,
                                              double least_significance, std::size_t brightest) {
  const auto spots = usable_spots(grain, noise, least_significance, brightest);
  if (spots.size() < least_spots) return std::nullopt;
  const double tilt_rad = setup.beam.incidence_deg * units::deg;
  const Eigen::Matrix3d M =
      R_lab_from_sample(tilt_rad) *
      strained_reciprocal_1_A(Eigen::Matrix3d::Identity() + tensor_of(grain.strain_deviatoric_sample),
                              grain.R_sample_from_crystal, setup.table.B_1_A());
  const auto generators = lattice_generators(tilt_rad);
  Matrix8d information = Matrix8d::Zero();
  for (const forward::TrueSpot* spot : spots) {
    const SpotMatch match{0, spot->hkl, 0, Eigen::Vector3d::Zero()};
    const SpotRow row = spot_row(M, match, Peak{}, setup.detector, generators);
    const Eigen::Matrix2d C = centroid_covariance_px2(spot->shape, spot->photons, noise);
    information += row.J.transpose() * C.inverse() * row.J;
  }
  const Matrix8d covariance = information.ldlt().solve(Matrix8d::Identity());
  ExpectedErrors errors;
  errors.n_spots = static_cast<int>(spots.size());
  const auto D = deviatoric_basis();
  errors.strain_covariance_sample = D * covariance.bottomRightCorner<5, 5>() * D.transpose();
  errors.orientation_sigma_mrad = covariance.diagonal().head<3>().cwiseSqrt() / 1e-3;
  return errors;
}

}  // namespace lauelith::inverse
