// SPDX-License-Identifier: BSD-3-Clause
// Frames drawn and exposed by forward/, found and refined by inverse/: truth is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "forward/detector_response.h"
#include "forward/pattern_image.h"
#include "inverse/frame_indexing.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

struct Scene {
  std::vector<double> strongest_photons;
  double background = 12.0;
  double psf_sigma_px = 1.0;
};

struct Outcome {
  int n_true = 0;
  int n_found = 0;     ///< within 0.1 degrees
  int n_invented = 0;  ///< accepted, not there
  double chi2 = 0.0;   ///< sum over grains of mean squared strain error in units of its variance
  int n_strains = 0;
};

FrameResult expose_and_index(const forward::LaueSetup& setup, const std::vector<forward::DrawnGrain>& grains,
                             const Scene& scene, const IndexingPlan& plan, std::uint64_t frame) {
  const auto image = forward::draw_pattern(setup, grains, scene.psf_sigma_px, scene.background);
  const Frame counts = forward::count_photons(image, {}, {11, frame});
  return index_image(make_image(counts, {}, std::numeric_limits<double>::infinity()), {}, plan);
}

void score(const forward::LaueSetup& setup, const std::vector<synthetic::TrueGrain>& truth,
           const IndexingPlan& plan, const FrameResult& found, Outcome& outcome) {
  const Eigen::Matrix3d R_sample_from_lab = R_lab_from_sample(plan.sample_tilt_rad).transpose();
  std::vector<bool> used(found.grains.size(), false);
  for (const auto& grain : truth) {
    ++outcome.n_true;
    const LatticeState state = lattice_state(R_sample_from_lab * grain.M_lab_1_A, setup.table.B_1_A());
    for (std::size_t i = 0; i < found.grains.size(); ++i) {
      const Grain& one = found.grains[i];
      const double angle =
          misorientation(state.R_frame_from_crystal, one.R_sample_from_crystal, plan.proper_rotations);
      if (used[i] || angle > 0.1 * units::deg) continue;
      used[i] = true;
      ++outcome.n_found;
      const Vector6d error = one.strain_deviatoric_sample - components_of(state.strain_deviatoric);
      if (!error.allFinite()) break;
      ++outcome.n_strains;
      outcome.chi2 += error.cwiseAbs2().cwiseQuotient(one.strain_covariance_sample.diagonal()).mean();
      break;
    }
  }
  for (std::size_t i = 0; i < found.grains.size(); ++i) {
    outcome.n_invented += !used[i] && found.grains[i].quality == GrainQuality::accepted ? 1 : 0;
  }
}

Outcome llzo_frames(Camera camera, const Scene& scene, int n_frames) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", camera);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(77);
  Outcome outcome;
  for (int i = 0; i < n_frames; ++i) {
    std::vector<synthetic::TrueGrain> truth;
    std::vector<forward::DrawnGrain> drawn;
    for (const double photons : scene.strongest_photons) {
      truth.push_back(synthetic::random_grain(setup, 5e-4, random));
      drawn.push_back({truth.back().M_lab_1_A, photons});
    }
    score(setup, truth, plan, expose_and_index(setup, drawn, scene, plan, static_cast<std::uint64_t>(i)),
          outcome);
  }
  return outcome;
}

// Strain errors against the stated ones: chi2 per degree of freedom is 1 within 4 standard errors (5
// independent components per grain), plus 15 % for peaks that overlap in a dense pattern.
void expect_honest(const Outcome& outcome) {
  const double spread = 4.0 * std::sqrt(2.0 / (5.0 * outcome.n_strains));
  EXPECT_LT(outcome.chi2 / outcome.n_strains, 1.15 + spread);
  EXPECT_GT(outcome.chi2 / outcome.n_strains, 1.0 - spread - 0.15);
}

TEST(RoundTrip, OneGrain) {
  const Outcome outcome = llzo_frames(Camera::pilatus_140mm, {{3e4}}, 16);
  EXPECT_EQ(outcome.n_found, outcome.n_true);
  EXPECT_EQ(outcome.n_invented, 0);
  expect_honest(outcome);
}

TEST(RoundTrip, ThreeGrainsOfUnequalWeight) {
  const Outcome outcome = llzo_frames(Camera::pilatus_140mm, {{3e4, 1.5e4, 0.75e4}}, 8);
  EXPECT_EQ(outcome.n_found, outcome.n_true);
  EXPECT_EQ(outcome.n_invented, 0);
  expect_honest(outcome);
}

TEST(RoundTrip, EightGrains) {
  const Outcome outcome =
      llzo_frames(Camera::scmos_79mm, {{3e4, 2.4e4, 1.9e4, 1.5e4, 1.2e4, 1e4, 8e3, 6e3}, 12.0, 1.2}, 2);
  EXPECT_EQ(outcome.n_found, outcome.n_true);
  EXPECT_EQ(outcome.n_invented, 0);
}

// Background 100 counts, 50 spots above 100 photons: most of them are below what can be detected.
TEST(RoundTrip, GrainThatOtherProgramsMiss) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(8);
  Outcome outcome;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const auto grain = synthetic::random_grain(setup, 5e-4, random);
    std::vector<double> intensities;
    for (const auto& spot : forward::predict_spots(setup, grain.M_lab_1_A))
      intensities.push_back(spot.intensity);
    std::sort(intensities.begin(), intensities.end(), std::greater<>());
    const double strongest = 100.0 * intensities[0] / intensities[49];
    const Scene scene{{}, 100.0, 1.0};
    score(setup, {grain}, plan, expose_and_index(setup, {{grain.M_lab_1_A, strongest}}, scene, plan, i),
          outcome);
  }
  EXPECT_GE(outcome.n_found, 11);
  EXPECT_EQ(outcome.n_invented, 0);
}

TEST(RoundTrip, FramesOfOtherCrystalsAreNotLlzo) {
  const forward::LaueSetup as_llzo = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(as_llzo, {});
  for (const char* crystal : {"Ge", "Cu", "Ti"}) {
    const forward::LaueSetup other = synthetic::setup(crystal, Camera::pilatus_140mm);
    std::mt19937_64 random(21);
    for (std::uint64_t i = 0; i < 5; ++i) {
      const auto grain = synthetic::random_grain(other, 5e-4, random);
      const auto found = expose_and_index(other, {{grain.M_lab_1_A, 1e5}}, {}, plan, i);
      EXPECT_NE(found.status, FrameStatus::ok) << crystal << " " << i;
    }
  }
}

TEST(RoundTrip, NoiseIsNotAGrain) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  for (std::uint64_t i = 0; i < 10; ++i)
    EXPECT_NE(expose_and_index(setup, {}, {}, plan, i).status, FrameStatus::ok);
}

}  // namespace
}  // namespace lauelith::inverse
