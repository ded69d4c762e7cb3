// SPDX-License-Identifier: BSD-3-Clause
#include "apps/maps_setting.h"

#include <algorithm>
#include <cmath>

#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith {
namespace {

constexpr double largest_move_px = 1.0;  // of a corner of the panel

/// How far the corners of a panel lie from where another one has them.
double corner_distance_px(const Detector& a, const Detector& b) {
  double largest = 0.0;
  for (const double x : {0.0, a.cols - 1.0}) {
    for (const double y : {0.0, a.rows - 1.0}) {
      const PixelOfRay there = pixel_of_ray(b, ray_of_pixel(a, {x, y}));
      largest = there.in_front ? std::max(largest, (there.px - Eigen::Vector2d(x, y)).norm()) : 1e9;
    }
  }
  return largest;
}

std::string shape_text(const Detector& panel) {
  return std::to_string(panel.rows) + " rows by " + std::to_string(panel.cols) + " columns";
}

}  // namespace

void check_same_setting(const std::string& path, const MapsSetting& maps, const forward::LaueSetup& setup) {
  const auto refuse = [&path](const std::string& where, const std::string& expected, const std::string& found,
                              const std::string& advice) {
    throw InputError({path, where, expected, found, advice});
  };
  if (maps.crystal != setup.crystal.name || (maps.B_1_A - setup.table.B_1_A()).norm() > 1e-9) {
    refuse("/entry/sample", "maps of " + setup.crystal.name + ", cell included", "maps of " + maps.crystal,
           "use the same --crystal");
  }
  const double tilt_deg = setup.beam.incidence_deg;
  if (std::abs(maps.sample_tilt_deg - tilt_deg) > 1e-9) {
    refuse("/entry/sample/tilt_deg", exact_text(tilt_deg), exact_text(maps.sample_tilt_deg),
           "use the same --sample-tilt-deg");
  }
  if (!maps.detector) refuse("", "the detector it was made with", "none", "index it again");
  const Detector& first = maps.detector->detector;
  if (first.rows != setup.detector.rows || first.cols != setup.detector.cols)
    refuse("/entry/instrument/detector", "a detector of " + shape_text(setup.detector), shape_text(first),
           "use the same --detector");
  const double distance_px = corner_distance_px(first, setup.detector);
  if (distance_px > largest_move_px) {
    refuse("/entry/instrument/detector", "the detector of this scan, corners within 1 px",
           exact_text(std::round(100.0 * distance_px) / 100.0) + " px off", "use the same --detector");
  }
}

}  // namespace lauelith
