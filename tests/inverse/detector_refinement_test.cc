// SPDX-License-Identifier: BSD-3-Clause
// Peak lists made with one panel and indexed with another.
#include "inverse/detector_refinement.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>

#include <cmath>

#include "inverse/frame_indexing.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

/// What a run of `n_frames` patterns of strained LLZO says about a panel that is not where it is said to be.
struct RunOutcome {
  DetectorRefinement panel;
  Vector6d mean_of_squares = Vector6d::Zero();         ///< strain errors in units of their variance, refined
  Vector6d mean_of_squares_before = Vector6d::Zero();  ///< the same with the given panel
  int n = 0;
};

RunOutcome run_with(const forward::LaueSetup& truth, const Vector5d& off, const std::string& what,
                    int n_frames, unsigned seed) {
  std::mt19937_64 random(seed);
  forward::LaueSetup setup = truth;
  const MovablePanel panel(truth.detector);
  setup.detector = panel.at(moved(panel.five(), off));
  IndexOptions options;
  options.refine_detector = what;
  const IndexingPlan plan(setup, options);
  std::vector<FrameResult> frames;
  std::vector<Vector6d> strains;
  const Eigen::Matrix3d R_sample_from_lab = R_lab_from_sample(plan.sample_tilt_rad).transpose();
  for (int i = 0; i < n_frames; ++i) {
    const auto grain = synthetic::random_grain(truth, 1e-3, random);
    frames.push_back(index_peak_list(synthetic::pattern(truth, {grain}, {.sigma_px = 0.05}, random), plan));
    const auto state = lattice_state(R_sample_from_lab * grain.M_lab_1_A, truth.table.B_1_A());
    strains.push_back(components_of(state.strain_deviatoric));
  }
  RunOutcome run;
  run.panel = refine_detector(frames, setup.detector, plan);
  forward::LaueSetup better = setup;
  better.detector = run.panel.detector;
  IndexingPlan refined(better, options);
  refined.detector_covariance = run.panel.covariance;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const FrameResult again = index_peak_list(frames[i].peaks, refined);
    if (again.grains.empty() || frames[i].grains.empty()) continue;
    const auto squares = [&](const Grain& grain) -> Vector6d {
      const Vector6d error = grain.strain_deviatoric_sample - strains[i];
      return error.cwiseAbs2().cwiseQuotient(grain.strain_covariance_sample.diagonal());
    };
    run.mean_of_squares += squares(again.grains[0]);
    run.mean_of_squares_before += squares(frames[i].grains[0]);
    ++run.n;
  }
  run.mean_of_squares /= run.n;
  run.mean_of_squares_before /= run.n;
  return run;
}

// Ten frames find a distance that is off by 0.05 mm, as well as they say.
TEST(DetectorRefinement, DistanceOfTenFrames) {
  const auto truth = synthetic::setup("LLZO", Camera::scmos_79mm);
  Vector5d off = Vector5d::Zero();
  off[0] = 0.05;
  const RunOutcome run = run_with(truth, off, "distance", 10, 3);
  ASSERT_TRUE(run.panel.refined) << run.panel.message;
  EXPECT_EQ(run.panel.message, "");
  const double sigma = std::sqrt(run.panel.covariance(0, 0));
  EXPECT_LT(sigma, 0.005);
  EXPECT_NEAR(run.panel.five.distance_mm, 79.0, 4.0 * sigma);
  EXPECT_EQ(run.panel.five.xcen_px, run.panel.given.xcen_px);
  EXPECT_EQ(run.panel.covariance(1, 1), 0.0);
  EXPECT_GT(run.mean_of_squares_before.maxCoeff(), 4.0);
  for (int k = 0; k < 6; ++k) EXPECT_LT(run.mean_of_squares[k], 1.0 + 4.0 * std::sqrt(2.0 / run.n)) << k;
}

// All five, from single frames and from four: errors of the panel and of the strain as large as stated.
TEST(DetectorRefinement, ErrorsAreAsLargeAsStated) {
  const auto truth = synthetic::setup("LLZO", Camera::scmos_79mm);
  const MovablePanel panel(truth.detector);
  double chi2_panel = 0.0;
  Vector6d chi2_strain = Vector6d::Zero();
  std::mt19937_64 random(12);
  std::normal_distribution<double> normal;
  constexpr int n = 24;
  for (int i = 0; i < n; ++i) {
    Vector5d off;  // drawn from the prior, as a truth must be for its coverage to be right
    const Vector5d prior(0.1, 1.0, 1.0, 0.05, 0.05);
    for (int k = 0; k < 5; ++k) off[k] = prior[k] * normal(random);
    const RunOutcome run = run_with(truth, off, "all", i % 2 == 0 ? 1 : 4, 100U + static_cast<unsigned>(i));
    ASSERT_TRUE(run.panel.refined) << run.panel.message;
    const FiveParameters& five = run.panel.five;
    const FiveParameters& right = panel.five();
    Vector5d error(five.distance_mm - right.distance_mm, five.xcen_px - right.xcen_px,
                   five.ycen_px - right.ycen_px, five.xbet_deg - right.xbet_deg,
                   five.xgam_deg - right.xgam_deg);
    chi2_panel += error.dot(run.panel.covariance.inverse() * error);
    chi2_strain += run.mean_of_squares;
  }
  EXPECT_NEAR(chi2_panel / (5 * n), 1.0, 4.0 * std::sqrt(2.0 / (5 * n)));
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(chi2_strain[k] / n, 1.0, 4.5 * std::sqrt(2.0 / n)) << k;
}

TEST(DetectorRefinement, RefusesWithoutGrains) {
  const auto truth = synthetic::setup("LLZO", Camera::scmos_79mm);
  const IndexingPlan plan(truth, {});
  const auto result = refine_detector({FrameResult{}}, truth.detector, plan);
  EXPECT_FALSE(result.refined);
  EXPECT_NE(result.message.find("left as given"), std::string::npos);
  EXPECT_EQ(result.detector.origin_m, truth.detector.origin_m);
}

// A panel turned about the beam is moved, not turned back.
TEST(DetectorRefinement, PanelKeepsItsTurnAboutTheBeam) {
  Detector panel = synthetic::camera(Camera::scmos_79mm);
  const Eigen::Matrix3d turn = Eigen::AngleAxisd(0.02, Eigen::Vector3d::UnitY()).toRotationMatrix();
  panel.origin_m = turn * panel.origin_m;
  panel.fast = turn * panel.fast;
  panel.slow = turn * panel.slow;
  const MovablePanel movable(panel);
  const Detector same = movable.at(movable.five());
  EXPECT_LT((same.origin_m - panel.origin_m).norm(), 1e-12);
  EXPECT_LT((same.fast - panel.fast).norm() + (same.slow - panel.slow).norm(), 1e-12);
}

}  // namespace
}  // namespace lauelith::inverse
