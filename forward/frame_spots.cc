// SPDX-License-Identifier: BSD-3-Clause
#include "forward/frame_spots.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith::forward {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr double left_at_reach = 1e-3;

/// Gauss–Hermite: three points integrate any polynomial up to degree 5 over a normal distribution.
struct BeamPoint {
  double place = 0.0;  ///< in units of sigma
  double weight = 1.0;
};

std::vector<BeamPoint> beam_points(int n_rays_per_axis, double sigma_m) {
  if (n_rays_per_axis == 1 || sigma_m == 0.0) return {{0.0, 1.0}};
  return {{-std::sqrt(3.0), 1.0 / 6.0}, {0.0, 2.0 / 3.0}, {std::sqrt(3.0), 1.0 / 6.0}};
}

/// What the search for overlaps looks at, side by side in memory.
struct SpotDisc {
  double x = 0.0, y = 0.0, width = 0.0;  ///< px
  TrueSpot* spot = nullptr;
};

std::vector<SpotDisc> discs_of(std::vector<TrueGrain>& grains) {
  std::vector<SpotDisc> discs;
  std::size_t n_spots = 0;
  for (const TrueGrain& grain : grains) n_spots += grain.spots.size();
  discs.reserve(n_spots);
  for (TrueGrain& grain : grains) {
    for (TrueSpot& spot : grain.spots) {
      discs.push_back({spot.px.x(), spot.px.y(), std::sqrt(std::max(spot.shape.xx, spot.shape.yy)), &spot});
    }
  }
  return discs;
}

/// Marks spots that a brighter or comparable neighbour disturbs. Sorted by x, so that few pairs are looked
/// at.
void mark_overlaps(std::vector<TrueGrain>& grains) {
  std::vector<SpotDisc> discs = discs_of(grains);
  std::sort(discs.begin(), discs.end(), [](const SpotDisc& a, const SpotDisc& b) { return a.x < b.x; });
  double widest = 0.0;
  for (const SpotDisc& disc : discs) widest = std::max(widest, disc.width);
  for (std::size_t i = 0; i < discs.size(); ++i) {
    const SpotDisc& a = discs[i];
    for (std::size_t j = i + 1; j < discs.size() && discs[j].x - a.x < 6.0 * widest; ++j) {
      const SpotDisc& b = discs[j];
      const double apart = 3.0 * (a.width + b.width);
      if ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y) > apart * apart) continue;
      a.spot->overlaps = a.spot->overlaps || b.spot->photons > 0.1 * a.spot->photons;
      b.spot->overlaps = b.spot->overlaps || a.spot->photons > 0.1 * b.spot->photons;
    }
  }
}

}  // namespace

FrameSpotMaker::FrameSpotMaker(const LaueSetup& setup, const CrystalField& field,
                               const FrameSettings& settings)
    : setup_(setup), field_(field), settings_(settings), overburden_(field) {
  path_options_.incidence_rad = setup.beam.incidence_deg * units::deg;
  R_lab_from_sample_ = R_lab_from_sample(path_options_.incidence_rad);
  double mu_smallest = setup.intensity.attenuation(setup.intensity.energy_max_keV());
  for (double E = setup.intensity.energy_min_keV(); E < setup.intensity.energy_max_keV(); E += 0.05) {
    mu_smallest = std::min(mu_smallest, setup.intensity.attenuation(E));
  }
  // Even a ray straight up loses on its way out what sin ω of the way in costs.
  path_options_.reach_m = -std::log(left_at_reach) / (mu_smallest * settings.relative_density *
                                                      (1.0 + std::sin(path_options_.incidence_rad)));
  path_options_.px_per_gradient = largest_px_per_gradient(setup.detector);
  path_options_.largest_step_px = settings.step_sigma * settings.psf_sigma_px;
}

std::vector<FrameSpotMaker::BeamRay> FrameSpotMaker::beam_rays() const {
  std::vector<BeamRay> rays;
  for (const BeamPoint& x : beam_points(settings_.n_rays_per_axis, settings_.beam_sigma_m.x())) {
    for (const BeamPoint& z : beam_points(settings_.n_rays_per_axis, settings_.beam_sigma_m.y())) {
      const Vector2d offset(x.place * settings_.beam_sigma_m.x(), z.place * settings_.beam_sigma_m.y());
      rays.push_back({offset, x.weight * z.weight, static_cast<int>(rays.size())});
    }
  }
  return rays;
}

Stretch FrameSpotMaker::stretch_of(const PathInterval& interval, const Vector3d& source_m,
                                   const BeamRay& ray) const {
  const Matrix3d F = Matrix3d::Identity() + interval.H_middle;
  const Matrix3d& R = field_.R_sample_from_crystal[static_cast<std::size_t>(interval.grain)];
  const Matrix3d M_sample = strained_reciprocal_1_A(F, R, setup_.table.B_1_A());
  Stretch stretch;
  stretch.path = interval;
  stretch.M_lab_1_A = R_lab_from_sample_ * M_sample;
  // d(F⁻ᵀ) = −F⁻ᵀ·dHᵀ·F⁻ᵀ
  stretch.dM_dt_1_A_m =
      -R_lab_from_sample_ * (F.inverse().transpose() * (interval.dH_dt_1_m.transpose() * M_sample));
  stretch.source_m = source_m;
  stretch.weight = ray.weight;
  stretch.ray = ray.number;
  return stretch;
}

void FrameSpotMaker::add_ray(const Vector2d& entry_m, const BeamRay& ray,
                             std::vector<GrainStretches>& grains) const {
  // A ray that is higher by z meets the inclined face z/sin ω further from the interface.
  const double omega = path_options_.incidence_rad;
  const Vector2d entry(entry_m.x() + ray.offset_m.x(), entry_m.y() + ray.offset_m.y() / std::sin(omega));
  const Vector3d face_point(ray.offset_m.x(), ray.offset_m.y() / std::tan(omega), ray.offset_m.y());
  for (const PathInterval& interval : beam_path(field_, overburden_, entry, path_options_)) {
    auto place = std::find_if(grains.begin(), grains.end(), [&interval](const GrainStretches& grain) {
      return grain.grain == interval.grain;
    });
    if (place == grains.end()) place = grains.insert(place, GrainStretches{interval.grain, {}});
    const double middle = 0.5 * (interval.t_begin_m + interval.t_end_m);
    place->stretches.push_back(stretch_of(interval, face_point + middle * Vector3d::UnitY(), ray));
  }
}

FrameSpots FrameSpotMaker::at(const Vector2d& entry_m,
                              const std::optional<Monochromator>& monochromator) const {
  FrameSettings settings = settings_;
  settings.monochromator = monochromator;
  std::vector<GrainStretches> stretches;
  for (const BeamRay& ray : beam_rays()) add_ray(entry_m, ray, stretches);
  FrameSpots frame;
  for (const GrainStretches& grain : stretches) {
    const Matrix3d& R = field_.R_sample_from_crystal[static_cast<std::size_t>(grain.grain)];
    GrainSpots spots = spots_of_grain(setup_, grain, R, settings);
    if (frame.drawn.empty()) {
      frame.drawn = std::move(spots.drawn);
    } else {
      frame.drawn.insert(frame.drawn.end(), spots.drawn.begin(), spots.drawn.end());
    }
    frame.diffuse_photons += spots.diffuse_photons;
    if (!spots.truth.spots.empty()) frame.grains.push_back(std::move(spots.truth));
  }
  std::stable_sort(frame.grains.begin(), frame.grains.end(),
                   [](const TrueGrain& a, const TrueGrain& b) { return a.photons > b.photons; });
  mark_overlaps(frame.grains);
  return frame;
}

}  // namespace lauelith::forward
