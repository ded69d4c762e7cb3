// SPDX-License-Identifier: BSD-3-Clause
// How far spots are off as the beam's path is cut more finely; the committed table is compared and can be
// written again: LAUELITH_WRITE_TABLE=tests/forward/data/path_convergence.txt test_forward
// --gtest_filter=PathConvergence.*
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>

#include "forward/frame_spots.h"
#include "src/crystal_library.h"
#include "src/rotation.h"
#include "tests/forward/uniform_field.h"

namespace lauelith::forward {
namespace {

using Spots = std::map<std::tuple<int, int, int>, TrueSpot>;

struct Rendered {
  Spots spots;
  LaueImage image{1, 1};
  std::size_t n_drawn = 0;
};

Rendered rendered(const LaueSetup& setup, const CrystalField& field, double step_sigma) {
  FrameSettings settings;
  settings.flux_scale = 1e13;
  settings.psf_sigma_px = 0.8;
  settings.step_sigma = step_sigma;
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  Rendered result{{}, LaueImage(setup.detector.rows, setup.detector.cols), frame.drawn.size()};
  for (const DrawnSpot& spot : frame.drawn) result.image.add(spot);
  for (const TrueSpot& spot : frame.grains.at(0).spots) {
    result.spots[{spot.hkl[0], spot.hkl[1], spot.hkl[2]}] = spot;
  }
  return result;
}

struct Row {
  double step_sigma = 0.0;
  double pieces_per_spot = 0.0;
  double centroid_px = 0.0;  ///< largest error of a spot that holds 1e-4 of the brightest or more
  double pixel = 0.0;        ///< largest error of a pixel, in units of the peak of its spot
};

double peak_near(const LaueImage& image, const Eigen::Vector2d& px) {
  double peak = 0.0;
  for (int y = std::max(0, static_cast<int>(px.y()) - 6);
       y < std::min(image.rows(), static_cast<int>(px.y()) + 7); ++y)
    for (int x = std::max(0, static_cast<int>(px.x()) - 6);
         x < std::min(image.cols(), static_cast<int>(px.x()) + 7); ++x)
      peak = std::max<double>(peak, image.expected()[static_cast<std::size_t>(y * image.cols() + x)]);
  return peak;
}

Row row_of(const Rendered& coarse, const Rendered& fine, double step_sigma) {
  Row row{step_sigma, static_cast<double>(coarse.n_drawn) / static_cast<double>(coarse.spots.size()), 0.0,
          0.0};
  double brightest = 0.0;
  for (const auto& [hkl, spot] : fine.spots) brightest = std::max(brightest, spot.photons);
  for (const auto& [hkl, spot] : fine.spots) {
    const auto same = coarse.spots.find(hkl);
    if (spot.photons < 1e-4 * brightest || same == coarse.spots.end()) continue;
    row.centroid_px = std::max(row.centroid_px, (same->second.px - spot.px).norm());
    const double peak = peak_near(fine.image, spot.px);
    for (int dy = -6; dy <= 6; ++dy) {
      for (int dx = -6; dx <= 6; ++dx) {
        const int x = static_cast<int>(spot.px.x()) + dx;
        const int y = static_cast<int>(spot.px.y()) + dy;
        if (x < 0 || y < 0 || x >= fine.image.cols() || y >= fine.image.rows()) continue;
        const auto i = static_cast<std::size_t>(y * fine.image.cols() + x);
        row.pixel =
            std::max(row.pixel, std::abs(coarse.image.expected()[i] - fine.image.expected()[i]) / peak);
      }
    }
  }
  return row;
}

std::vector<Row> convergence() {
  BeamOptions beam;
  Detector panel;
  panel.rows = 1043;
  panel.cols = 981;
  panel = placed(panel, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
  const LaueSetup setup = make_laue_setup(find_crystal("LLZO"), panel, beam, Spectrum(beam));
  Eigen::Matrix3d gradient = Eigen::Matrix3d::Zero();  // 1e-3 within 10 µm, strain and rotation
  gradient(1, 2) = 100.0;
  gradient(0, 0) = -80.0;
  gradient(2, 0) = 60.0;
  const CrystalField field = graded_field(rotation_from_bunge({0.5, 0.9, 0.2}), gradient, 150e-6, 0.5e-6);
  const Rendered fine = rendered(setup, field, 0.05);
  std::vector<Row> rows;
  for (const double step : {4.0, 2.0, 1.0, 0.5, 0.25})
    rows.push_back(row_of(rendered(setup, field, step), fine, step));
  return rows;
}

std::string text_of(const std::vector<Row>& rows) {
  std::ostringstream text;
  text << "# Longest piece of the beam's path (movement of a spot in units of the psf), pieces drawn per "
          "spot, largest\n"
          "# error of a centroid (px) and of a pixel (share of the spot's peak) against steps of 0.05. LLZO, "
          "Pilatus 1M at\n"
          "# 140 mm, psf 0.8 px, a lattice that changes by 1e-3 within 10 um of depth. The default step is "
          "1.\n";
  for (const Row& row : rows) {
    char line[100];
    std::snprintf(line, sizeof line, "%5.2f %7.2f %9.5f %9.5f\n", row.step_sigma, row.pieces_per_spot,
                  row.centroid_px, row.pixel);
    text << line;
  }
  return text.str();
}

TEST(PathConvergence, TableHoldsAndTheDefaultIsFineEnough) {
  const std::vector<Row> rows = convergence();
  const std::string path = std::string(LAUELITH_SOURCE_DIR) + "/tests/forward/data/path_convergence.txt";
  if (std::getenv("LAUELITH_WRITE_TABLE") != nullptr) std::ofstream(path) << text_of(rows);
  std::ifstream stream(path);
  std::string line;
  std::size_t i = 0;
  while (std::getline(stream, line)) {
    if (line.starts_with("#")) continue;
    std::istringstream numbers(line);
    Row kept;
    numbers >> kept.step_sigma >> kept.pieces_per_spot >> kept.centroid_px >> kept.pixel;
    ASSERT_LT(i, rows.size());
    EXPECT_EQ(kept.step_sigma, rows[i].step_sigma);
    EXPECT_NEAR(kept.pieces_per_spot, rows[i].pieces_per_spot, 0.05 * kept.pieces_per_spot);
    EXPECT_NEAR(kept.centroid_px, rows[i].centroid_px, 2e-4);
    EXPECT_NEAR(kept.pixel, rows[i].pixel, 1e-3);
    ++i;
  }
  EXPECT_EQ(i, rows.size());
  const Row& standard = rows[2];
  EXPECT_EQ(standard.step_sigma, FrameSettings().step_sigma);
  EXPECT_LT(standard.centroid_px, 0.02);
  EXPECT_LT(standard.pixel, 0.005);
  EXPECT_LT(rows[4].pixel, rows[0].pixel);
}

}  // namespace
}  // namespace lauelith::forward
