// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>

#include "src/detector_file.h"

namespace lauelith {

/// The keys of detector.toml. The place is given either by distance, foot and angles, or by three vectors.
struct DetectorKeys {
  static constexpr double not_given = std::numeric_limits<double>::quiet_NaN();
  std::string name;
  std::vector<double> shape;              ///< rows, columns
  double pixel_mm = not_given;
  double pixel_y_mm = not_given;          ///< only when pixels are not square
  std::string flip = "none";
  double distance_mm = not_given;
  std::vector<double> foot_px;            ///< zero-based x, y of the foot of the normal
  double xbet_deg = 0.0;
  double xgam_deg = 0.0;
  std::vector<double> origin_mm;          ///< lab frame, centre of pixel (0, 0)
  std::vector<double> fast;
  std::vector<double> slow;
  double saturation = std::numeric_limits<double>::infinity();
  std::string mask;
  double psf_sigma_px = 0.0;
  double sigma_floor_px = 0.0;
  std::vector<double> module_px;
  std::vector<double> module_gap_px;
  double field_radius_px = 0.0;
  std::string lauetools_label;
};
void describe(ParameterVisitor& visit, DetectorKeys& keys);

/// The mask of the panel is left for the caller to make.
DetectorFile detector_of_toml(const TextFile& text);

/// Five parameters (to 1e-11 of their units) when the panel has that form, exact vectors otherwise.
std::string detector_toml_text(const DetectorFile& file);
void write_detector_toml(const std::string& path, const DetectorFile& file);

}  // namespace lauelith
