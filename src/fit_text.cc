// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/LU>
#include <cmath>

#include "src/fit_file.h"
#include "src/frame_conventions.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;

/// Numbers with the decimals of the format, or all of them.
struct Digits {
  bool is_full;
  std::string operator()(double value, int decimals) const {
    return is_full ? exact_text(value) : fixed_text(value, decimals);
  }
};

std::string matrix_block(const std::string& title, const Matrix3d& m, int decimals, const Digits& digits) {
  std::string text = "#" + title + "\n";
  for (int row = 0; row < 3; ++row) {
    text.append(row == 0 ? "#[[" : "# [");
    for (int col = 0; col < 3; ++col) text.append(col == 0 ? "" : " ").append(digits(m(row, col), decimals));
    text.append(row == 2 ? "]]\n" : "]\n");
  }
  return text;
}

/// Lengths and angles of the lattice, a as in the unstrained cell: white light does not see the size.
std::string lattice_line(const Matrix3d& M_1_A, const Matrix3d& B_1_A, const Digits& digits) {
  const Matrix3d unstrained = B_1_A.inverse().transpose();
  Matrix3d direct = M_1_A.inverse().transpose();
  direct *= unstrained.col(0).norm() / direct.col(0).norm();
  const auto angle_deg = [&direct](int i, int j) {
    return std::acos(direct.col(i).normalized().dot(direct.col(j).normalized())) / units::deg;
  };
  std::string text = "#[";
  for (int i = 0; i < 3; ++i) text += digits(direct.col(i).norm(), 7) + " ";
  return text + digits(angle_deg(1, 2), 7) + " " + digits(angle_deg(0, 2), 7) + " " +
         digits(angle_deg(0, 1), 7) + "]\n";
}

std::string spot_line(const IndexedSpot& spot, const Peak& peak, const Detector& panel, std::size_t grain,
                      const Digits& digits) {
  const auto angles = angles_of_pixel(panel, {peak.x_px, peak.y_px});
  const Eigen::Vector2d measured(peak.x_px, peak.y_px);
  const double intensity = peak.height > 0.0 ? peak.height : peak.intensity;
  std::string text = digits(spot.peak, 6) + " " + digits(intensity, 6);
  for (const double value :
       {static_cast<double>(spot.hkl(0)), static_cast<double>(spot.hkl(1)), static_cast<double>(spot.hkl(2)),
        angles.two_theta_deg, angles.chi_deg, peak.x_px + 1.0, peak.y_px + 1.0, spot.energy_keV,
        static_cast<double>(grain), (measured - spot.calculated_px).norm()}) {
    text.append(" ").append(digits(value, 6));
  }
  return text + "\n";
}

std::string strain_blocks(const Matrix3d& M_lab_1_A, const Matrix3d& B_1_A, const Digits& digits) {
  const auto& theirs = conventions_of(Program::lauetools_fit);
  const auto strain =
      lattice_state(R_lab_from_sample(theirs.sample_tilt_deg * units::deg).transpose() * M_lab_1_A, B_1_A);
  const Vector6d sample2 = sample_strain_to(Program::lauetools_fit, components_of(strain.strain_deviatoric));
  const Vector6d crystal = components_of(strain.strain_deviatoric_crystal) * theirs.strain_of_one;
  return matrix_block("deviatoric strain in direct crystal frame (10-3 unit)", tensor_of(crystal), 2,
                      digits) +
         matrix_block("deviatoric strain in sample2 frame (10-3 unit)", tensor_of(sample2), 2, digits);
}

std::string lattice_blocks(const Grain& grain, const Matrix3d& B_1_A, const Digits& digits) {
  const Matrix3d B0 = upper_triangular_reciprocal(B_1_A);
  const Matrix3d M_theirs =
      conventions_of(Program::lauetools_fit).R_lab_from_their_lab.transpose() * grain.reciprocal_lab_1_A;
  std::string text = matrix_block("UB matrix in q= (UB) B0 G* ", M_theirs * B0.inverse(), 9, digits) +
                     matrix_block("B0 matrix in q= UB (B0) G*", B0, 8, digits) +
                     matrix_block(
                         "UBB0 matrix in q= (UB B0) G* i.e. recip. basis vectors are columns in LT frame: "
                         "astar = UBB0[:,0], bstar = UBB0[:,1], cstar = UBB0[:,2]. (abcstar as columns on "
                         "xyzlab1, xlab1 = ui, ui = unit vector along incident beam)",
                         M_theirs, 8, digits);
  if (!grain.strain_deviatoric_sample.allFinite()) return text;
  return text + strain_blocks(grain.reciprocal_lab_1_A, B_1_A, digits) + "#new lattice parameters\n" +
         lattice_line(grain.reciprocal_lab_1_A, B_1_A, digits);
}

std::string detector_blocks(const DetectorFile& file, const FiveParameters& five) {
  const std::string label = file.lauetools_label.empty() ? file.detector.name : file.lauetools_label;
  return "#CCDLabel\n#" + label + "\n#DetectorParameters\n#[" + exact_text(five.distance_mm) + ", " +
         exact_text(five.xcen_px) + ", " + exact_text(five.ycen_px) + ", " + exact_text(five.xbet_deg) +
         ", " + exact_text(five.xgam_deg) + "]\n#pixelsize\n#" + exact_text(five.pixel_mm) +
         "\n#Frame dimensions\n#(" + std::to_string(file.detector.rows) + ", " +
         std::to_string(file.detector.cols) + ")\n";
}

/// Detector and crystal turned about the beam so that the panel has the five-parameter form.
Matrix3d turned_lattice(const Detector& detector, const Matrix3d& M_lab_1_A) {
  const double angle = five_parameters(detector).beam_rotation_rad;
  Matrix3d turn;
  turn << std::cos(angle), 0.0, std::sin(angle), 0.0, 1.0, 0.0, -std::sin(angle), 0.0, std::cos(angle);
  return turn * M_lab_1_A;
}

}  // namespace

std::string fit_text(const std::vector<Grain>& grains, const PeakList& peaks, const DetectorFile& detector,
                     const FitWriting& writing) {
  const Digits digits{writing.precision == TextPrecision::full};
  const auto five = five_parameter_form(detector.detector, "fit").five;
  const Detector panel = placed(detector.detector, five);
  std::string text = "#Strain and Orientation Refinement from experimental file: " + writing.source +
                     "\n#File created by lauelith\n";
  for (std::size_t g = 0; g < grains.size(); ++g) {
    Grain grain = grains[g];
    grain.reciprocal_lab_1_A = turned_lattice(detector.detector, grain.reciprocal_lab_1_A);
    text += "#Number of indexed spots: " + std::to_string(grain.spots.size()) + "\n#Element\n#" +
            writing.material + "\n#grainIndex\n#G_" + std::to_string(g) +
            "\n#Mean Deviation(pixel): " + digits(grain.mean_residual_px, 3) +
            "\n##spot_index intensity h k l 2theta Chi Xexp Yexp Energy GrainIndex PixDev\n";
    for (const auto& spot : grain.spots) {
      text += spot_line(spot, peaks.peaks.at(static_cast<std::size_t>(spot.peak)), panel, g, digits);
    }
    text += lattice_blocks(grain, writing.B_1_A, digits) + detector_blocks(detector, five) + "#\n";
  }
  return text;
}

void write_fit(const std::string& path, const std::vector<Grain>& grains, const PeakList& peaks,
               const DetectorFile& detector, const FitWriting& writing) {
  write_whole_file(path, fit_text(grains, peaks, detector, writing));
}

}  // namespace lauelith
