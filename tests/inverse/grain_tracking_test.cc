// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/grain_tracking.h"

#include <gtest/gtest.h>

#include "inverse/frame_indexing.h"
#include "src/rotation.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

FrameResult frame_with(const std::vector<Grain>& grains) {
  FrameResult frame;
  frame.status = FrameStatus::ok;
  frame.grains = grains;
  return frame;
}

Grain grain_like(double number, GrainQuality quality = GrainQuality::accepted) {
  Grain grain;
  grain.reciprocal_lab_1_A = number * Eigen::Matrix3d::Identity();
  grain.quality = quality;
  return grain;
}

TEST(GrainTracking, TheNewestFrameComesFirstAndTheOldestIsForgotten) {
  GrainTrack track;
  EXPECT_TRUE(track.known().empty());
  track.remember(frame_with({grain_like(1.0)}));
  track.remember(frame_with({grain_like(2.0), grain_like(3.0)}));
  track.remember(frame_with({}));  // a gap teaches nothing and forgets nothing
  track.remember(frame_with({grain_like(4.0), grain_like(5.0, GrainQuality::doubtful)}));
  const KnownLattices known = track.known();
  ASSERT_EQ(known.size(), 3u);
  EXPECT_EQ(known[0](0, 0), 4.0);
  EXPECT_EQ(known[1](0, 0), 2.0);
  EXPECT_EQ(known[2](0, 0), 3.0);
}

/// A neighbour's lattice leads to the same grain as the search from nothing does.
TEST(GrainTracking, NeighboursChangeNothingButTheWay) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(21);
  for (int trial = 0; trial < 10; ++trial) {
    const auto grain = synthetic::random_grain(setup, 5e-4, random);
    const PeakList list = synthetic::pattern(setup, {grain}, {}, random);
    const auto cold = index_grains(list, plan);
    const Eigen::Matrix3d turned = rotation_from_vector(Eigen::Vector3d(3e-4, -2e-4, 4e-4)) * grain.M_lab_1_A;
    const auto tracked = index_grains(list, plan, {turned});
    ASSERT_EQ(cold.size(), 1u);
    ASSERT_EQ(tracked.size(), 1u);
    EXPECT_EQ(tracked[0].spots.size(), cold[0].spots.size());
    EXPECT_LT((tracked[0].strain_deviatoric_sample - cold[0].strain_deviatoric_sample).norm(), 1e-8);
  }
}

/// Wrong guesses and guesses for grains that are not there cost nothing but time.
TEST(GrainTracking, WrongNeighboursInventNothing) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(22);
  KnownLattices wrong;
  for (int i = 0; i < 20; ++i) wrong.push_back(synthetic::random_grain(setup, 5e-4, random).M_lab_1_A);
  for (int trial = 0; trial < 5; ++trial) {
    const auto list = synthetic::pattern(setup, {synthetic::random_grain(setup, 5e-4, random)}, {}, random);
    EXPECT_EQ(index_grains(list, plan, wrong).size(), 1u);
  }
}

/// A grain that has faded to half the peaks of another is found through its neighbour, the other as well.
TEST(GrainTracking, NewGrainsAreFoundBesideKnownOnes) {
  const forward::LaueSetup setup = synthetic::setup("LLZO", Camera::pilatus_140mm);
  const IndexingPlan plan(setup, {});
  std::mt19937_64 random(23);
  for (int trial = 0; trial < 5; ++trial) {
    auto strong = synthetic::random_grain(setup, 5e-4, random);
    auto fading = synthetic::random_grain(setup, 5e-4, random);
    fading.weight = 0.3;
    const PeakList list = synthetic::pattern(setup, {strong, fading}, {}, random);
    EXPECT_EQ(index_grains(list, plan, {fading.M_lab_1_A}).size(), 2u);
  }
}

}  // namespace
}  // namespace lauelith::inverse
