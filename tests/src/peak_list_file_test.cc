// SPDX-License-Identifier: BSD-3-Clause
#include "src/peak_list_file.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

const std::string dat_head =
    "peak_X peak_Y peak_Itot peak_Isub peak_fwaxmaj peak_fwaxmin peak_inclination Xdev Ydev peak_bkg Ipixmax\n";

PeakListFile list_of(const std::string& text) { return peak_list_of(text_file_of("t", text)); }

TEST(PeakListFile, ADatIsRead) {
  const auto list = list_of(dat_head +
                            "100.00   200.00   70.00   50.00   0.50   0.75   30.000   0.1   0.2   20.00   69\n"
                            "623.12   1657.73   29330.04   29239.30   0.75   0.50   285.480   0.12   -0.27   90.74   28899\n"
                            "# File created at\n# From: x\n# Comments: nb of peaks 2");
  EXPECT_EQ(list.format, "dat");
  ASSERT_EQ(list.peaks.peaks.size(), 2u);
  const Peak& first = list.peaks.peaks[0];
  EXPECT_EQ(list.row, (std::vector<int>{1, 0}));
  EXPECT_NEAR(first.x_px, 622.12, 1e-12);
  EXPECT_NEAR(first.y_px, 1656.73, 1e-12);
  EXPECT_EQ(first.height, 29239.30);
  EXPECT_EQ(first.background, 90.74);
  EXPECT_NEAR(first.fwhm_major_px, 0.75 * 2.354820045, 1e-9);
  EXPECT_NEAR(first.fwhm_minor_px, 0.50 * 2.354820045, 1e-9);
  EXPECT_NEAR(first.tilt_deg, 15.48, 1e-9);
  EXPECT_NEAR(first.intensity, 2 * 3.14159265358979 * 0.75 * 0.5 * 29239.30, 1e-6);
  EXPECT_NEAR(list.peaks.peaks[1].tilt_deg, 30.0, 1e-9);
  EXPECT_TRUE(std::isnan(first.x_sigma_px));
  EXPECT_TRUE(list.intensities_inform);
  EXPECT_EQ(list.extras.at("ipixmax"), (std::vector<double>{28899, 69}));
  EXPECT_TRUE(list.angles.empty());
}

TEST(PeakListFile, ErrorsOfTheFitAreKept) {
  const auto list = list_of(dat_head.substr(0, dat_head.size() - 1) + " Xfiterr Yfiterr\n\n"
                            "100   200   70   50   0.5   0.75   30   0.1   0.2   20   69   0.0123   nan\n");
  EXPECT_EQ(list.peaks.peaks.at(0).x_sigma_px, 0.0123);
  EXPECT_TRUE(std::isnan(list.peaks.peaks[0].y_sigma_px));
}

TEST(PeakListFile, HeadersOfACorMayVary) {
  for (const char* head : {"2theta chi X Y I\n", "2theta   chi    x    y  I\r\n", "# 2theta chi X Y I\r", "2theta chi X Y I extra\n"}) {
    const bool has_extra = std::string(head).find("extra") != std::string::npos;
    const auto list = list_of(std::string(head) + "60.5 1.25 101 201 7" + (has_extra ? " 0.5" : ""));
    EXPECT_EQ(list.format, "cor");
    ASSERT_EQ(list.peaks.peaks.size(), 1u) << head;
    EXPECT_EQ(list.peaks.peaks[0].x_px, 100.0);
    EXPECT_EQ(list.peaks.peaks[0].intensity, 7.0);
    EXPECT_EQ(list.angles.at(0).two_theta_deg, 60.5);
    EXPECT_EQ(list.extras.count("extra"), has_extra ? 1u : 0u);
    EXPECT_FALSE(list.intensities_inform);
  }
}

TEST(PeakListFile, UnindexedSpotsAreRead) {
  std::string text = "# Unindexed and unrefined spots of x.fit\n";
  for (int i = 2; i <= 7; ++i) text += "# line\n";
  const auto list = list_of(text + "12 345.6 60.5 1.25 101 201\n13 500 61 1.5 102 202\n");
  EXPECT_EQ(list.format, "cor, unindexed");
  ASSERT_EQ(list.peaks.peaks.size(), 2u);
  EXPECT_EQ(list.peaks.peaks[0].x_px, 101.0);
  EXPECT_EQ(list.angles[1].two_theta_deg, 60.5);
}

TEST(PeakListFile, EqualIntensitiesCarryNothing) {
  EXPECT_FALSE(list_of("2theta chi X Y I\n60 1 1 1 5\n60 1 2 2 5\n").intensities_inform);
  EXPECT_TRUE(list_of("2theta chi X Y I\n60 1 1 1 5\n60 1 2 2 6\n").intensities_inform);
  EXPECT_FALSE(list_of("2theta chi X Y I\n").intensities_inform);
}

struct Hostile {
  const char* what;
  std::string bytes;
  const char* said;
};

TEST(PeakListFile, DamageIsNamedWithItsPlace) {
  const std::string head = "2theta chi X Y I\n";
  const std::vector<Hostile> table{
      {"nothing", "", "line 1"},
      {"no header", "60 1 1 1 5\n", "line 1"},
      {"missing column", "2theta chi X I\n60 1 1 5\n", "a column \"y\""},
      {"column twice", "2theta chi X X Y I\n", "line 1, column 14"},
      {"short row", head + "60 1 1 1 5\n60 1 1 1\n", "line 3"},
      {"long row", head + "60 1 1 1 5 6\n", "line 2"},
      {"decimal comma", head + "60 1 1,5 1 5\n", "line 2, column 6"},
      {"nan", head + "60 1 nan 1 5\n", "line 2, column 6"},
      {"infinite", head + "60 1 inf 1 5\n", "line 2, column 6"},
      {"huge", head + "60 1 1e999 1 5\n", "too large"},
      {"word", head + "60 1 x 1 5\n", "line 2, column 6"},
      {"NUL", head + std::string("60 1 \0 1 5\n", 11), "line 2, column 6"},
      {"calibration", head + "60 1 1 1 5\n# dd : x\n# xcen : 1\n# xgam : 1\n", "line 3, column 8"},
      {"half a calibration", head + "60 1 1 1 5\n# dd : 70\n# xcen : 1\n# xgam : 1\n", "ycen"},
  };
  for (const auto& row : table) {
    try {
      list_of(row.bytes);
      ADD_FAILURE() << row.what << ": accepted";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(row.said), std::string::npos) << row.what << ": " << error.what();
    }
  }
}

TEST(PeakListFile, AnEndlessListIsRefused) {
  std::string text = "2theta chi X Y I\n";
  for (int i = 0; i < 20001; ++i) text += "60 1 1 1 5\n";
  EXPECT_THROW(list_of(text), InputError);
}

PeakList two_peaks() {
  PeakList list;
  Peak peak;
  peak.x_px = 100.123456789;
  peak.y_px = 1200.987654321;
  peak.height = 5000.25;
  peak.intensity = 9000.5;
  peak.background = 90.5;
  peak.fwhm_major_px = 2.0;
  peak.fwhm_minor_px = 1.5;
  peak.tilt_deg = -35.0;
  peak.x_sigma_px = 0.01;
  peak.y_sigma_px = 0.02;
  list.peaks.push_back(peak);
  peak.x_px = 700.5;
  peak.height = 40.0;
  list.peaks.push_back(peak);
  return list;
}

TEST(PeakListFile, ListsComeBack) {
  const DetectorFile detector = detector_preset("sCMOS");
  const auto dat = list_of(dat_text(two_peaks(), {"x", TextPrecision::full}));
  const auto cor = list_of(cor_text(two_peaks(), detector, {"x", TextPrecision::full}));
  for (std::size_t i = 0; i < 2; ++i) {
    const Peak expected = two_peaks().peaks[i];
    for (const auto* list : {&dat, &cor}) {
      EXPECT_NEAR(list->peaks.peaks.at(i).x_px, expected.x_px, 1e-12);
      EXPECT_NEAR(list->peaks.peaks.at(i).y_px, expected.y_px, 1e-12);
      EXPECT_EQ(list->peaks.peaks.at(i).height, expected.height);
    }
    EXPECT_NEAR(dat.peaks.peaks[i].fwhm_major_px, 2.0, 1e-12);
    EXPECT_NEAR(dat.peaks.peaks[i].tilt_deg, -35.0, 1e-9);
    EXPECT_EQ(dat.peaks.peaks[i].y_sigma_px, 0.02);
  }
  EXPECT_TRUE(cor.notes.empty());
  EXPECT_LT(largest_angle_error_deg(cor, detector.detector), 1e-10);
  ASSERT_TRUE(cor.calibration.has_value());
  EXPECT_NEAR(cor.calibration->five.distance_mm, 79.0, 1e-12);
}

TEST(PeakListFile, TheirDigitsAreTheirs) {
  const std::string dat = dat_text(two_peaks());
  EXPECT_NE(dat.find("101.12   1201.99   5090.75   5000.25   0.85   0.64   235.000   0.00   0.00   90.50   5091   "
                     "0.0100   0.0200\n"),
            std::string::npos) << dat;
  EXPECT_NE(cor_text(two_peaks(), detector_preset("sCMOS")).find("   101.12346   1201.98765   5000.25\n"),
            std::string::npos);
}

TEST(PeakListFile, ALoneePeakHasAnEmptyLineAboveIt) {
  PeakList list = two_peaks();
  list.peaks.resize(1);
  EXPECT_NE(dat_text(list).find("Yfiterr\n\n101.12"), std::string::npos);
  EXPECT_EQ(list_of(dat_text(list)).peaks.peaks.size(), 1u);
}

TEST(PeakListFile, AnotherDetectorIsNoticed) {
  const DetectorFile detector = detector_preset("sCMOS");
  const auto list = list_of(cor_text(two_peaks(), detector));
  EXPECT_TRUE(list.notes.empty());
  auto five = five_parameters(detector.detector).five;
  five.distance_mm += 0.1;
  EXPECT_GT(largest_angle_error_deg(list, placed(detector.detector, five)), 1e-3);
  std::string text = cor_text(two_peaks(), detector);
  text.replace(text.find("# dd : 79"), 9, "# dd : 78");
  ASSERT_EQ(list_of(text).notes.size(), 1u);
  EXPECT_NE(list_of(text).notes[0].find("differ by up to"), std::string::npos);
}

TEST(PeakListFile, RealLists) {
  SKIP_WITHOUT_REAL_DATA();
  const auto dat = read_peak_list(real_data() + "/ge_mar165/Ge_blanc_0000_LT_5.dat");
  EXPECT_EQ(dat.peaks.peaks.size(), 97u);
  const auto cor = read_peak_list(real_data() + "/ge_mar165/Ge_blanc_0000_LT_5.cor");
  EXPECT_EQ(cor.peaks.peaks.size(), 97u);
  EXPECT_TRUE(cor.notes.empty());
  EXPECT_EQ(read_peak_list(real_data() + "/ge_0001/Ge0001.dat").peaks.peaks.size(), 83u);
  EXPECT_EQ(read_peak_list(real_data() + "/ge_0001/Ge0001.cor").peaks.peaks.size(), 83u);
  EXPECT_EQ(read_peak_list(real_data() + "/cdhgte_scmos/AH12_CMT_r14_0200_LT_0.dat").peaks.peaks.size(), 324u);
  for (const char* name : {"0", "1", "2"}) {
    const auto list = read_peak_list(real_data() + "/sicu_simulated/SiCustrain" + name + ".cor");
    EXPECT_TRUE(list.intensities_inform);
    EXPECT_TRUE(list.notes.empty()) << list.notes.at(0);
  }
}

}  // namespace
}  // namespace lauelith
