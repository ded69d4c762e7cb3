// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/scan_registration.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "inverse/registration_fit.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

std::string text(const char* format, double a, double b) {
  char buffer[200];
  std::snprintf(buffer, sizeof buffer, format, a, b);
  return buffer;
}

/// The rotation of the whole sample between the scans: the median of those of the points at equal places, as
/// far as they can be one grain.
Matrix3d common_rotation(const std::vector<PlacedPoint>& first, const std::vector<PlacedPoint>& second,
                         const std::vector<Matrix3d>& proper_rotations) {
  constexpr double largest_rad = 5.0 * units::deg;
  constexpr std::size_t most_points = 4000;
  const ScanGrid grid(first);
  std::array<std::vector<double>, 3> components;
  const std::size_t stride = second.size() / most_points + 1;
  for (std::size_t k = 0; k < second.size(); k += stride) {
    const int i = grid.nearest(second[k].place_um);
    if (i < 0 || !second[k].is_indexed || !first[static_cast<std::size_t>(i)].is_indexed) continue;
    const Matrix3d between = equivalent_between(first[static_cast<std::size_t>(i)].R_sample_from_crystal,
                                                second[k].R_sample_from_crystal, proper_rotations);
    if (angle_of(between) > largest_rad) continue;
    const Vector3d vector = vector_from_rotation(between);
    for (std::size_t c = 0; c < 3; ++c) components[c].push_back(vector[static_cast<int>(c)]);
  }
  if (components[0].empty()) return Matrix3d::Identity();
  Vector3d median;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto middle = components[c].begin() + static_cast<long>(components[c].size() / 2);
    std::nth_element(components[c].begin(), middle, components[c].end());
    median[static_cast<int>(c)] = *middle;
  }
  return rotation_from_vector(median);
}

ScanRegistration refused(ScanRegistration registration, const std::string& why) {
  registration.registered = false;
  registration.message = why;
  return registration;
}

ScanRegistration by_number(std::vector<PlacedPoint> first, std::vector<PlacedPoint> second) {
  ScanRegistration registration;
  registration.by_number = true;
  if (first.size() != second.size()) {
    return refused(registration, "stage positions are not known and the numbers of points differ: " +
                                     std::to_string(first.size()) + " and " + std::to_string(second.size()));
  }
  registration.registered = true;
  registration.agreement = 1.0;
  registration.message = "stage positions are not known: points paired by number";
  return registration;
}

}  // namespace

Vector2d ScanRegistration::place_in_first_um(const Vector2d& place_um, double along_scan) const {
  const Vector2d from_centre = place_um - centre_um;
  const double c = std::cos(rotation_rad);
  const double s = std::sin(rotation_rad);
  const Vector2d turned(c * from_centre.x() - s * from_centre.y(), s * from_centre.x() + c * from_centre.y());
  return centre_um + turned + shift_um + (along_scan - 0.5) * drift_um;
}

ScanRegistration register_scan(std::vector<PlacedPoint> first, std::vector<PlacedPoint> second,
                               const std::vector<Matrix3d>& proper_rotations,
                               const RegistrationOptions& options) {
  if (!knows_places(first) || !knows_places(second)) return by_number(std::move(first), std::move(second));
  ScanRegistration registration;
  registration.R_common_sample = common_rotation(first, second, proper_rotations);
  for (PlacedPoint& point : second)
    point.R_sample_from_crystal = registration.R_common_sample.transpose() * point.R_sample_from_crystal;
  label_grains(first, second, proper_rotations, options.grain_gate_deg * units::deg);
  RegistrationFit fit(first, second);
  fit.run(registration);
  if (registration.agreement < options.least_agreement) {
    return refused(registration,
                   text("only %.0f %% of the points show the grain that Scan 0 has there (%.0f %% "
                        "needed): not the same area, or not the same sample",
                        100.0 * registration.agreement, 100.0 * options.least_agreement));
  }
  if (registration.located && registration.error_steps > options.largest_error_steps) {
    return refused(registration,
                   text("the maps do not tell the place of a point better than %.2f steps (%.1f "
                        "needed)",
                        registration.error_steps, options.largest_error_steps));
  }
  registration.registered = true;
  if (!registration.located)
    registration.message =
        "the maps do not show where they lie (one grain, few points): stage positions taken";
  return registration;
}

std::vector<PointPair> paired_points(const ScanRegistration& registration,
                                     const std::vector<PlacedPoint>& first,
                                     const std::vector<PlacedPoint>& second) {
  std::vector<PointPair> pairs(second.size());
  if (!registration.registered) return pairs;
  const ScanGrid grid(registration.by_number ? std::vector<PlacedPoint>() : first);
  const double last = std::max<double>(1.0, static_cast<double>(second.size()) - 1.0);
  for (std::size_t k = 0; k < second.size(); ++k) {
    if (registration.by_number) {
      pairs[k].first = static_cast<int>(k);
      continue;
    }
    const Vector2d place = registration.place_in_first_um(second[k].place_um, static_cast<double>(k) / last);
    pairs[k].first = grid.nearest(place);
    if (pairs[k].first >= 0)
      pairs[k].offset_um = place - first[static_cast<std::size_t>(pairs[k].first)].place_um;
  }
  return pairs;
}

}  // namespace lauelith::inverse
