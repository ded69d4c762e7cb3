// SPDX-License-Identifier: BSD-3-Clause
#include "src/lauetools_geometry.h"

#include <algorithm>

#include "src/safe_file.h"

namespace lauelith {
namespace {

/// A word that cannot be mistaken for another line or key: LaueTools splits such lines at their colon.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == ':' || c == '\n' || c == '\r') c = '_';
  }
  return text;
}

std::string matrix_text(const Eigen::Matrix3d& matrix) {
  std::string text = "[";
  for (int row = 0; row < 3; ++row) {
    text += row == 0 ? "[" : ",[";
    for (int col = 0; col < 3; ++col) text.append(col == 0 ? "" : ",").append(fixed_text(matrix(row, col), 7));
    text += "]";
  }
  return text + "]";
}

std::string first_line(const DetectorFile& file, const FiveParameters& five, TextPrecision precision) {
  const auto number = [precision](double value, int decimals) {
    return precision == TextPrecision::full ? exact_text(value) : fixed_text(value, decimals);
  };
  return number(five.distance_mm, 5) + ", " + number(five.xcen_px, 4) + ", " + number(five.ycen_px, 4) + ", " +
         number(five.xbet_deg, 7) + ", " + number(five.xgam_deg, 7) + ", " + number(five.pixel_mm, 8) + ", " +
         std::to_string(file.detector.rows) + ", " + std::to_string(file.detector.cols) + "\n";
}

std::string label_of(const DetectorFile& file) {
  const std::string label = file.lauetools_label.empty() ? file.detector.name : file.lauetools_label;
  return label.empty() ? "unknown" : one_line(label);
}

}  // namespace

std::string calibration_lines(const DetectorFile& file, const FiveParameters& five) {
  const auto line = [](const std::string& key, const std::string& value) {
    return std::string("# ").append(key).append(" : ").append(value).append("\n");
  };
  const std::string pixel = exact_text(five.pixel_mm);
  const auto& detector = file.detector;
  const std::string shape =
      std::string("(").append(std::to_string(detector.rows)).append(", ").append(std::to_string(detector.cols)) + ")";
  const double width_mm = five.pixel_mm * std::max(detector.rows, detector.cols);
  return line("dd", exact_text(five.distance_mm)) + line("xcen", exact_text(five.xcen_px)) +
         line("ycen", exact_text(five.ycen_px)) + line("xbet", exact_text(five.xbet_deg)) +
         line("xgam", exact_text(five.xgam_deg)) + line("pixelsize", pixel) + line("xpixelsize", pixel) +
         line("ypixelsize", pixel) + line("CCDLabel", label_of(file)) +
         line("framedim", shape) +
         line("detectordiameter", exact_text(1.1 * width_mm)) + line("kf_direction", "Z>0");
}

std::string det_text(const DetectorFile& file, const FiveParameters& five, const DetHeader& header) {
  return first_line(file, five, header.precision) +
         "Sample-Detector distance(IM), xO, yO, angle1, angle2, pixelsize, dim1, dim2\n" +
         "Calibration done with " + one_line(header.material) + " by lauelith\n" +
         "Experimental Data file: " + one_line(header.source) + "\nOrientation Matrix:\n" + matrix_text(header.UB) +
         "\n# Material : " + one_line(header.material) + "\n" + calibration_lines(file, five);
}

std::string write_detector_det(const std::string& path, const DetectorFile& file, const DetHeader& header) {
  const auto form = five_parameter_form(file.detector, path);
  write_whole_file(path, det_text(file, form.five, header));
  return form.note;
}

}  // namespace lauelith
