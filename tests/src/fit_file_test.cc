// SPDX-License-Identifier: BSD-3-Clause
#include "src/fit_file.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>

#include "src/frame_conventions.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Vector6d six(double xx, double yy, double zz, double yz, double xz, double xy) {
  Vector6d e;
  e << xx, yy, zz, yz, xz, xy;
  return e;
}

Matrix3d monoclinic() {
  const double beta = 99.23 * units::deg;
  Matrix3d A;
  A << 5.1505, 0, 5.3173 * std::cos(beta), 0, 5.2116, 0, 0, 0, 5.3173 * std::sin(beta);
  return A.inverse().transpose();
}

/// A strained grain with two spots on the two peaks.
Grain grain_of(const Matrix3d& B, double turn_rad) {
  Grain grain;
  const Matrix3d R = Eigen::AngleAxisd(turn_rad, Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  const Matrix3d F = Matrix3d::Identity() + tensor_of(six(1e-3, -6e-4, -4e-4, 2e-4, -5e-4, 3e-4));
  grain.reciprocal_lab_1_A = F.inverse() * R * B;
  const auto strain =
      lattice_state(R_lab_from_sample(45.0 * units::deg).transpose() * grain.reciprocal_lab_1_A, B);
  grain.R_sample_from_crystal = strain.R_frame_from_crystal;
  grain.strain_deviatoric_sample = components_of(strain.strain_deviatoric);
  grain.strain_deviatoric_crystal = components_of(strain.strain_deviatoric_crystal);
  grain.mean_residual_px = 0.125;
  grain.spots = {{0, {1, -2, 3}, 12.5, {100.0, 200.0}}, {1, {-4, 0, 2}, 17.25, {300.0, 401.0}}};
  return grain;
}

PeakList two_peaks() {
  PeakList list;
  list.peaks.resize(2);
  list.peaks[0].x_px = 100.25;
  list.peaks[0].y_px = 200.5;
  list.peaks[0].height = 1000.0;
  list.peaks[1].x_px = 300.0;
  list.peaks[1].y_px = 400.0;
  list.peaks[1].height = 500.0;
  return list;
}

FitWriting writing(const Matrix3d& B) { return {"ZrO2", B, "x.dat", TextPrecision::full}; }

// The cell where a is not parallel to a*: the trap of this format.
TEST(FitFile, SeveralGrainsComeBack) {
  const Matrix3d B = monoclinic();
  const std::vector<Grain> grains{grain_of(B, 0.7), grain_of(B, 2.1)};
  const auto text = fit_text(grains, two_peaks(), detector_preset("sCMOS"), writing(B));
  const FitFile file = fit_file_of(text_file_of("t.fit", text));
  ASSERT_EQ(file.grains.size(), 2u);
  for (std::size_t g = 0; g < 2; ++g) {
    const FitGrain& fit = file.grains[g];
    EXPECT_EQ(fit.material, "ZrO2");
    EXPECT_NEAR((fit.grain.reciprocal_lab_1_A - grains[g].reciprocal_lab_1_A).norm(), 0.0, 1e-15);
    EXPECT_NEAR((fit.grain.R_sample_from_crystal - grains[g].R_sample_from_crystal).norm(), 0.0, 1e-13);
    EXPECT_NEAR((fit.grain.strain_deviatoric_sample - grains[g].strain_deviatoric_sample).norm(), 0.0, 1e-14);
    EXPECT_NEAR((*fit.printed_strain_crystal - grains[g].strain_deviatoric_crystal).norm(), 0.0, 1e-14);
    const Vector6d at_40 = strain_at_tilt(grains[g].strain_deviatoric_sample, 45.0, 40.0);
    EXPECT_NEAR((*fit.printed_strain_sample - at_40).norm(), 0.0, 1e-14);
    EXPECT_EQ(fit.grain.mean_residual_px, 0.125);
    ASSERT_EQ(fit.grain.spots.size(), 2u);
    EXPECT_EQ(fit.grain.spots[0].hkl, Eigen::Vector3i(1, -2, 3));
    EXPECT_EQ(fit.grain.spots[1].energy_keV, 17.25);
    const auto& peak = file.peaks.peaks.at(static_cast<std::size_t>(fit.grain.spots[0].peak));
    EXPECT_EQ(peak.x_px, 100.25);
    EXPECT_EQ(peak.intensity, 1000.0);
  }
  ASSERT_TRUE(file.calibration.has_value());
  EXPECT_EQ(file.calibration->label, "sCMOS");
  EXPECT_EQ(file.calibration->rows, 2018);
}

TEST(FitFile, TheirDigitsLoseLittle) {
  const Matrix3d B = monoclinic();
  FitWriting theirs = writing(B);
  theirs.precision = TextPrecision::theirs;
  const auto text = fit_text({grain_of(B, 0.7)}, two_peaks(), detector_preset("sCMOS"), theirs);
  const FitFile file = fit_file_of(text_file_of("t.fit", text));
  EXPECT_NEAR(
      (file.grains[0].grain.strain_deviatoric_sample - grain_of(B, 0.7).strain_deviatoric_sample).norm(), 0.0,
      2e-7);
  EXPECT_NE(
      text.find(
          "##spot_index intensity h k l 2theta Chi Xexp Yexp Energy GrainIndex PixDev\n0.000000 1000.000000 "
          "1.000000 -2.000000 3.000000"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("#Mean Deviation(pixel): 0.125\n"), std::string::npos);
}

// B0 as LaueTools means it: upper triangular, a* along x, and the lattice unchanged.
TEST(FitFile, MatricesAreTheirs) {
  const Matrix3d B = monoclinic();
  const auto text = fit_text({grain_of(B, 0.7)}, two_peaks(), detector_preset("sCMOS"), writing(B));
  const FitGrain fit = fit_file_of(text_file_of("t.fit", text)).grains.at(0);
  EXPECT_EQ(fit.B0_1_A(1, 0), 0.0);
  EXPECT_EQ(fit.B0_1_A(2, 0), 0.0);
  EXPECT_NEAR(fit.B0_1_A(0, 0), B.col(0).norm(), 1e-15);
  const Matrix3d lattice = fit.UB * fit.B0_1_A;
  const Matrix3d M = grain_of(B, 0.7).reciprocal_lab_1_A;
  EXPECT_NEAR(lattice(0, 0), M(1, 0), 1e-15);   // x_LT = y_lab
  EXPECT_NEAR(lattice(1, 0), -M(0, 0), 1e-15);  // y_LT = −x_lab
}

TEST(FitFile, AGrainWithoutStrainHasNoTensors) {
  Grain grain = grain_of(monoclinic(), 0.7);
  grain.strain_deviatoric_sample.setConstant(std::nan(""));
  const auto text = fit_text({grain}, two_peaks(), detector_preset("sCMOS"), writing(monoclinic()));
  EXPECT_EQ(text.find("deviatoric"), std::string::npos);
  EXPECT_FALSE(fit_file_of(text_file_of("t", text)).grains.at(0).printed_strain_sample.has_value());
}

TEST(FitFile, DamageIsNamed) {
  const Matrix3d B = monoclinic();
  const std::string good = fit_text({grain_of(B, 0.7)}, two_peaks(), detector_preset("sCMOS"), writing(B));
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& said) {
    std::string text = good;
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    try {
      fit_file_of(text_file_of("t.fit", text));
      ADD_FAILURE() << to << ": accepted";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(said), std::string::npos) << error.what();
    }
  };
  refused("#Number of indexed", "#Count of", "Number of indexed spots");
  refused("#UB matrix", "#VB matrix", "UB matrix");
  refused("#B0 matrix in q= UB (B0) G*\n#[[", "#B0 matrix in q= UB (B0) G*\n#[[x ", "a number");
  refused(" h k l ", " h k m ", "a column \"l\"");
  refused("0 1000 1 -2 3", "0 1000 1.5 -2 3", "whole number");
  refused("0 1000 1 -2 3", "0 1000 nan -2 3", "line");
  refused("#Mean Deviation(pixel): 0.125", "#Mean Deviation(pixel): 0,125", "point");
}

TEST(FitFile, CutsNeverCrash) {
  const Matrix3d B = monoclinic();
  const std::string good = fit_text({grain_of(B, 0.7)}, two_peaks(), detector_preset("sCMOS"), writing(B));
  int n_refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    try {
      fit_file_of(text_file_of("t.fit", good.substr(0, i)));
    } catch (const InputError&) {
      ++n_refused;
    }
  }
  EXPECT_GT(n_refused, 100);
}

// LaueTools' own calibration file: orientation of its pure rotation, no strain, calculated positions.
TEST(FitFile, RealCalibrationFile) {
  SKIP_WITHOUT_REAL_DATA();
  const FitFile file = read_fit(real_data() + "/ge_mar165/Ge_blanc_0000_LT_5.fit");
  ASSERT_EQ(file.grains.size(), 1u);
  const Grain& grain = file.grains[0].grain;
  EXPECT_EQ(file.grains[0].material, "Ge");
  EXPECT_EQ(grain.spots.size(), 95u);
  EXPECT_EQ(grain.mean_residual_px, 0.191);
  EXPECT_LT(grain.strain_deviatoric_sample.norm(), 1e-7);
  double sum_px = 0.0;
  for (const auto& spot : grain.spots) {
    const auto& peak = file.peaks.peaks[static_cast<std::size_t>(spot.peak)];
    sum_px += (spot.calculated_px - Eigen::Vector2d(peak.x_px, peak.y_px)).norm();
    const Vector3d G = grain.reciprocal_lab_1_A * spot.hkl.cast<double>();
    const double energy_keV =
        -conventions_of(Program::lauetools_fit).hc_keV_A * G.squaredNorm() / (2.0 * G.y());
    EXPECT_NEAR(spot.energy_keV, energy_keV, 1e-4);
  }
  EXPECT_NEAR(sum_px / 95.0, 0.191, 5e-4);
  EXPECT_EQ(read_fit(real_data() + "/ge_0001/Ge0001.fit").grains.at(0).grain.spots.size(), 83u);
}

/// UB and B0 of a strained lattice, and the tensors that LaueTools 3.2.1 prints for them.
struct PrintedStrain {
  Matrix3d UB, B0, crystal_1e3, sample_1e3;
};

// Printed by LaueTools for a strained cubic lattice (a* ∥ a, so that its tensors mean what they say).
TEST(FitFile, PrintedTensorsOfACubicCrystalAreOurs) {
  PrintedStrain printed;
  printed.UB << -0.821828866, 0.235085218, -0.519229227, -0.565682812, -0.227661041, 0.792073661, 0.067822349,
      0.944589165, 0.319827071;
  printed.B0 = 0.15463647 * Matrix3d::Identity();
  printed.crystal_1e3 << -0.2312, 0.17588, -0.17334, 0.17588, 0.09703, 0.14127, -0.17334, 0.14127, 0.13417;
  printed.sample_1e3 << -0.2582, -0.0134, 0.25572, -0.0134, 0.16505, 0.06714, 0.25572, 0.06714, 0.09315;
  const Matrix3d M = conventions_of(Program::lauetools_fit).R_lab_from_their_lab * printed.UB * printed.B0;
  const auto strain = lattice_state(R_lab_from_sample(40.0 * units::deg).transpose() * M, printed.B0);
  const Vector6d sample2 = sample_strain_to(Program::lauetools_fit, components_of(strain.strain_deviatoric));
  EXPECT_NEAR((sample2 - components_of(printed.sample_1e3)).cwiseAbs().maxCoeff(), 0.0, 1e-3);
  const Vector6d crystal = 1e3 * components_of(strain.strain_deviatoric_crystal);
  EXPECT_NEAR((crystal - components_of(printed.crystal_1e3)).cwiseAbs().maxCoeff(), 0.0, 1e-3);
}

}  // namespace
}  // namespace lauelith
