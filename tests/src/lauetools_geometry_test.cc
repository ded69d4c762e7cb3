// SPDX-License-Identifier: BSD-3-Clause
#include "src/lauetools_geometry.h"

#include <gtest/gtest.h>

#include "src/detector_geon.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

const std::string golden_det = "70, 1000, 1040, 0.4, 0.2, 0.0734, 2018, 2016\n";

DetectorFile det(const std::string& text) { return detector_of_det(text_file_of("t.det", text)); }

// formats.md §11.1: recomputed from LaueTools' own forward map; its pixels count from 1.
TEST(LaueToolsGeometry, GoldenDirections) {
  const Detector detector = det(golden_det).detector;
  const Eigen::Vector3d first = point_of_pixel(detector, {499.0, 299.0}) / units::mm;
  EXPECT_NEAR((first - Eigen::Vector3d(-36.8893746, -53.6975534, 70.3765916)).norm(), 0.0, 1e-7);
  const auto angles = angles_of_pixel(detector, {499.0, 299.0});
  EXPECT_NEAR(angles.two_theta_deg, 124.0505010, 1e-7);
  EXPECT_NEAR(angles.chi_deg, 27.6622288, 1e-7);
  const Eigen::Vector3d second = point_of_pixel(detector, {1499.25, 1799.75}) / units::mm;
  EXPECT_NEAR((second - Eigen::Vector3d(36.9130410, 56.1978694, 69.6093644)).norm(), 0.0, 1e-7);
  EXPECT_NEAR(angles_of_pixel(detector, {1499.25, 1799.75}).two_theta_deg, 54.5015763, 1e-7);
  EXPECT_NEAR(angles_of_pixel(detector, {1499.25, 1799.75}).chi_deg, -27.9364902, 1e-7);
}

// formats.md §11.2.
TEST(DetectorGeon, GoldenPoints) {
  const GeonPanel panel{2048, 2048, {409.6, 409.6}, {-1.2, -1.2, -1.2}, {25.0, 0.0, 510.0}, ""};
  const Detector detector = detector_of(panel);
  const Eigen::Vector3d corner = point_of_pixel(detector, {100.0, 200.0}) / units::mm;
  EXPECT_NEAR((corner - Eigen::Vector3d(170.8319338, -153.4651817, 509.8971155)).norm(), 0.0, 1e-7);
  EXPECT_NEAR(angles_of_pixel(detector, {100.0, 200.0}).two_theta_deg, 105.9277993, 1e-7);
  const Eigen::Vector3d middle = point_of_pixel(detector, {1023.5, 1023.5}) / units::mm;
  EXPECT_NEAR((middle - Eigen::Vector3d(4.4389670, 29.7110503, 509.7279167)).norm(), 0.0, 1e-7);
  EXPECT_NEAR(angles_of_pixel(detector, {1023.5, 1023.5}).two_theta_deg, 86.6642410, 1e-7);
}

const std::string geon_xml =
    "<?xml version=\"1.0\"?>\n<geoN xmlns=\"http://x\">\n<Detectors Ndetectors=\"2\">\n"
    "<Detector N=\"0\"><Npixels>2048 2048</Npixels><size unit=\"mm\">409.6 409.6</size>"
    "<R unit=\"radian\">-1.2 -1.2 -1.2</R><P unit=\"mm\">25 0 510</P><ID>PE1621</ID></Detector>\n"
    "<Detector N=\"1\"><Npixels>1024 1024</Npixels><size unit=\"mm\">204.8 204.8</size>"
    "<R unit=\"radian\">-1.76 -0.73 -1.76</R><P unit=\"m\">-0.142 -0.0027 0.412</P></Detector>\n"
    "</Detectors></geoN>\n";

TEST(DetectorGeon, XmlDetectorsAreChosenByNumber) {
  const auto first = detector_of_geon_xml(text_file_of("g.xml", geon_xml), 0);
  EXPECT_EQ(first.detector.name, "PE1621");
  EXPECT_NEAR((point_of_pixel(first.detector, {100.0, 200.0}) / units::mm -
               Eigen::Vector3d(170.8319338, -153.4651817, 509.8971155)).norm(), 0.0, 1e-7);
  const auto second = detector_of_geon_xml(text_file_of("g.xml", geon_xml), 1);
  EXPECT_EQ(second.detector.cols, 1024);
  EXPECT_NEAR(second.detector.distance_m(), 0.412, 1e-9);
  EXPECT_THROW(detector_of_geon_xml(text_file_of("g.xml", geon_xml), 2), InputError);
}

TEST(DetectorGeon, TheOlderTextFormIsTheSame) {
  const auto text = text_file_of("g.txt",
                                 "$filetype\tgeometryFileN\n// Detectors\n$Ndetectors\t1\t// number\n$d0_Nx\t\t2048\t// x\n"
                                 "$d0_Ny\t2048\n$d0_sizeX\t409.600\t// mm\n$d0_sizeY\t409.6\n"
                                 "$d0_R\t{-1.2,-1.2,-1.2}\t// rad\n$d0_P\t{25.000,0.0,510.0}\n$d0_detectorID\tPE1621 723\n");
  const auto old_form = detector_of_geon_text(text, 0);
  const auto xml_form = detector_of_geon_xml(text_file_of("g.xml", geon_xml), 0);
  EXPECT_EQ(old_form.detector.origin_m, xml_form.detector.origin_m);
  EXPECT_EQ(old_form.detector.fast, xml_form.detector.fast);
  EXPECT_EQ(old_form.detector.name, "PE1621 723");
  EXPECT_THROW(detector_of_geon_text(text, 1), InputError);
}

TEST(LaueToolsGeometry, OnlyLineOneIsNeeded) {
  EXPECT_EQ(det(golden_det).detector.rows, 2018);
  EXPECT_EQ(det(golden_det).detector.cols, 2016);
  const auto old_file = det("70, 1000, 1040, 0.4, 0.2, 0.0734");
  EXPECT_EQ(old_file.detector.rows, 2018);
  ASSERT_EQ(old_file.notes.size(), 1u);
  EXPECT_NE(old_file.notes[0].find("assumed"), std::string::npos);
  EXPECT_THROW(det("70, 1000, 1040, 0.4, 0.2, 0.05"), InputError);
}

TEST(LaueToolsGeometry, TheLabelGivesSaturationAndTheNumbersWin) {
  const auto file = det("69.193, 1050.79, 1116.33, 0.154, -0.255, 0.08057, 2048, 2048\n# CCDLabel : MARCCD165\n");
  EXPECT_EQ(file.detector.saturation, 65535);
  EXPECT_NEAR(file.detector.pitch_x_m, 0.08057e-3, 1e-15);
  EXPECT_EQ(file.detector.sigma_floor_px, 0.0);
  ASSERT_EQ(file.notes.size(), 1u);
  EXPECT_NE(file.notes[0].find("0.079142"), std::string::npos);
  EXPECT_TRUE(std::isinf(det(golden_det + "# CCDLabel : mine\n").detector.saturation));
}

TEST(LaueToolsGeometry, RemarksAreCheckedAgainstLineOne) {
  EXPECT_TRUE(det(golden_det + "# dd : 70\n# xcen : 1000\n").notes.empty());
  EXPECT_EQ(det(golden_det + "# dd : 71\n").notes.size(), 1u);
  EXPECT_NEAR(det(golden_det + "# xpixelsize : 0.05\n# ypixelsize : 0.05\n").detector.pitch_x_m, 0.05e-3, 1e-15);
  EXPECT_THROW(det(golden_det + "# kf_direction : X>0\n"), InputError);
}

TEST(LaueToolsGeometry, ADetIsWrittenAsLaueToolsPrintsIt) {
  DetectorFile file = det("70.77500, 941.7400, 1082.5600, 0.6300000, -0.6820000, 0.07914200, 2048, 2048\n"
                          "# CCDLabel : MARCCD165\n");
  DetHeader header;
  header.material = "Ge";
  header.source = "C: odd name";
  const std::string text = det_text(file, five_parameters(file.detector).five, header);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "70.77500, 941.7400, 1082.5600, 0.6300000, -0.6820000, 0.07914200, 2048, 2048");
  EXPECT_NE(text.find("# CCDLabel : MARCCD165\n# framedim : (2048, 2048)\n"), std::string::npos);
  for (const auto& line : text_file_of("t", text).lines) {
    if (line[0] != '#') continue;
    EXPECT_EQ(std::count(line.begin(), line.end(), ':'), 1) << line;
  }
}

TEST(LaueToolsGeometry, RealCalibrations) {
  SKIP_WITHOUT_REAL_DATA();
  const auto ge = read_detector(real_data() + "/ge_mar165/calibGe111.det");
  const auto five = five_parameters(ge.detector).five;
  EXPECT_NEAR(five.distance_mm, 70.775, 1e-9);
  EXPECT_NEAR(five.xcen_px, 941.74, 1e-9);
  EXPECT_NEAR(five.ycen_px, 1082.56, 1e-9);
  EXPECT_NEAR(five.xbet_deg, 0.63, 1e-9);
  EXPECT_NEAR(five.xgam_deg, -0.682, 1e-9);
  EXPECT_TRUE(ge.notes.empty());
  EXPECT_EQ(ge.detector.saturation, 65535);
  EXPECT_EQ(read_detector(real_data() + "/ge_0001/Ge0001calib.det").notes.size(), 1u);
  const auto cor = read_detector(real_data() + "/cdhgte_scmos/AH12_CMT_r14_0200_LT_0.cor");
  EXPECT_EQ(cor.format, "cor");
  EXPECT_EQ(cor.detector.rows, 2018);
}

}  // namespace
}  // namespace lauelith
