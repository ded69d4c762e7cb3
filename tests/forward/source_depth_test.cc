// SPDX-License-Identifier: BSD-3-Clause
#include "forward/source_depth.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forward/spot_prediction.h"
#include "src/constants.h"
#include "src/crystal_library.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

// The ray of golden spot 4 10 10 (strained) and an attenuation of 50 per mm, computed by hand.
TEST(SourceDepth, GoldenSpot) {
  const SampleFace face(45.0);
  const Eigen::Vector3d k(0.2173293161, 0.0712446168, 0.9734948243);
  EXPECT_NEAR(face.path_factor(k) / 50e3, 9.486136e-6, 1e-12);
}

// Depth below the face at which 1/e is left for a ray out at 2θ = 90°: LLZO, computed apart with xraylib
// through its C interface (µm at keV).
TEST(SourceDepth, DepthsOfLlzo) {
  const BeamOptions beam;
  const SourceDepth depth(find_crystal("LLZO"), Spectrum(beam), beam);
  const double expected[][2] = {{8.0, 3.3}, {10.0, 6.0}, {12.0, 9.8}, {15.0, 17.6}, {20.0, 22.0}};
  for (const auto& [energy, depth_um] : expected) {
    const Eigen::Vector3d source =
        depth.source_m(depth.attenuation_length_m(energy), Eigen::Vector3d::UnitZ());
    EXPECT_EQ(source.x(), 0.0);
    EXPECT_EQ(source.z(), 0.0);
    EXPECT_NEAR(source.y() * std::sin(45.0 * units::deg) / units::um, depth_um, 0.1) << energy;
  }
}

TEST(SourceDepth, SurfaceIsTheDefault) {
  const SourceDepth depth;
  EXPECT_TRUE(depth.is_surface());
  EXPECT_EQ(depth.source_m(depth.attenuation_length_m(10.0), Eigen::Vector3d::UnitZ()).norm(), 0.0);
  EXPECT_THROW(depth_model_of("volume"), UsageError);
}

// A spot of several orders lies where its photons on average come from, between the depths of its orders.
TEST(SourceDepth, HarmonicsAreWeighted) {
  const BeamOptions beam;
  Detector pilatus;
  pilatus.rows = 1043;
  pilatus.cols = 981;
  const Detector detector = placed(pilatus, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
  const LaueSetup setup =
      make_laue_setup(find_crystal("LLZO"), detector, beam, Spectrum(beam), DepthModel::absorption);
  int n_shared = 0;
  for (std::uint32_t i = 0; i < 50; ++i) {
    const double kappa =
        6.7 / constants::hc_keV_A;  // the primitive order at 6.7 keV: 2 and 3 are in the band
    if (orders_in_band(setup, i, false, kappa).lowest == 0) continue;
    double sum = 0.0, weight = 0.0, low = 1.0, high = 0.0;
    for (const ReflectionOrder& order : setup.table.family_of(i).orders) {
      const double energy = 6.7 * order.multiple;
      if (energy > 24.0) continue;
      const double intensity =
          setup.intensity.at_energy(energy) * setup.table.structure_factor_squared(i, order, energy, false);
      const double length = setup.depth.attenuation_length_m(energy);
      sum += intensity * length;
      weight += intensity;
      low = std::min(low, length);
      high = std::max(high, length);
    }
    const OrdersInBand orders = orders_in_band(setup, i, false, kappa);
    EXPECT_NEAR(orders.attenuation_length_m, sum / weight, 1e-12);
    n_shared += high > low ? 1 : 0;
  }
  EXPECT_GT(n_shared, 10);
}

}  // namespace
}  // namespace lauelith::forward
