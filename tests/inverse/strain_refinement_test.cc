// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/strain_refinement.h"

#include <gtest/gtest.h>

#include <limits>

#include "forward/spot_prediction.h"
#include "src/frames.h"
#include "src/units.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

struct LinkedPeaks {
  std::vector<Peak> peaks;
  std::vector<SpotMatch> matches;
};

/// A peak for every spot, off by `scatter_px` per axis, which claims to be good to `stated_px`.
LinkedPeaks scattered(const std::vector<forward::PredictedSpot>& spots, double scatter_px, double stated_px,
                      std::mt19937_64& random) {
  std::normal_distribution<double> noise(0.0, scatter_px);
  LinkedPeaks linked;
  for (const auto& spot : spots) {
    Peak peak;
    peak.x_px = spot.px.x() + noise(random);
    peak.y_px = spot.px.y() + noise(random);
    peak.x_sigma_px = peak.y_sigma_px = stated_px;
    linked.matches.push_back({static_cast<int>(linked.peaks.size()), spot.hkl, spot.direction});
    linked.peaks.push_back(peak);
  }
  return linked;
}

TEST(StrainRefinement, BasisIsOrthonormalAndTraceFree) {
  const auto basis = deviatoric_basis();
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(tensor_of(basis.col(i)).trace(), 0.0, 1e-15);
    for (int j = 0; j < 5; ++j) {
      const double product = (tensor_of(basis.col(i)) * tensor_of(basis.col(j))).trace();
      EXPECT_NEAR(product, i == j ? 1.0 : 0.0, 1e-15);
    }
  }
}

// Scatter that the peaks' own errors do not explain must end up in the error bars.
TEST(StrainRefinement, ExtraScatterIsSeen) {
  const auto setup = synthetic::setup("LLZO", synthetic::Camera::pilatus_140mm);
  std::mt19937_64 random(9);
  const auto grain = synthetic::random_grain(setup, 5e-4, random);
  auto [peaks, matches] = scattered(forward::predict_spots(setup, grain.M_lab_1_A, 2000), 0.2, 0.02, random);
  RefinementOptions options;
  options.robust = false;
  const auto refined =
      refine_lattice(grain.M_lab_1_A, matches, peaks, setup.detector, 45.0 * units::deg, options);
  ASSERT_TRUE(refined.converged);
  EXPECT_NEAR(refined.tau_px, 0.2, 0.06);
  EXPECT_NEAR(refined.reduced_chi_squared, 1.0, 0.01);
}

// One error that is no number must not cost the lattice: then the scatter itself is the unit.
TEST(StrainRefinement, AnErrorThatIsNoNumberIsUnknown) {
  const auto setup = synthetic::setup("LLZO", synthetic::Camera::pilatus_140mm);
  std::mt19937_64 random(10);
  const auto grain = synthetic::random_grain(setup, 5e-4, random);
  auto [peaks, matches] = scattered(forward::predict_spots(setup, grain.M_lab_1_A, 500), 0.02, 0.02, random);
  peaks[7].y_sigma_px = std::numeric_limits<double>::quiet_NaN();
  const auto refined = refine_lattice(grain.M_lab_1_A, matches, peaks, setup.detector, 45.0 * units::deg, {});
  ASSERT_TRUE(refined.converged);
  EXPECT_LT((refined.M_lab_1_A - grain.M_lab_1_A).norm(), 1e-4 * grain.M_lab_1_A.norm());
  EXPECT_NEAR(refined.tau_px, 0.02, 0.005);
}

// The stated covariance against the scatter of many refinements of the same grain.
TEST(StrainRefinement, CovarianceIsTheScatterOfRepeats) {
  const auto setup = synthetic::setup("LLZO", synthetic::Camera::scmos_79mm);
  std::mt19937_64 random(4);
  const auto grain = synthetic::random_grain(setup, 5e-4, random);
  const auto spots = forward::predict_spots(setup, grain.M_lab_1_A, 1500);
  const Eigen::Matrix3d R = R_lab_from_sample(45.0 * units::deg).transpose();
  const Vector6d truth =
      components_of(lattice_state(R * grain.M_lab_1_A, setup.table.B_1_A()).strain_deviatoric);
  Vector6d sum = Vector6d::Zero();
  Vector6d stated;
  constexpr int n = 200;
  for (int i = 0; i < n; ++i) {
    const auto [peaks, matches] = scattered(spots, 0.1, 0.1, random);
    RefinementOptions options;
    options.robust = false;
    const auto refined =
        refine_lattice(grain.M_lab_1_A, matches, peaks, setup.detector, 45.0 * units::deg, options);
    Grain described;
    describe_lattice(refined, setup.table.B_1_A(), {Eigen::Matrix3d::Identity()}, 45.0 * units::deg,
                     described);
    sum += (described.strain_deviatoric_sample - truth).cwiseAbs2();
    stated = described.strain_covariance_sample.diagonal();
  }
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(sum[k] / n / stated[k], 1.0, 4.5 * std::sqrt(2.0 / n)) << k;
}

}  // namespace
}  // namespace lauelith::inverse
