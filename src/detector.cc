// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector.h"

#include <Eigen/Geometry>
#include <cmath>

#include "src/units.h"

namespace lauelith {

using Eigen::Vector2d;
using Eigen::Vector3d;

Vector3d Detector::normal() const {
  const Vector3d n = fast.cross(slow).normalized();
  return n.dot(origin_m) < 0.0 ? Vector3d(-n) : n;
}

double Detector::distance_m() const { return normal().dot(origin_m); }

bool Detector::on_panel(const Vector2d& px) const {
  return px.x() > -0.5 && px.x() < cols - 0.5 && px.y() > -0.5 && px.y() < rows - 0.5;
}

bool Detector::is_masked(const Vector2d& px) const {
  if (mask.empty() || !on_panel(px)) return false;
  const auto row = static_cast<std::size_t>(std::lround(px.y()));
  const auto col = static_cast<std::size_t>(std::lround(px.x()));
  return mask[row * static_cast<std::size_t>(cols) + col] != 0;
}

Detector placed(Detector detector, const FiveParameters& five) {
  const double beta = five.xbet_deg * units::deg;
  const double gamma = five.xgam_deg * units::deg;
  const double pitch_m = five.pixel_mm * units::mm;
  const Vector3d n(0.0, std::sin(beta), std::cos(beta));
  const Vector3d e1 = Vector3d::UnitX();
  const Vector3d e2(0.0, std::cos(beta), -std::sin(beta));
  detector.fast = std::cos(gamma) * e1 - std::sin(gamma) * e2;
  detector.slow = std::sin(gamma) * e1 + std::cos(gamma) * e2;
  detector.pitch_x_m = detector.pitch_y_m = pitch_m;
  detector.origin_m = five.distance_mm * units::mm * n -
                      pitch_m * ((five.xcen_px - 1.0) * detector.fast + (five.ycen_px - 1.0) * detector.slow);
  return detector;
}

FiveParameterView five_parameters(const Detector& detector) {
  FiveParameterView view;
  const Vector3d tilted = detector.normal();
  view.beam_rotation_rad = -std::atan2(tilted.x(), tilted.z());
  const Eigen::Matrix3d turn =
      Eigen::AngleAxisd(view.beam_rotation_rad, Vector3d::UnitY()).toRotationMatrix();
  const Vector3d n = turn * tilted;
  const Vector3d fast = turn * detector.fast;
  const Vector3d slow = turn * detector.slow;
  const Vector3d to_foot = detector.distance_m() * n - turn * detector.origin_m;
  view.five.distance_mm = detector.distance_m() / units::mm;
  view.five.xbet_deg = std::atan2(n.y(), n.z()) / units::deg;
  view.five.xgam_deg = std::atan2(slow.x(), fast.x()) / units::deg;
  view.five.pixel_mm = detector.pitch_x_m / units::mm;
  view.five.xcen_px = to_foot.dot(fast) / detector.pitch_x_m + 1.0;
  view.five.ycen_px = to_foot.dot(slow) / detector.pitch_y_m + 1.0;
  return view;
}

Vector3d point_of_pixel(const Detector& detector, const Vector2d& px) {
  return detector.origin_m + detector.pitch_x_m * px.x() * detector.fast +
         detector.pitch_y_m * px.y() * detector.slow;
}

Vector3d ray_of_pixel(const Detector& detector, const Vector2d& px, const Vector3d& source_m) {
  return (point_of_pixel(detector, px) - source_m).normalized();
}

namespace {

/// Where the ray source + stretch·ray meets the panel's plane n·x = n·origin.
struct Crossing {
  Vector3d n;
  double along = 0.0;  ///< n·ray; no crossing unless it is positive
  double stretch = 0.0;
  Vector2d px = Vector2d::Zero();
};

Crossing crossing_of(const Detector& detector, const Vector3d& ray, const Vector3d& source_m) {
  Crossing crossing;
  crossing.n = detector.normal();
  crossing.along = crossing.n.dot(ray);
  if (!(crossing.along > 0.0)) return crossing;
  const Vector3d to_source = source_m - detector.origin_m;
  crossing.stretch = -crossing.n.dot(to_source) / crossing.along;
  const Vector3d in_plane = to_source + crossing.stretch * ray;
  crossing.px = {in_plane.dot(detector.fast) / detector.pitch_x_m,
                 in_plane.dot(detector.slow) / detector.pitch_y_m};
  return crossing;
}

}  // namespace

std::optional<Vector2d> place_of_ray(const Detector& detector, const Vector3d& ray,
                                     const Vector3d& source_m) {
  const Crossing crossing = crossing_of(detector, ray, source_m);
  return crossing.along > 0.0 ? std::optional(crossing.px) : std::nullopt;
}

PixelOfRay pixel_of_ray(const Detector& detector, const Vector3d& ray, const Vector3d& source_m) {
  const auto [n, along, stretch, px] = crossing_of(detector, ray, source_m);
  PixelOfRay hit;
  hit.in_front = along > 0.0;
  if (!hit.in_front) return hit;
  hit.px = px;
  // d(in_plane) = stretch (d ray − ray (n·d ray)/(n·ray))
  const Vector3d across_x = detector.fast - n * (detector.fast.dot(ray) / along);
  const Vector3d across_y = detector.slow - n * (detector.slow.dot(ray) / along);
  hit.d_px_d_ray.row(0) = stretch / detector.pitch_x_m * across_x.transpose();
  hit.d_px_d_ray.row(1) = stretch / detector.pitch_y_m * across_y.transpose();
  return hit;
}

}  // namespace lauelith
