// SPDX-License-Identifier: BSD-3-Clause
#include "forward/stretch_spot.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "forward/depth_weight.h"
#include "forward/laue_spot.h"
#include "src/constants.h"
#include "src/units.h"

namespace lauelith::forward {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

using Matrix23d = Eigen::Matrix<double, 2, 3>;

constexpr double nothing_passes = 1e-9;  // of a reflection, through the monochromator

void add_outer(SpotShape& shape, const Vector2d& v, double factor = 1.0) {
  shape.xx += factor * v.x() * v.x();
  shape.xy += factor * v.x() * v.y();
  shape.yy += factor * v.y() * v.y();
}

}  // namespace

/// A diffracted ray with all that a spot needs of it.
struct StretchSpotMaker::Ray {
  Vector3d G_lab_1_A;
  LaueRay laue;
  Vector3d k_unit;
  PixelOfRay hit;
  double surface_cosine;
  double panel_cosine;
  double scattering;
  Matrix23d d_px_d_source_m;
};

StretchSpotMaker::StretchSpotMaker(const LaueSetup& setup, const FrameSettings& settings)
    : setup_(setup),
      settings_(settings),
      panel_normal_(setup.detector.normal()),
      cotangent_tilt_(1.0 / std::tan(setup.beam.incidence_deg * units::deg)) {
  const double volume = volume_A3(setup.crystal.cell);
  const double r_e_A = constants::classical_electron_radius_m / units::A;
  unit_ = settings.exposure_s * settings.flux_scale * constants::hc_keV_A * r_e_A * r_e_A /
          (volume * volume) / units::A * settings.relative_density;
}

SpotShape StretchSpotMaker::shape_of_ray(const Ray& ray, const Stretch& stretch) const {
  SpotShape shape = round_shape(settings_.psf_sigma_px);
  if (stretch.path.mosaic_mrad > 0.0) {
    const double mosaic_rad = stretch.path.mosaic_mrad * units::mrad;
    const Matrix23d d_px_d_G = ray.hit.d_px_d_ray * ray.laue.d_k_d_G();
    for (int axis = 0; axis < 3; ++axis) {  // a rotation δ moves G by δ × G
      add_outer(shape, mosaic_rad * d_px_d_G * Vector3d::Unit(axis).cross(ray.G_lab_1_A));
    }
  }
  if (settings_.divergence_rad > 0.0) {
    const Vector3d plane = ray.G_lab_1_A.normalized();
    const double scale = settings_.divergence_rad * ray.laue.k_lab_1_A.norm();
    for (const Vector3d& tilt : {Vector3d(Vector3d::UnitX()), Vector3d(Vector3d::UnitZ())}) {  // mirrored
      add_outer(shape, scale * ray.hit.d_px_d_ray * (tilt - 2.0 * plane.dot(tilt) * plane));
    }
  }
  if (settings_.n_rays_per_axis == 1) {  // the footprint on the inclined face
    add_outer(shape, settings_.beam_sigma_m.x() * ray.d_px_d_source_m.col(0));
    add_outer(shape, settings_.beam_sigma_m.y() *
                         (ray.d_px_d_source_m.col(2) + ray.d_px_d_source_m.col(1) * cotangent_tilt_));
  }
  return shape;
}

/// Of the first order; that of order n is n times as wide in energy.
EnergySpread StretchSpotMaker::energy_spread(const Ray& ray, const Stretch& stretch) const {
  EnergySpread spread;
  const auto add = [&spread](double energy_keV, const Vector2d& px) {
    spread.variance_keV2 += energy_keV * energy_keV;
    spread.with_px_keV += energy_keV * px;
  };
  const double mosaic_rad = stretch.path.mosaic_mrad * units::mrad;
  for (int axis = 0; mosaic_rad > 0.0 && axis < 3; ++axis) {
    const Vector3d dG = mosaic_rad * Vector3d::Unit(axis).cross(ray.G_lab_1_A);
    add(ray.laue.d_energy_d_G_keV_A().dot(dG), ray.hit.d_px_d_ray * ray.laue.d_k_d_G() * dG);
  }
  if (settings_.divergence_rad > 0.0) {
    const Vector3d plane = ray.G_lab_1_A.normalized();
    const double scale = settings_.divergence_rad * ray.laue.k_lab_1_A.norm();
    for (const Vector3d& tilt : {Vector3d(Vector3d::UnitX()), Vector3d(Vector3d::UnitZ())}) {
      // sin θ = −Ĝ·ŷ: a beam tilted by t meets the plane at −Ĝ·(ŷ + t).
      const double d_energy_keV =
          -ray.laue.energy_keV * settings_.divergence_rad * plane.dot(tilt) / plane.y();
      add(d_energy_keV, scale * ray.hit.d_px_d_ray * (tilt - 2.0 * plane.dot(tilt) * plane));
    }
  }
  return spread;
}

std::optional<StretchSpotMaker::Ray> StretchSpotMaker::ray_to_panel(const Stretch& stretch,
                                                                    const Vector3d& hkl,
                                                                    double margin_px) const {
  const Detector& panel = setup_.detector;
  Ray ray;
  ray.G_lab_1_A = stretch.M_lab_1_A * hkl;
  if (!(ray.G_lab_1_A.y() < 0.0)) return std::nullopt;
  ray.laue = laue_ray(ray.G_lab_1_A);
  ray.hit = pixel_of_ray(panel, ray.laue.k_lab_1_A, stretch.source_m);
  const Vector2d last(panel.cols + margin_px, panel.rows + margin_px);
  const bool near_panel = ray.hit.in_front && (ray.hit.px.array() > -margin_px).all() &&
                          (ray.hit.px.array() < last.array()).all();
  if (!near_panel) return std::nullopt;
  ray.k_unit = ray.laue.k_lab_1_A.normalized();
  ray.surface_cosine = setup_.intensity.face().surface_cosine(ray.k_unit);
  if (ray.surface_cosine <= 0.0) return std::nullopt;
  const Vector3d& normal = panel_normal_;
  ray.panel_cosine = normal.dot(ray.k_unit);
  ray.scattering = setup_.intensity.scattering(ray.k_unit);
  ray.d_px_d_source_m = ray.hit.d_px_d_ray * (normal.dot(ray.laue.k_lab_1_A) /
                                              (panel.distance_m() - normal.dot(stretch.source_m)));
  return ray;
}

/// What is left of the beam at the beginning of the stretch: e to minus this.
double StretchSpotMaker::lost_on_the_way_in(const Stretch& stretch, double energy_keV,
                                            double attenuation_1_m) const {
  const Passed& in = stretch.path.before;
  const double mu_lithium = in.lithium_m > 0.0 ? settings_.lithium_attenuation(energy_keV) : 0.0;
  return attenuation_1_m * in.electrolyte_m + mu_lithium * in.lithium_m;
}

/// The same at the face for what is scattered at the beginning of the stretch.
double StretchSpotMaker::lost_on_the_way_out(const Ray& ray, const Stretch& stretch, double energy_keV,
                                             double attenuation_1_m) const {
  const Passed& out = stretch.path.above;
  const double mu_lithium = out.lithium_m > 0.0 ? settings_.lithium_attenuation(energy_keV) : 0.0;
  return (attenuation_1_m * out.electrolyte_m + mu_lithium * out.lithium_m) / ray.surface_cosine;
}

void StretchSpotMaker::add_orders(const Ray& ray, const Stretch& stretch, std::size_t direction,
                                  OrderStrengths& strengths, StretchSpot& spot) const {
  const double length = stretch.path.t_end_m - stretch.path.t_begin_m;
  const auto& monochromator = settings_.monochromator;
  const EnergySpread first_order = monochromator ? energy_spread(ray, stretch) : EnergySpread();
  double most = 0.0;
  double smallest_loss = std::numeric_limits<double>::infinity();
  const std::vector<ReflectionOrder>& orders = setup_.table.family_of(direction).orders;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const ReflectionOrder& order = orders[i];
    const double energy = order.multiple * ray.laue.energy_keV;
    if (energy < setup_.intensity.energy_min_keV()) continue;
    if (energy > setup_.intensity.energy_max_keV()) break;
    PassedShare passed{1.0};
    if (monochromator) {
      const double n = order.multiple;
      passed = passed_share(*monochromator, energy,
                            {n * n * first_order.variance_keV2, n * first_order.with_px_keV});
      if (passed.share < nothing_passes) continue;
    }
    if (spot.lowest_multiple == 0 || passed.share > most) {  // white: the lowest order stays
      most = passed.share;
      spot.lowest_multiple = order.multiple;
      spot.energy_keV = energy;
      spot.passed = passed;
    }
    const OrderStrength strength = strengths.at(i, energy, ray.panel_cosine);
    const double mu = strength.attenuation_1_m;
    const DepthWeight depth =
        depth_weight(mu * (1.0 + setup_.intensity.face().sine_tilt() / ray.surface_cosine), length);
    const double lost_in = lost_on_the_way_in(stretch, energy, mu);
    const double lost = lost_in + lost_on_the_way_out(ray, stretch, energy, mu);
    const double photons = passed.share * stretch.weight * unit_ * ray.scattering * strength.scattered *
                           std::exp(-lost) * depth.integral_m;
    smallest_loss = std::min(smallest_loss, lost_in);
    const double t = depth.mean_m - 0.5 * length;
    spot.photons += photons;
    spot.t_mean_m += photons * t;
    spot.t_square_m2 += photons * (t * t + depth.variance_m2);
  }
  spot.arriving = std::exp(-smallest_loss);
}

StretchSpot StretchSpotMaker::spot(const Stretch& stretch, std::size_t direction, const Eigen::Vector3i& hkl,
                                   OrderStrengths& strengths, double margin_px) const {
  StretchSpot spot;
  const Vector3d indices = hkl.cast<double>();
  const auto ray = ray_to_panel(stretch, indices, margin_px);
  if (!ray) return spot;
  add_orders(*ray, stretch, direction, strengths, spot);
  if (!(spot.photons > 0.0)) return spot;
  spot.t_mean_m /= spot.photons;
  spot.t_square_m2 /= spot.photons;
  const Vector2d dpx_dt_px_m = ray->hit.d_px_d_ray * (ray->laue.d_k_d_G() * (stretch.dM_dt_1_A_m * indices)) +
                               ray->d_px_d_source_m.col(1);
  spot.px = ray->hit.px + spot.passed.moved_px + dpx_dt_px_m * spot.t_mean_m;
  spot.shape = shape_of_ray(*ray, stretch);
  spot.shape.xx -= spot.passed.narrowed.xx;
  spot.shape.xy -= spot.passed.narrowed.xy;
  spot.shape.yy -= spot.passed.narrowed.yy;
  add_outer(spot.shape, dpx_dt_px_m, spot.t_square_m2 - spot.t_mean_m * spot.t_mean_m);
  return spot;
}

}  // namespace lauelith::forward
