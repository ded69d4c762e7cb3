// SPDX-License-Identifier: BSD-3-Clause
// Spot lists that LaueTools 3.2.1 computed: numbers that our code did not make. Needs LAUELITH_REAL_DATA.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <tuple>

#include "forward/spot_prediction.h"
#include "src/constants.h"
#include "src/crystal_library.h"

namespace lauelith::forward {
namespace {

struct ListedSpot {
  Eigen::Vector3i hkl;
  double energy_keV = 0.0;
  Eigen::Vector2d px;
};

std::vector<ListedSpot> listed(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<ListedSpot> spots;
  while (std::getline(file, line)) {
    for (char& c : line) c = c == ',' ? ' ' : c;
    std::istringstream fields(line);
    ListedSpot spot;
    fields >> spot.hkl.x() >> spot.hkl.y() >> spot.hkl.z() >> spot.energy_keV >> spot.px.x() >> spot.px.y();
    spot.px -= Eigen::Vector2d::Ones();  // theirs count from 1
    spots.push_back(spot);
  }
  return spots;
}

class LaueToolsLists : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(LaueToolsLists, SameReflectionsSamePlaces) {
  const char* root = std::getenv("LAUELITH_REAL_DATA");
  if (root == nullptr) GTEST_SKIP() << "LAUELITH_REAL_DATA is not set";
  const std::string folder = std::string(root) + "/simulated_lists/" + GetParam().first;
  std::ifstream meta_file(folder + "/meta.json");
  const auto meta = nlohmann::json::parse(meta_file);
  const auto& d = meta["detector"];
  Detector detector;
  detector.rows = d["ny"];
  detector.cols = d["nx"];
  detector = placed(detector, {d["dd"], d["xcen"], d["ycen"], d["xbet"], d["xgam"], d["pixelsize"]});
  Eigen::Matrix3d UB;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j)
      UB(i, j) = meta["UBB0"][static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  }
  Eigen::Matrix3d ours_from_theirs;  // their x lies along the beam: (x, y, z) = (-y', x', z')
  ours_from_theirs << 0, -1, 0, 1, 0, 0, 0, 0, 1;
  const Eigen::Matrix3d M = ours_from_theirs * UB;
  const auto spots = listed(folder + "/spots.csv");
  ASSERT_GT(spots.size(), 50U);
  std::set<std::tuple<int, int, int>> theirs;
  for (const ListedSpot& spot : spots) {
    const SpotPosition ours = spot_position(detector, M, spot.hkl);
    ASSERT_LT((ours.px - spot.px).norm(), 1e-3);
    ASSERT_NEAR(ours.energy_keV * constants::hc_lauetools_keV_A / constants::hc_keV_A, spot.energy_keV, 2e-5);
    theirs.insert({spot.hkl.x(), spot.hkl.y(), spot.hkl.z()});
  }
  // In the other direction: every spot we predict well inside band and panel is listed, by its lowest order.
  BeamOptions beam;
  beam.energy_keV = {meta["emin"], meta["emax"]};
  Crystal crystal = find_crystal(GetParam().second);
  const auto setup = make_laue_setup(crystal, detector, beam, Spectrum(beam));
  int n_missing = 0;
  for (const PredictedSpot& spot : predict_spots(setup, M)) {
    const bool at_edge = spot.energy_keV < beam.energy_keV[0] + 0.01 ||
                         spot.energy_keV > beam.energy_keV[1] - 0.01 || spot.px.minCoeff() < 0.1 ||
                         spot.px.x() > detector.cols - 1.1 || spot.px.y() > detector.rows - 1.1;
    if (!at_edge && !theirs.contains({spot.hkl.x(), spot.hkl.y(), spot.hkl.z()})) ++n_missing;
  }
  EXPECT_EQ(n_missing, 0);
}

INSTANTIATE_TEST_SUITE_P(All, LaueToolsLists,
                         testing::Values(std::pair{"sim_Ge", "Ge"}, std::pair{"sim_Cu_strained", "Cu"},
                                         std::pair{"sim_LLZO_cubic", "LLZO"}));

}  // namespace
}  // namespace lauelith::forward
