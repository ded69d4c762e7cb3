// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "src/detector_geon.h"
#include "src/detector_toml.h"
#include "src/lauetools_geometry.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

DetectorFile tilted_pilatus() {
  DetectorFile file = detector_preset("Pilatus 1M");
  file.detector = placed(file.detector, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
  return file;
}

double largest_shift_px(const Detector& a, const Detector& b) {
  double largest = 0.0;
  for (const double x : {0.0, 490.3, 980.0}) {
    for (const double y : {0.0, 333.3, 1042.0}) {
      const auto hit = pixel_of_ray(b, ray_of_pixel(a, {x, y}));
      largest = std::max(largest, (hit.px - Eigen::Vector2d(x, y)).norm());
    }
  }
  return largest;
}

TEST(DetectorFile, PresetsAreCameras) {
  EXPECT_EQ(detector_presets().size(), 4u);
  const auto pilatus = read_detector("pilatus1m");
  EXPECT_EQ(pilatus.format, "preset");
  EXPECT_EQ(pilatus.detector.rows, 1043);
  EXPECT_EQ(pilatus.detector.cols, 981);
  EXPECT_EQ(pilatus.detector.saturation, 1048574);
  EXPECT_NEAR(pilatus.detector.distance_m(), 0.14, 1e-15);
  EXPECT_EQ(read_detector("MAR165").detector.sigma_floor_px, 0.15);
  EXPECT_EQ(read_detector("sCMOS").detector.rows, 2018);
  EXPECT_EQ(read_detector("Eiger 4M").detector.cols, 2070);
}

TEST(DetectorFile, GapsOfThePilatusAreMasked) {
  const auto& detector = detector_preset("Pilatus 1M").detector;
  const auto n_masked = std::accumulate(detector.mask.begin(), detector.mask.end(), 0L);
  EXPECT_EQ(n_masked, 1043L * 981 - 10L * 487 * 195);
  EXPECT_FALSE(detector.is_masked({486, 194}));
  EXPECT_TRUE(detector.is_masked({487, 0}));
  EXPECT_TRUE(detector.is_masked({493, 0}));
  EXPECT_FALSE(detector.is_masked({494, 0}));
  EXPECT_TRUE(detector.is_masked({0, 195}));
  EXPECT_FALSE(detector.is_masked({0, 212}));
}

TEST(DetectorFile, RoundFieldOfViewIsMasked) {
  const auto& detector = detector_preset("MAR165").detector;
  EXPECT_TRUE(detector.is_masked({0, 0}));
  EXPECT_FALSE(detector.is_masked({1023, 5}));
  EXPECT_TRUE(detector.is_masked({1023, 0}));
}

TEST(DetectorFile, TomlKeepsEverything) {
  const TemporaryFolder folder;
  DetectorFile file = tilted_pilatus();
  file.mask_file = "mask.tif";
  file.detector.psf_sigma_px = 0.6;
  file.detector.sigma_floor_px = 0.05;
  write_detector_toml(folder.path("d.toml"), file);
  const auto back = read_detector(folder.path("d.toml"));
  EXPECT_EQ(back.format, "toml");
  EXPECT_LT(largest_shift_px(file.detector, back.detector), 1e-10);
  EXPECT_EQ(back.mask_file, "mask.tif");
  EXPECT_EQ(back.detector.mask, file.detector.mask);
  EXPECT_EQ(back.detector.name, "Pilatus 1M");
  EXPECT_EQ(back.detector.saturation, 1048574);
  EXPECT_EQ(back.detector.psf_sigma_px, 0.6);
  EXPECT_EQ(back.detector.sigma_floor_px, 0.05);
  EXPECT_EQ(detector_toml_text(back), bytes_of(folder.path("d.toml")));
}

// The example of the contract, character for character.
TEST(DetectorFile, TheExampleOfTheContractIsRead) {
  const auto file = detector_of_toml(text_file_of("d.toml",
                                                  "name = \"Pilatus 1M\"\nshape = [1043, 981]\npixel_mm = 0.172\n"
                                                  "flip = \"none\"\ndistance_mm = 140.0\nfoot_px = [490.0, 519.0]\n"
                                                  "xbet_deg = 0.4\nxgam_deg = 0.3\nsaturation = 1048574\n"
                                                  "mask = \"mask.tif\"\npsf_sigma_px = 0.6\nsigma_floor_px = 0.0\n"));
  const Eigen::Vector3d origin_mm = file.detector.origin_m / units::mm;
  EXPECT_NEAR((origin_mm - Eigen::Vector3d(-84.7462487299, -87.8459482484, 140.6167021607)).norm(), 0.0, 2e-10);
}

TEST(DetectorFile, FiveParametersVectorsAndGeonAgree) {
  const TemporaryFolder folder;
  const DetectorFile start = tilted_pilatus();
  write_detector_geon(folder.path("g.xml"), start);
  DetectorFile file = read_detector(folder.path("g.xml"));
  EXPECT_LT(largest_shift_px(start.detector, file.detector), 1e-10);
  DetHeader full;
  full.precision = TextPrecision::full;
  EXPECT_EQ(write_detector_det(folder.path("d.det"), file, full), "");
  file = read_detector(folder.path("d.det"));
  EXPECT_LT(largest_shift_px(start.detector, file.detector), 1e-10);
  const auto five = five_parameters(file.detector).five;
  EXPECT_NEAR(five.distance_mm, 140.0, 1e-10);
  EXPECT_NEAR(five.xcen_px, 491.0, 1e-9);
  EXPECT_NEAR(five.xgam_deg, 0.3, 1e-10);
}

TEST(DetectorFile, APanelTurnedAboutTheBeamNeedsVectors) {
  const TemporaryFolder folder;
  const GeonPanel panel{2048, 1536, {409.6, 300.0}, {-1.77, -0.74, -1.76}, {-138.0, -2.7, 413.0}, "side"};
  DetectorFile file;
  file.detector = detector_of(panel);
  write_detector_toml(folder.path("d.toml"), file);
  EXPECT_NE(bytes_of(folder.path("d.toml")).find("origin_mm"), std::string::npos);
  const auto back = read_detector(folder.path("d.toml")).detector;
  EXPECT_LT(largest_shift_px(file.detector, back), 1e-10);
  EXPECT_NE(back.pitch_x_m, back.pitch_y_m);
  EXPECT_THROW(write_detector_det(folder.path("d.det"), file), UsageError);
  file.detector.pitch_y_m = file.detector.pitch_x_m;
  EXPECT_NE(write_detector_det(folder.path("d.det"), file).find("turned about the beam"), std::string::npos);
}

TEST(DetectorFile, MirroredPanelsAreNotForcedIntoFiveParameters) {
  DetectorFile file = tilted_pilatus();
  file.detector.slow = -file.detector.slow;
  EXPECT_THROW(five_parameter_form(file.detector, "x"), UsageError);
  EXPECT_NE(detector_toml_text(file).find("slow"), std::string::npos);
}

TEST(DetectorFile, UnknownNamesAreAnsweredWithThePresets) {
  try {
    read_detector("Pilatus1N");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("Pilatus 1M"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace lauelith
