// SPDX-License-Identifier: BSD-3-Clause
#include "src/influence_basis.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include <cmath>
#include <filesystem>

#include "src/failure.h"
#include "src/field_statistics.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

InfluenceBasis example() {
  InfluenceBasis basis;
  basis.frame.grid.n = {3, 2, 1};
  basis.frame.grain = {0, 0, 1, 1, -1, 0};
  basis.frame.R_sample_from_crystal = {
      Eigen::Matrix3d::Identity(), Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, 3).normalized()).matrix()};
  basis.model_hash = "abc";
  for (int s = 0; s < 3; ++s) {
    BasisSource source{s == 0 ? "residual" : "flaw", "s" + std::to_string(s), s,
                       {1e-6 * s, 2e-6, 0.0},        {0.0, 1.0, 0.0},         5e-6};
    basis.sources.push_back(source);
    std::vector<double> H(54);
    for (std::size_t i = 0; i < H.size(); ++i) H[i] = std::sin(1.0 + static_cast<double>(i) + 7.0 * s);
    split_gradient(H, basis.strain.emplace_back(), basis.rotation.emplace_back());
  }
  basis.pressure = Eigen::MatrixXd::Random(2, 3);
  return basis;
}

TEST(InfluenceBasis, StrainAndRotationHoldTheWholeGradient) {
  const InfluenceBasis basis = example();
  const auto H = recombined(basis, Eigen::Vector3d(2.0, 0.0, -0.5));
  for (std::size_t i = 0; i < H.size(); ++i) {
    const double expected =
        2.0 * std::sin(1.0 + static_cast<double>(i)) - 0.5 * std::sin(15.0 + static_cast<double>(i));
    EXPECT_NEAR(H[i], expected, 1e-14);
  }
}

TEST(InfluenceBasis, RotationTurnsAsItsVectorSays) {
  std::vector<double> H(9, 0.0);  // a turn about z: x goes towards y
  H[1] = -1e-3;
  H[3] = 1e-3;
  std::vector<double> strain, rotation;
  split_gradient(H, strain, rotation);
  for (const double e : strain) EXPECT_EQ(e, 0.0);
  EXPECT_DOUBLE_EQ(rotation[2], 1e-3);
}

TEST(InfluenceBasis, FileRoundTripAndForeignGrains) {
  const TemporaryFolder folder;
  const std::string path = folder.path("basis.h5");
  const InfluenceBasis written = example();
  write_basis(path, written, begun_provenance({"test"}));
  const InfluenceBasis read = read_basis(path, "abc");
  ASSERT_EQ(read.sources.size(), 3u);
  EXPECT_EQ(read.sources[2].kind, "flaw");
  EXPECT_EQ(read.sources[2].name, "s2");
  EXPECT_NEAR(read.sources[2].centre_m.x(), 2e-6, 1e-18);
  EXPECT_EQ(read.strain, written.strain);
  EXPECT_EQ(read.rotation, written.rotation);
  EXPECT_EQ(read.frame.grain, written.frame.grain);
  ASSERT_EQ(read.frame.R_sample_from_crystal.size(), 2u);
  for (std::size_t g = 0; g < 2; ++g)
    EXPECT_LT((read.frame.R_sample_from_crystal[g] - written.frame.R_sample_from_crystal[g]).norm(), 1e-12);
  EXPECT_LT((read.pressure - written.pressure).norm(), 1e-15);
  EXPECT_THROW(read_basis(path, "another"), InputError);
  EXPECT_THROW(write_basis(path, written, begun_provenance({"test"})), UsageError);
}

TEST(FieldStatistics, BandsOfKnownStrain) {
  FieldFrame frame;
  frame.grid.n = {2, 4, 1};
  frame.grid.origin_m = {0.5e-6, 0.5e-6, 0.0};
  frame.phase.assign(8, 1);
  frame.phase[0] = 0;
  std::vector<float> H(72, 0.0f);
  for (std::size_t v = 0; v < 4; ++v) H[9 * v] = 3e-4f;  // uniaxial: von Mises 2/3 of it
  const auto bands = band_statistics(frame, H, 2e-6);
  ASSERT_EQ(bands.size(), 2u);
  EXPECT_EQ(bands[0].n_voxels, 3u);
  EXPECT_NEAR(bands[0].mean_von_mises, 2e-4, 1e-10);
  EXPECT_EQ(bands[1].mean_von_mises, 0.0);
  EXPECT_NEAR(whole(bands).mean_von_mises, 2e-4 * 3.0 / 7.0, 1e-10);
}

}  // namespace
}  // namespace lauelith
