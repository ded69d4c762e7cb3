// SPDX-License-Identifier: BSD-3-Clause
// Peak lists of measured patterns against what LaueTools 3.2.1 found in them. Needs LAUELITH_REAL_DATA.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "inverse/frame_indexing.h"
#include "src/crystal_library.h"
#include "src/detector_file.h"
#include "src/image_file.h"
#include "src/peak_list_file.h"

namespace lauelith::inverse {
namespace {

struct Pattern {
  const char* list;
  const char* detector;
  const char* crystal;
  double energy_max_keV;
};

FrameResult indexed(const std::string& root, const Pattern& pattern, bool is_image = false) {
  const DetectorFile file = read_detector(root + "/" + pattern.detector);
  forward::BeamOptions beam;
  beam.energy_keV = {5.0, pattern.energy_max_keV};
  const auto setup =
      forward::make_laue_setup(find_crystal(pattern.crystal), file.detector, beam, forward::Spectrum(beam));
  const IndexingPlan plan(setup, {});
  const std::string path = root + "/" + pattern.list;
  if (is_image) return index_image(make_image(read_frame(path), {}, file.detector.saturation), {}, plan);
  return index_peak_list(read_peak_list(path).peaks, plan);
}

class RealPattern : public testing::Test {
 protected:
  void SetUp() override {
    const char* root = std::getenv("LAUELITH_REAL_DATA");
    if (root == nullptr) GTEST_SKIP() << "LAUELITH_REAL_DATA is not set";
    root_ = root;
  }
  std::string root_;
};

// LaueTools: 95 of 97 peaks, mean residual 0.191 px, strain below 0.03e-3.
TEST_F(RealPattern, GermaniumPeaksOfLaueTools) {
  const auto frame =
      indexed(root_, {"ge_mar165/Ge_blanc_0000_LT_5.dat", "ge_mar165/calibGe111.det", "Ge", 22.0});
  ASSERT_EQ(frame.status, FrameStatus::ok);
  ASSERT_EQ(frame.grains.size(), 1U);
  EXPECT_GE(frame.grains[0].spots.size(), 95U);
  EXPECT_LE(frame.grains[0].mean_residual_px, 0.196);
  for (int i = 0; i < 6; ++i) {
    const double sigma = std::sqrt(frame.grains[0].strain_covariance_sample(i, i));
    EXPECT_LT(std::abs(frame.grains[0].strain_deviatoric_sample[i]), 3.0 * sigma) << i;
  }
}

TEST_F(RealPattern, GermaniumImage) {
  const auto frame =
      indexed(root_, {"ge_mar165/Ge_blanc_0000.mccd", "ge_mar165/calibGe111.det", "Ge", 22.0}, true);
  ASSERT_EQ(frame.status, FrameStatus::ok);
  ASSERT_EQ(frame.grains.size(), 1U);
  EXPECT_GE(frame.grains[0].spots.size(), 95U);
  EXPECT_LE(frame.grains[0].mean_residual_px, 0.200);  // more, and fainter, spots than the 95 of 0.191 px
  EXPECT_LT(frame.grains[0].strain_deviatoric_sample.cwiseAbs().maxCoeff(), 0.05e-3);
}

// LaueTools: 83 of 83, 0.402 px.
TEST_F(RealPattern, SecondGermanium) {
  const auto frame = indexed(root_, {"ge_0001/Ge0001.cor", "ge_0001/Ge0001.cor", "Ge", 22.0});
  ASSERT_EQ(frame.status, FrameStatus::ok);
  EXPECT_EQ(frame.grains[0].spots.size(), 83U);
  EXPECT_LE(frame.grains[0].mean_residual_px, 0.407);
}

// LaueTools: 165 of 324, 0.234 px. The tail of its residuals reaches beyond our seven standard deviations.
TEST_F(RealPattern, CadmiumTelluride) {
  const auto frame = indexed(root_, {"cdhgte_scmos/AH12_CMT_r14_0200_LT_0.dat",
                                     "cdhgte_scmos/AH12_CMT_r14_0200_LT_0.cor", "CdTe", 22.0});
  ASSERT_EQ(frame.status, FrameStatus::ok);
  EXPECT_GE(frame.grains[0].spots.size(), 160U);
  EXPECT_LE(frame.grains[0].mean_residual_px, 0.234);
}

// LaueTools: 155 spots, five of which lie beside the panel; exact positions.
TEST_F(RealPattern, SimulatedSiliconBesideCopper) {
  const auto frame =
      indexed(root_, {"sicu_simulated/SiCustrain0.cor", "sicu_simulated/SiCustrain0.cor", "Si", 25.0});
  ASSERT_FALSE(frame.grains.empty());
  EXPECT_GE(frame.grains[0].spots.size(), 150U);
  EXPECT_LT(frame.grains[0].rms_px, 1e-3);
}

}  // namespace
}  // namespace lauelith::inverse
