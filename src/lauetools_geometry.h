// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <optional>

#include "src/detector_file.h"

namespace lauelith {

/// The calibration that LaueTools writes into .det files and at the end of .cor files. Pixels count from 1.
/// Layout: formats.md §4.1, §4.2. Pinned by tests/src/lauetools_geometry_test.cc.
struct LaueToolsCalibration {
  FiveParameters five;
  std::optional<int> rows;
  std::optional<int> cols;
  std::string label;                  ///< CCDLabel; empty: not said
  std::string material;
  std::vector<std::string> notes;
};

/// Whether line 1 holds the comma-separated numbers of a .det file.
bool is_det(const TextFile& text);
LaueToolsCalibration calibration_of_det(const TextFile& text);
DetectorFile detector_of_det(const TextFile& text);

/// Whether the text has `# dd : value` lines as a .cor file has.
bool has_lauetools_calibration(const TextFile& text);
LaueToolsCalibration calibration_of_cor(const TextFile& text);
DetectorFile detector_of_cor(const TextFile& text);

/// The panel; size and saturation come from the built-in camera of that label or, without a label, of that pixel
/// size when the file does not say. The file's own numbers win and the difference is noted.
DetectorFile detector_of(const LaueToolsCalibration& calibration, const std::string& name);

/// Directions as LaueTools lists them: 2θ = acos(u_y), χ = atan(−u_x / u_z), degrees.
struct TwoThetaChi {
  double two_theta_deg = 0.0;
  double chi_deg = 0.0;
};
TwoThetaChi angles_of_pixel(const Detector& detector, const Eigen::Vector2d& px);

/// What a .det says beyond geometry.
struct DetHeader {
  std::string material = "unknown";
  std::string source = "unknown";     ///< data the calibration was made from
  Eigen::Matrix3d UB = Eigen::Matrix3d::Identity();
  TextPrecision precision = TextPrecision::theirs;
};
/// Returns what had to be changed to fit the format (empty: nothing).
std::string write_detector_det(const std::string& path, const DetectorFile& file, const DetHeader& header = {});
std::string det_text(const DetectorFile& file, const FiveParameters& five, const DetHeader& header);

/// The `# key : value` lines both formats share.
std::string calibration_lines(const DetectorFile& file, const FiveParameters& five);

}  // namespace lauelith
