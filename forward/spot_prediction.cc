// SPDX-License-Identifier: BSD-3-Clause
#include "forward/spot_prediction.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "forward/laue_spot.h"
#include "src/constants.h"

namespace lauelith::forward {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::Vector3i;

Vector2d two_theta_range(const Detector& detector) {
  Vector2d range(constants::pi, 0.0);
  constexpr int n_steps = 32;  // along each axis; 2θ is smooth over the panel
  for (int i = 0; i <= n_steps; ++i) {
    for (int j = 0; j <= n_steps; ++j) {
      const Vector2d px((detector.cols - 1.0) * i / n_steps, (detector.rows - 1.0) * j / n_steps);
      const double two_theta = std::acos(std::clamp(ray_of_pixel(detector, px).y(), -1.0, 1.0));
      range = {std::min(range[0], two_theta), std::max(range[1], two_theta)};
    }
  }
  return range;
}

namespace {

/// Over the strongest directions, weighted by intensity, as if their spots lay in the middle of the panel.
Vector3d mean_source_m(const LaueSetup& setup) {
  constexpr std::size_t n_strong = 300;
  const Vector3d k = ray_of_pixel(setup.detector, {0.5 * setup.detector.cols, 0.5 * setup.detector.rows});
  const double sine = std::sqrt((1.0 - k.y()) / 2.0);  // of θ, at the middle of the panel
  Vector3d sum = Vector3d::Zero();
  double weights = 0.0;
  for (std::uint32_t i = 0; i < std::min(n_strong, setup.table.n_directions()); ++i) {
    const double kappa = setup.table.family_of(i).g_1_A / (2.0 * sine);
    const OrdersInBand orders = orders_in_band(setup, i, false, kappa);
    sum += orders.intensity * setup.depth.source_m(orders.attenuation_length_m, k);
    weights += orders.intensity;
  }
  return weights > 0.0 ? Vector3d(sum / weights) : Vector3d::Zero();
}

}  // namespace

LaueSetup make_laue_setup(const Crystal& crystal, const Detector& detector, const BeamOptions& beam,
                          const Spectrum& spectrum, DepthModel depth) {
  const SpotIntensity intensity(crystal, spectrum, beam);
  const Vector2d range = two_theta_range(detector);
  LaueSetup setup{crystal,
                  detector,
                  beam,
                  intensity,
                  ReflectionTable(crystal, intensity, range[0], range[1]),
                  depth == DepthModel::surface ? SourceDepth() : SourceDepth(crystal, spectrum, beam)};
  if (depth != DepthModel::surface) setup.typical_source_m = mean_source_m(setup);
  return setup;
}

PanelProjection panel_projection(const Detector& detector, const Vector3d& source_m) {
  PanelProjection panel;
  const Vector3d origin = detector.origin_m - source_m;
  const double distance = detector.normal().dot(origin);
  panel.fast_over_pitch = (distance / detector.pitch_x_m * detector.fast).cast<float>();
  panel.slow_over_pitch = (distance / detector.pitch_y_m * detector.slow).cast<float>();
  panel.normal = detector.normal().cast<float>();
  panel.offset_x = static_cast<float>(origin.dot(detector.fast) / detector.pitch_x_m);
  panel.offset_y = static_cast<float>(origin.dot(detector.slow) / detector.pitch_y_m);
  panel.cols = static_cast<float>(detector.cols);
  panel.rows = static_cast<float>(detector.rows);
  return panel;
}

namespace {

constexpr std::size_t block = 512;  // directions at a time: fits the first-level cache

struct ProjectedBlock {
  float x[block];
  float y[block];
  std::uint8_t hit[block];
};

/// The branch-free part; the compiler turns it into vector instructions.
void project_block(const ReflectionTable& table, std::size_t first, std::size_t n, const Eigen::Matrix3f& M,
                   const PanelProjection& p, float kappa_min, float kappa_max, ProjectedBlock& out) {
  const float* const h = table.h().data() + first;
  const float* const k = table.k().data() + first;
  const float* const l = table.l().data() + first;
  const float* const low = table.first_multiple().data() + first;
  const float* const high = table.last_multiple().data() + first;
  const Eigen::Vector3f f = p.fast_over_pitch;
  const Eigen::Vector3f s = p.slow_over_pitch;
  const Eigen::Vector3f normal = p.normal;
  for (std::size_t i = 0; i < n; ++i) {
    const float gx = M(0, 0) * h[i] + M(0, 1) * k[i] + M(0, 2) * l[i];
    const float gy = M(1, 0) * h[i] + M(1, 1) * k[i] + M(1, 2) * l[i];
    const float gz = M(2, 0) * h[i] + M(2, 1) * k[i] + M(2, 2) * l[i];
    const ScaledRay<float> ray = diffracted_ray(gx, gy, gz);
    const float along = ray.x * normal[0] + ray.y * normal[1] + ray.z * normal[2];
    const float inverse = 1.0F / along;
    const float x = (ray.x * f[0] + ray.y * f[1] + ray.z * f[2]) * inverse - p.offset_x;
    const float y = (ray.x * s[0] + ray.y * s[1] + ray.z * s[2]) * inverse - p.offset_y;
    const float kappa = wavenumber_1_A(gx, gy, gz);
    out.x[i] = x;
    out.y[i] = y;
    out.hit[i] = static_cast<std::uint8_t>((along > 0.0F) & (x > -0.5F) & (x < p.cols - 0.5F) & (y > -0.5F) &
                                           (y < p.rows - 0.5F) & (low[i] * kappa <= kappa_max) &
                                           (high[i] * kappa >= kappa_min));
  }
}

/// Few directions hit the panel: eight at a time are passed over.
void add_hits(ProjectedBlock& projected, std::size_t first, std::size_t n, std::vector<QuickSpot>& spots) {
  std::fill(projected.hit + n, projected.hit + (n + 7) / 8 * 8, std::uint8_t{0});
  for (std::size_t i = 0; i < n; i += 8) {
    std::uint64_t hits = 0;  // a byte each, 1 or 0
    std::memcpy(&hits, projected.hit + i, sizeof hits);
    for (; hits != 0; hits &= hits - 1) {
      const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
      spots.push_back({static_cast<std::uint32_t>(first + at), projected.x[at], projected.y[at]});
    }
  }
}

}  // namespace

void project_directions(const ReflectionTable& table, std::size_t n_directions, const Matrix3d& M_lab_1_A,
                        const PanelProjection& panel, double energy_min_keV, double energy_max_keV,
                        std::vector<QuickSpot>& spots) {
  spots.clear();
  const Eigen::Matrix3f M = M_lab_1_A.cast<float>();
  const auto kappa_min = static_cast<float>(energy_min_keV / constants::hc_keV_A);
  const auto kappa_max = static_cast<float>(energy_max_keV / constants::hc_keV_A);
  const std::size_t n = std::min(n_directions, table.n_directions());
  ProjectedBlock projected;
  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t in_block = std::min(block, n - first);
    project_block(table, first, in_block, M, panel, kappa_min, kappa_max, projected);
    add_hits(projected, first, in_block, spots);
  }
}

namespace {

/// Plane normal of hkl with the sign that diffracts: G_y ≤ 0, and none where that is zero.
Vector3d facing_beam(const Matrix3d& M_lab_1_A, const Vector3i& hkl) {
  const Vector3d G = M_lab_1_A * hkl.cast<double>();
  return G.y() > 0.0 ? Vector3d(-G) : G;
}

}  // namespace

SpotPosition spot_position(const Detector& detector, const Matrix3d& M_lab_1_A, const Vector3i& hkl,
                           const Vector3d& source_m) {
  SpotPosition spot;
  spot.G_lab_1_A = facing_beam(M_lab_1_A, hkl);
  if (spot.G_lab_1_A.y() == 0.0) return spot;
  const LaueRay ray = laue_ray(spot.G_lab_1_A);
  const PixelOfRay hit = pixel_of_ray(detector, ray.k_lab_1_A, source_m);
  spot.on_plane = hit.in_front;
  spot.energy_keV = ray.energy_keV;
  spot.px = hit.px;
  spot.d_px_d_G = hit.d_px_d_ray * ray.d_k_d_G();
  return spot;
}

std::optional<Vector2d> spot_place(const Detector& detector, const Matrix3d& M_lab_1_A, const Vector3i& hkl,
                                   const Vector3d& source_m) {
  const Vector3d G = facing_beam(M_lab_1_A, hkl);
  if (G.y() == 0.0) return std::nullopt;
  return place_of_ray(detector, laue_ray(G).k_lab_1_A, source_m);
}

OrdersInBand orders_in_band(const LaueSetup& setup, std::uint32_t direction, bool reversed,
                            double kappa_primitive_1_A) {
  OrdersInBand sum;
  double weighted_length_m = 0.0;
  for (const ReflectionOrder& order : setup.table.family_of(direction).orders) {
    const double energy = constants::hc_keV_A * order.multiple * kappa_primitive_1_A;
    if (energy < setup.intensity.energy_min_keV() || energy > setup.intensity.energy_max_keV()) continue;
    if (sum.lowest == 0) {
      sum.lowest = order.multiple;
      sum.energy_keV = energy;
    }
    const double intensity = setup.intensity.at_energy(energy) *
                             setup.table.structure_factor_squared(direction, order, energy, reversed);
    sum.intensity += intensity;
    weighted_length_m += intensity * setup.depth.attenuation_length_m(energy);
  }
  if (sum.lowest == 0) return sum;
  sum.attenuation_length_m = sum.intensity > 0.0 ? weighted_length_m / sum.intensity
                                                 : setup.depth.attenuation_length_m(sum.energy_keV);
  return sum;
}

SpotOrigin spot_origin(const LaueSetup& setup, const Matrix3d& M_lab_1_A, std::uint32_t direction) {
  SpotOrigin origin;
  Vector3d G = M_lab_1_A * setup.table.primitive(direction).cast<double>();
  origin.reversed = G.y() > 0.0;
  if (origin.reversed) G = -G;
  if (G.y() == 0.0) return origin;
  const LaueRay ray = laue_ray(G);
  origin.k_lab_1_A = ray.k_lab_1_A;
  origin.orders = orders_in_band(setup, direction, origin.reversed, ray.energy_keV / constants::hc_keV_A);
  origin.source_m = setup.depth.source_m(origin.orders.attenuation_length_m, ray.k_lab_1_A.normalized());
  return origin;
}

Vector3d source_of_spot(const LaueSetup& setup, const Matrix3d& M_lab_1_A, std::uint32_t direction) {
  if (setup.depth.is_surface()) return Vector3d::Zero();
  return spot_origin(setup, M_lab_1_A, direction).source_m;
}

std::vector<PredictedSpot> predict_spots(const LaueSetup& setup, const Matrix3d& M_lab_1_A,
                                         std::size_t n_directions) {
  std::vector<QuickSpot> quick;
  project_directions(setup.table, n_directions, M_lab_1_A,
                     panel_projection(setup.detector, setup.typical_source_m),
                     setup.intensity.energy_min_keV(), setup.intensity.energy_max_keV(), quick);
  std::vector<PredictedSpot> spots;
  spots.reserve(quick.size());
  for (const QuickSpot& candidate : quick) {
    const SpotOrigin origin = spot_origin(setup, M_lab_1_A, candidate.direction);
    if (origin.orders.lowest == 0) continue;
    PredictedSpot spot;
    spot.direction = candidate.direction;
    spot.reversed = origin.reversed;
    spot.energy_keV = origin.orders.energy_keV;
    spot.hkl = (origin.reversed ? -origin.orders.lowest : origin.orders.lowest) *
               setup.table.primitive(candidate.direction);
    spot.intensity = setup.intensity.at_direction(origin.k_lab_1_A.normalized()) * origin.orders.intensity;
    spot.source_m = origin.source_m;
    spot.px = place_of_ray(setup.detector, origin.k_lab_1_A, origin.source_m).value_or(Vector2d::Zero());
    spots.push_back(spot);
  }
  return spots;
}

}  // namespace lauelith::forward
