// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/indexing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "inverse/frame_indexing.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

struct Score {
  int n_true = 0;
  int n_found = 0;
  int n_invented = 0;  ///< accepted grains that are not there
  int n_accepted = 0;
  double worst_deg = 0.0;
  double mean_chi2 = 0.0;  ///< squared strain error over its variance, mean over components and grains
};

LatticeState truth_of(const forward::LaueSetup& setup, const synthetic::TrueGrain& grain) {
  const Eigen::Matrix3d R = R_lab_from_sample(setup.beam.incidence_deg * units::deg).transpose();
  return lattice_state(R * grain.M_lab_1_A, setup.table.B_1_A());
}

void compare(const forward::LaueSetup& setup, const IndexingPlan& plan,
             const std::vector<synthetic::TrueGrain>& truth, const std::vector<Grain>& found, Score& score) {
  std::vector<bool> used(found.size(), false);
  for (const synthetic::TrueGrain& grain : truth) {
    const LatticeState state = truth_of(setup, grain);
    ++score.n_true;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double angle =
          misorientation(state.R_frame_from_crystal, found[i].R_sample_from_crystal, plan.proper_rotations) /
          units::deg;
      if (used[i] || angle > 0.1) continue;
      used[i] = true;
      ++score.n_found;
      score.n_accepted += found[i].quality == GrainQuality::accepted ? 1 : 0;
      score.worst_deg = std::max(score.worst_deg, angle);
      const Vector6d error = found[i].strain_deviatoric_sample - components_of(state.strain_deviatoric);
      if (!error.allFinite()) break;
      for (int k = 0; k < 6; ++k)
        score.mean_chi2 += error[k] * error[k] / found[i].strain_covariance_sample(k, k) / 6.0;
      break;
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    score.n_invented += !used[i] && found[i].quality == GrainQuality::accepted ? 1 : 0;
  }
}

Score run(const std::string& crystal, Camera camera, const std::vector<double>& weights,
          const synthetic::PatternOptions& options, double strain_rms, int n_patterns) {
  const forward::LaueSetup setup = synthetic::setup(crystal, camera);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(20260101);
  Score score;
  for (int i = 0; i < n_patterns; ++i) {
    std::vector<synthetic::TrueGrain> grains;
    for (const double weight : weights) {
      grains.push_back(synthetic::random_grain(setup, strain_rms, random));
      grains.back().weight = weight;
    }
    compare(setup, plan, grains, index_grains(synthetic::pattern(setup, grains, options, random), plan),
            score);
  }
  score.mean_chi2 /= std::max(score.n_found, 1);
  return score;
}

synthetic::PatternOptions peaks(std::size_t n, std::size_t n_false = 0) {
  synthetic::PatternOptions options;
  options.n_peaks = n;
  options.n_false = n_false;
  return options;
}

TEST(Indexing, OneLlzoGrainIsFoundWithHonestErrors) {
  const Score score = run("LLZO", Camera::pilatus_140mm, {1.0}, peaks(150), 5e-4, 60);
  EXPECT_EQ(score.n_accepted, 60);
  EXPECT_EQ(score.n_invented, 0);
  EXPECT_LT(score.worst_deg, 0.02);
  EXPECT_NEAR(score.mean_chi2, 1.0, 4.0 * std::sqrt(2.0 / (60 * 5)));  // five independent components
}

TEST(Indexing, TwelvePeaksSuffice) {
  EXPECT_GE(run("LLZO", Camera::pilatus_140mm, {1.0}, peaks(12), 5e-4, 40).n_found, 39);
}

TEST(Indexing, FalsePeaksDoNotHideAGrain) {
  const Score score = run("LLZO", Camera::pilatus_140mm, {1.0}, peaks(100, 300), 5e-4, 15);
  EXPECT_EQ(score.n_accepted, 15);
  EXPECT_EQ(score.n_invented, 0);
}

TEST(Indexing, LargeStrainIsFound) {
  EXPECT_GE(run("LLZO", Camera::pilatus_140mm, {1.0}, peaks(150), 5e-3, 40).n_found, 39);
}

TEST(Indexing, ThreeGrainsOfUnequalWeight) {
  const Score score = run("LLZO", Camera::pilatus_140mm, {1.0, 0.5, 0.25}, peaks(150), 5e-4, 20);
  EXPECT_GE(score.n_found, 57);  // 95 %
  EXPECT_EQ(score.n_invented, 0);
}

TEST(Indexing, EightGrains) {
  const Score score =
      run("LLZO", Camera::scmos_79mm, {1, .8, .64, .512, .41, .33, .26, .21}, peaks(400), 5e-4, 6);
  EXPECT_GE(score.n_found, 47);
  EXPECT_EQ(score.n_invented, 0);
}

TEST(Indexing, NineteenNickelGrainsFarAway) {
  const Score score = run("Ni", Camera::aps_34id, std::vector<double>(19, 1.0), peaks(400), 5e-4, 3);
  EXPECT_GE(score.n_found, 56);
  EXPECT_EQ(score.n_invented, 0);
  EXPECT_LT(score.worst_deg, 0.1);
}

TEST(Indexing, HexagonalAndMonoclinicCrystals) {
  for (const char* crystal : {"Ti", "ZrO2"}) {
    const Score score = run(crystal, Camera::mar165_70mm, {1.0}, peaks(150), 5e-4, 12);
    EXPECT_EQ(score.n_accepted, 12) << crystal;
    EXPECT_NEAR(score.mean_chi2, 1.0, 4.0 * std::sqrt(2.0 / (12 * 5))) << crystal;
  }
}

// Positions without error must give the strain back to the digits of the arithmetic.
TEST(Indexing, NoiselessListsGiveTheStrainToTwoInAMillion) {
  for (const char* crystal : {"LLZO", "Ti", "ZrO2", "Cu"}) {
    const forward::LaueSetup setup = synthetic::setup(crystal, Camera::scmos_79mm);
    const IndexingPlan plan(setup, {});
    std::mt19937_64 random(5);
    const synthetic::TrueGrain grain = synthetic::random_grain(setup, 1e-3, random);
    synthetic::PatternOptions options = peaks(150);
    options.sigma_px = 0.0;
    PeakList list = synthetic::pattern(setup, {grain}, options, random);
    for (Peak& peak : list.peaks)
      peak.x_sigma_px = peak.y_sigma_px = std::numeric_limits<double>::quiet_NaN();
    const auto grains = index_grains(list, plan);
    ASSERT_FALSE(grains.empty()) << crystal;
    const Vector6d error =
        grains[0].strain_deviatoric_sample - components_of(truth_of(setup, grain).strain_deviatoric);
    EXPECT_LT(error.cwiseAbs().maxCoeff(), 1e-8) << crystal;
  }
}

TEST(Indexing, TheOrderOfThePeaksDoesNotMatter) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(11);
  const auto list =
      synthetic::pattern(setup, {synthetic::random_grain(setup, 5e-4, random)}, peaks(120), random);
  const auto first = index_grains(list, plan);
  PeakList shuffled = list;
  std::shuffle(shuffled.peaks.begin() + 30, shuffled.peaks.end(),
               random);  // the faint ones make no candidates
  const auto second = index_grains(shuffled, plan);
  ASSERT_EQ(first.size(), second.size());
  EXPECT_LT((first[0].strain_deviatoric_sample - second[0].strain_deviatoric_sample).norm(), 1e-9);
}

// Whoever has no time finds nothing and says so; known lattices are not tried either.
TEST(Indexing, TheClockEndsTheSearch) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  std::mt19937_64 random(12);
  const auto grain = synthetic::random_grain(setup, 5e-4, random);
  const auto list = synthetic::pattern(setup, {grain}, peaks(120), random);
  IndexOptions hasty;
  hasty.frame_limit_s = 0.0;
  const FrameResult late = index_peak_list(list, IndexingPlan(setup, hasty), {grain.M_lab_1_A});
  EXPECT_EQ(late.status, FrameStatus::timed_out);
  EXPECT_TRUE(late.grains.empty());
  EXPECT_NE(late.message.find("frame_limit_s"), std::string::npos);
  const FrameResult patient = index_peak_list(list, IndexingPlan(setup, {}));
  EXPECT_EQ(patient.status, FrameStatus::ok);
  EXPECT_EQ(patient.message, "");
}

TEST(Indexing, RandomPeaksAreNotAGrain) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit;
  for (int i = 0; i < 60; ++i) {
    PeakList list;
    for (int k = 0; k < 40 + 6 * i; ++k) {
      Peak peak;
      peak.x_px = 980.0 * unit(random);
      peak.y_px = 1042.0 * unit(random);
      peak.intensity = std::exp(3.0 * unit(random));
      peak.x_sigma_px = peak.y_sigma_px = 0.1;
      list.peaks.push_back(peak);
    }
    std::sort(list.peaks.begin(), list.peaks.end(),
              [](const auto& a, const auto& b) { return a.intensity > b.intensity; });
    for (const Grain& grain : index_grains(list, plan)) EXPECT_NE(grain.quality, GrainQuality::accepted);
  }
}

// Cubic crystals share directions: these patterns index as LLZO to the pixel, and must not be believed.
TEST(Indexing, OtherCrystalsAreNotLlzo) {
  const forward::LaueSetup as_llzo = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(as_llzo, {});
  for (const char* crystal : {"Ge", "Cu", "Ti", "ZrO2", "Ni", "CdTe"}) {
    const forward::LaueSetup other = synthetic::setup(crystal, Camera::pilatus_140mm);
    std::mt19937_64 random(17);
    for (int i = 0; i < 12; ++i) {
      const auto grain = synthetic::random_grain(other, 5e-4, random);
      for (const Grain& claimed :
           index_grains(synthetic::pattern(other, {grain}, peaks(i % 2 == 0 ? 40 : 150), random), plan)) {
        EXPECT_NE(claimed.quality, GrainQuality::accepted) << crystal << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace lauelith::inverse
